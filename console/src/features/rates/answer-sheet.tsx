import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { RateSheet } from "@/api/types";
import { currenciesQuery } from "@/app/currencies";
import { m } from "@/app/messages";
import { Card, Detail, Details } from "@/ui/card";
import { CopyableId } from "@/ui/copyable";
import { matching, type CurrencyName } from "@/ui/currency-search";
import { Sheet } from "@/ui/dialog";
import { TextField } from "@/ui/field";
import { formatDayOf, formatQuantity } from "@/ui/format";
import { useLocale } from "@/ui/locale";
import { LinesSkeleton } from "@/ui/skeleton";
import { EmptyState, ErrorState } from "@/ui/states";
import { Table, type Column } from "@/ui/table";
import { Time } from "@/ui/time";
import { answerQuery, sourcesQuery } from "./data";

const r = m.rates;

/** One answer of a source, with everything that it said. */
export function AnswerSheet({ id, onClose }: { id: string | undefined; onClose: () => void }) {
  const query = useQuery({ ...answerQuery(id ?? ""), enabled: id !== undefined });
  const { data: sources } = useQuery(sourcesQuery());
  const name = sources?.items.find(({ source }) => source === query.data?.source)?.name;
  return (
    <Sheet
      open={id !== undefined}
      onClose={onClose}
      title={name ? r.answer_of(name) : r.answers}
      {...(query.data && { description: r.answer_lead(query.data.base) })}
    >
      {query.isPending ? (
        <LinesSkeleton lines={10} />
      ) : query.isError ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Answer sheet={query.data} />
      )}
    </Sheet>
  );
}

function Answer({ sheet }: { sheet: RateSheet }) {
  return (
    <div className="flex flex-col gap-5">
      <Details>
        <Detail label={r.as_of}>
          <Time at={sheet.as_of} named />
        </Detail>
        <Detail label={r.fetched}>
          <Time at={sheet.fetched_at} named />
        </Detail>
        <Detail label={r.confirmed}>
          <Time at={sheet.confirmed_at} named />
        </Detail>
        <Detail label={m.fields.id}>
          <CopyableId id={sheet.id} />
        </Detail>
      </Details>
      <Rates sheet={sheet} />
    </div>
  );
}

type Row = CurrencyName & { rate: string; carried: string | undefined };

const COLUMNS: Column<Row>[] = [
  { key: "code", header: r.currency, cell: (row) => <span className="font-medium">{row.code}</span> },
  { key: "name", header: m.fields.name, cell: (row) => row.name, from: "md" },
  { key: "rate", header: r.rate, align: "end", cell: (row) => <Rate row={row} /> },
];

function Rates({ sheet }: { sheet: RateSheet }) {
  const { locale } = useLocale();
  const { data } = useQuery(currenciesQuery(locale));
  const [typed, setTyped] = useState("");
  const names = new Map((data?.items ?? []).map((one) => [one.code, one]));
  const rows = Object.entries(sheet.rates).map(([code, rate]) => {
    const { name = code, symbol = code } = names.get(code) ?? {};
    return { code, name, symbol, rate, carried: sheet.carried[code] };
  });
  const found = matching<Row>(rows, typed);
  return (
    <div className="flex flex-col gap-3">
      <TextField
        type="search"
        label={r.search_rates}
        hideLabel
        placeholder={r.search_rates}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <Card flush>
        {found.length > 0 ? (
          <Table caption={r.answer} columns={COLUMNS} rows={found} rowKey={(row) => row.code} />
        ) : (
          <EmptyState kind="no_match" />
        )}
      </Card>
    </div>
  );
}

function Rate({ row }: { row: Row }) {
  const { locale } = useLocale();
  return (
    <span className="nums">
      {formatQuantity(row.rate, locale)}
      {row.carried ? (
        <span className="text-warn block text-xs">{r.carried(formatDayOf(row.carried, "UTC", locale))}</span>
      ) : null}
    </span>
  );
}
