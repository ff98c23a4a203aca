import { keepPreviousData, useQuery, type UseQueryResult } from "@tanstack/react-query";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { PriceList } from "@/api/types";
import { m } from "@/app/messages";
import { StandingBadge } from "@/features/rates/standing";
import { Badge, type Tone } from "@/ui/badge";
import { compareDecimals } from "@/ui/decimal";
import { formatDayOf, formatQuantity } from "@/ui/format";
import { useLocale } from "@/ui/locale";
import { Money, Nothing } from "@/ui/money";
import { LinesSkeleton } from "@/ui/skeleton";
import { ErrorState } from "@/ui/states";
import { Table, type Column } from "@/ui/table";
import { amountName, type PriceListBody } from "./price-list-draft";

const p = m.price_lists;

export type Previewed = { body: PriceListBody; found: PriceList };

/** What publishing would do, asked of the server whenever the fields have settled. The last answer stays until the next. */
export const usePriceListPreview = (planId: string, body: PriceListBody | null): UseQueryResult<Previewed> =>
  useQuery({
    queryKey: ["price-list-preview", planId, body],
    queryFn: async (): Promise<Previewed> => {
      const asked = body as PriceListBody;
      const params = { path: { plan_id: planId } };
      const found = await unwrap(
        api.POST("/api/v1/plans/{plan_id}/price-conversions/preview", { params, body: asked }),
      );
      return { body: asked, found };
    },
    enabled: body !== null,
    placeholderData: keepPreviousData,
    gcTime: 0,
    retry: false,
  });

/** How many prices would be new, or have a new version. */
export const publishable = ({ prices }: PriceList): number =>
  prices.filter(({ outcome }) => outcome === "created" || outcome === "revised").length;

export function PriceListPreview({ query }: { query: UseQueryResult<Previewed> }) {
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return query.isFetching ? <LinesSkeleton lines={4} /> : <p className="text-ink-2">{p.fill}</p>;
  const { found } = query.data;
  return (
    <section aria-label={p.preview} aria-busy={query.isFetching} className="flex flex-col gap-3">
      <RateLine rate={found.rate} />
      <div className="-mx-5 border-y">
        <Table caption={p.preview} columns={COLUMNS} rows={rowsOf(found)} rowKey={(row) => row.key} />
      </div>
      {publishable(found) === 0 ? <p className="text-ink-2">{p.nothing}</p> : null}
    </section>
  );
}

function RateLine({ rate }: { rate: PriceList["rate"] }) {
  const { locale } = useLocale();
  return (
    <p role="status" className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <span className="nums font-medium">{p.rate(rate.from, formatQuantity(rate.rate, locale), rate.to)}</span>
      <span className="text-ink-2">{p.by(rate.source_name, formatDayOf(rate.as_of, "UTC", locale))}</span>
      <StandingBadge rate={rate} at={undefined} />
    </p>
  );
}

type Price = PriceList["prices"][number];
type Row = { key: string; price: Price; amount: Price["amounts"][number]; first: boolean; from: string; to: string };

const rowsOf = ({ prices, rate }: PriceList): Row[] =>
  prices.flatMap((price) =>
    price.amounts.map((amount, index) => ({
      key: `${price.component}${amount.pointer}`,
      price,
      amount,
      first: index === 0,
      from: rate.from,
      to: rate.to,
    })),
  );

const TONES: Record<Price["outcome"], Tone> = {
  created: "good",
  revised: "info",
  unchanged: "neutral",
  kept: "warn",
};

const money = (amount: string, currency: string) => <Money value={{ amount, currency }} />;

const COLUMNS: Column<Row>[] = [
  {
    key: "price",
    header: p.price,
    cell: ({ price, amount, first }) => (
      <span className="flex flex-col py-1">
        {first ? <span className="font-medium">{price.description || price.component}</span> : null}
        <span className="text-ink-2 text-xs">{amountName(amount.pointer)}</span>
      </span>
    ),
  },
  { key: "was", header: p.was, cell: ({ amount, from }) => money(amount.was, from), align: "end" },
  {
    key: "exact",
    header: p.exact,
    cell: ({ amount, to }) => (
      <span className="text-ink-3">{isSame(amount.exact, amount.rounded) ? <Nothing /> : money(amount.exact, to)}</span>
    ),
    align: "end",
    from: "md",
  },
  {
    key: "rounded",
    header: p.rounded,
    cell: ({ amount, to }) => <strong className="font-semibold">{money(amount.rounded, to)}</strong>,
    align: "end",
  },
  {
    key: "standing",
    header: p.standing,
    cell: ({ amount, to }) => (amount.standing === null ? <Nothing /> : money(amount.standing, to)),
    align: "end",
    from: "lg",
  },
  {
    key: "outcome",
    header: p.outcome,
    cell: ({ price, first }) => (first ? <Badge tone={TONES[price.outcome]}>{p.outcomes[price.outcome]}</Badge> : null),
  },
];

const isSame = (one: string, other: string): boolean => compareDecimals(one, other) === 0;
