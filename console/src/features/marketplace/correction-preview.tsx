import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { components } from "@/api/schema";
import { m } from "@/app/messages";
import { Money } from "@/ui/money";
import { LinesSkeleton } from "@/ui/skeleton";
import { ErrorState } from "@/ui/states";
import { Table, type Column } from "@/ui/table";
import { PeriodText } from "@/ui/time";
import { together, type Previewed, type PreviewItem } from "./correction-totals";

export type CorrectionBody = components["schemas"]["PriceCorrectionIn"];
type Props = { priceId: string; body: CorrectionBody };

/** What the correction would book, before anybody confirms it: company after company, until all were looked at. */
export function CorrectionPreview({ priceId, body }: Props) {
  const query = useCorrectionPreview(priceId, body);
  const { data, isError, isFetching, error } = query;
  return (
    <section aria-labelledby="correction-preview" className="mt-4">
      <h3 id="correction-preview" className="mb-2 text-sm font-semibold">
        {m.pricing.preview.title}
      </h3>
      {data ? <Answer found={together(data.pages)} busy={isFetching} /> : isError ? null : <LinesSkeleton lines={4} />}
      {isError ? (
        <ErrorState error={error} onRetry={() => void (data ? query.fetchNextPage() : query.refetch())} />
      ) : null}
    </section>
  );
}

function useCorrectionPreview(priceId: string, body: CorrectionBody) {
  const query = useInfiniteQuery({
    queryKey: ["correction-preview", priceId, body],
    queryFn: ({ pageParam }) =>
      unwrap(
        api.POST("/api/v1/prices/{price_id}/corrections/preview", {
          params: { path: { price_id: priceId }, query: pageParam === null ? {} : { cursor: pageParam } },
          body,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    gcTime: 0,
    staleTime: Infinity,
    retry: false,
  });
  const { hasNextPage, isFetching, isError, fetchNextPage } = query;
  useEffect(() => {
    if (hasNextPage && !isFetching && !isError) void fetchNextPage();
  }, [hasNextPage, isFetching, isError, fetchNextPage]);
  return query;
}

function Answer({ found, busy }: { found: Previewed; busy: boolean }) {
  const p = m.pricing.preview;
  return (
    <div className="flex flex-col gap-3 text-sm">
      {busy ? <p role="status">{p.looking(found.companies, found.concerned)}</p> : null}
      {found.totals.map((total) => (
        <dl key={total.currency} aria-live="polite" className="bg-sunken grid grid-cols-3 rounded-lg border">
          <Figure label={p.billed} value={total.billed} />
          <Figure label={p.would_be} value={total.would_be} />
          <Figure label={p.delta} value={total.delta} />
        </dl>
      ))}
      {found.items.length > 0 ? (
        <Table caption={p.title} columns={COLUMNS} rows={found.items} rowKey={keyOf} />
      ) : busy ? null : (
        <p className="text-ink-2">{p.nothing}</p>
      )}
      <ul className="text-ink-2 list-disc ps-5">
        {found.leftOut > 0 ? <li>{p.left_out(found.leftOut)}</li> : null}
        {found.unbilled > 0 ? <li>{p.unbilled(found.unbilled)}</li> : null}
        {found.tooLarge.map((one) => (
          <li key={one.company_id}>{p.too_large(one.company_name, one.events)}</li>
        ))}
      </ul>
    </div>
  );
}

function Figure({ label, value }: { label: string; value: PreviewItem["delta"] }) {
  return (
    <div className="px-3 py-2">
      <dt className="text-ink-2">{label}</dt>
      <dd className="text-base font-semibold">
        <Money value={value} />
      </dd>
    </div>
  );
}

const keyOf = (one: PreviewItem): string => `${one.subscription_id}/${one.component}/${one.period.start}`;

const COLUMNS: Column<PreviewItem>[] = [
  { key: "company", header: m.pricing.preview.company, cell: (one) => one.company_name },
  { key: "period", header: m.pricing.preview.period, cell: (one) => <PeriodText period={one.period} /> },
  { key: "events", header: m.fields.events, cell: (one) => one.events, align: "end", from: "md" },
  { key: "billed", header: m.pricing.preview.billed, cell: (one) => <Money value={one.billed} />, align: "end" },
  {
    key: "would_be",
    header: m.pricing.preview.would_be,
    cell: (one) => <Money value={one.would_be} />,
    align: "end",
  },
  { key: "delta", header: m.pricing.preview.delta, cell: (one) => <Money value={one.delta} />, align: "end" },
];
