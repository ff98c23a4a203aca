import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { Conversion } from "@/api/types";
import { useCompanyParam } from "@/app/company";
import { useListState } from "@/app/list-state";
import { m } from "@/app/messages";
import type { Search } from "@/app/searches";
import { useIsOperator } from "@/app/session";
import { CompanyName } from "@/features/companies/company-name";
import { Badge } from "@/ui/badge";
import { TextLink } from "@/ui/button";
import { ListView } from "@/ui/list-view";
import { useLocale } from "@/ui/locale";
import { Money } from "@/ui/money";
import type { Column } from "@/ui/table";
import { Time } from "@/ui/time";
import { conversionsQuery } from "./data";
import { briefRate } from "./rate-text";
import { useSourceName } from "./source-name";

const r = m.rates;
const c = r.conversions;

const COLUMNS: Column<Conversion>[] = [
  { key: "at", header: c.at, cell: (one) => <Opened conversion={one} /> },
  { key: "amount", header: m.fields.amount, align: "end", cell: (one) => <Money value={one.amount} /> },
  {
    key: "converted",
    header: c.converted,
    align: "end",
    cell: (one) => <Money value={one.converted} className="font-medium" />,
  },
  { key: "rate", header: r.rate, align: "end", cell: (one) => <Rate conversion={one} />, from: "md" },
  { key: "source", header: r.source, cell: (one) => <By conversion={one} />, from: "lg" },
  { key: "key", header: c.key, cell: (one) => <Key of={one.operation_key} />, from: "lg" },
];
const OF: Column<Conversion> = {
  key: "company",
  header: m.fields.company,
  cell: (one) => <CompanyName id={one.company_id} />,
  from: "xl",
};

/** Every conversion that was made: what it was, what it became and why. */
export function Conversions() {
  const navigate = useNavigate();
  const company = useCompanyParam();
  const together = useIsOperator() && company === undefined;
  const list = useListState<Search<"rates">>([]);
  const query = useQuery(conversionsQuery(company, list.search.cursor));
  return (
    <ListView<Conversion>
      query={query}
      list={list}
      caption={c.log}
      columns={together ? [...COLUMNS, OF] : COLUMNS}
      rowKey={(one) => one.id}
      onOpen={({ id }) => void navigate({ to: "/conversions/$conversionId", params: { conversionId: id } })}
      empty={c.empty}
    />
  );
}

function Opened({ conversion: { id, converted_at } }: { conversion: Conversion }) {
  return (
    <TextLink to="/conversions/$conversionId" params={{ conversionId: id }}>
      <Time at={converted_at} />
    </TextLink>
  );
}

function Rate({ conversion }: { conversion: Conversion }) {
  const { locale } = useLocale();
  return <span className="nums">{briefRate(conversion.rate, locale)}</span>;
}

function By({ conversion }: { conversion: Conversion }) {
  const name = useSourceName(conversion.source);
  return (
    <span className="flex items-center gap-1.5">
      {name || r.itself}
      <Marks conversion={conversion} />
    </span>
  );
}

/** What was to be known about the rate when it was used. */
export function Marks({ conversion: { stale, held } }: { conversion: Pick<Conversion, "stale" | "held"> }) {
  return (
    <>
      {stale ? <Badge tone="warn">{r.standings.stale}</Badge> : null}
      {held ? <Badge tone="warn">{r.standings.held}</Badge> : null}
    </>
  );
}

const Key = ({ of }: { of: string }) => (
  <code title={of} className="block max-w-48 truncate text-xs">
    {of}
  </code>
);
