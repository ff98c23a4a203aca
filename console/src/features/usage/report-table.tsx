import { useState } from "react";
import type { UsageReportRow } from "@/api/types";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
import { Button, TextLink } from "@/ui/button";
import { formatDuration } from "@/ui/format";
import { Money, Nothing, Quantity } from "@/ui/money";
import { Table, type Column, type Sort } from "@/ui/table";
import type { DayRange } from "./day-ranges";
import { drillOf, sortedRows, type Drill, type GroupBy } from "./report-rows";
import { useRowName } from "./row-name";

const SHOWN_FIRST = 50;
export const RATED_DIGITS = 4;

type Props = {
  rows: UsageReportRow[];
  groupBy: GroupBy;
  range: DayRange;
  /** What else the report was narrowed to: the calls behind a row are narrowed to it as well. */
  narrowed: Partial<Drill>;
  sort: Sort;
  onSort: (sort: Sort) => void;
};

/** The rows of a report; each leads to the calls behind it. */
export function ReportTable({ rows, groupBy, range, narrowed, sort, onSort }: Props) {
  const [all, setAll] = useState(false);
  const mayOpen = useCan("calls.read");
  const nameOf = useRowName(groupBy);
  const sorted = sortedRows(rows, sort);
  const shown = all ? sorted : sorted.slice(0, SHOWN_FIRST);
  const drill = (row: UsageReportRow) => (mayOpen ? drillOf(row, groupBy, range, narrowed) : null);
  return (
    <>
      <Table
        caption={m.usage.report_by(m.usage.groups[groupBy] ?? groupBy)}
        columns={columnsOf(groupBy, nameOf, drill)}
        rows={shown}
        rowKey={(row) => row.key ?? ""}
        sort={sort}
        onSort={onSort}
      />
      {sorted.length > shown.length ? (
        <div className="border-t px-4 py-2">
          <Button size="sm" onClick={() => setAll(true)}>
            {m.usage.show_all(sorted.length)}
          </Button>
        </div>
      ) : null}
    </>
  );
}

type Name = (row: UsageReportRow) => string;

function columnsOf(groupBy: GroupBy, nameOf: Name, drill: (row: UsageReportRow) => Drill | null) {
  const columns: Column<UsageReportRow>[] = [
    {
      key: "key",
      header: m.usage.groups[groupBy] ?? groupBy,
      sortable: true,
      cell: (row) => <RowName name={nameOf(row)} drill={drill(row)} />,
    },
    {
      key: "events",
      header: m.fields.events,
      align: "end",
      sortable: true,
      cell: (row) => <Quantity value={row.events} />,
    },
    {
      key: "calls",
      header: m.nav.calls,
      align: "end",
      sortable: true,
      cell: (row) => <Quantity value={row.calls} />,
      from: "md",
    },
    {
      key: "answered",
      header: m.states.answered,
      align: "end",
      cell: (row) => <Quantity value={row.answered} />,
      from: "xl",
    },
    {
      key: "quantity",
      header: m.fields.quantity,
      align: "end",
      cell: (row) => (row.quantity === null ? <Nothing /> : <Quantity value={row.quantity} />),
      from: "lg",
    },
    {
      key: "time",
      header: m.fields.billable,
      align: "end",
      sortable: true,
      cell: (row) => <span className="nums">{formatDuration(row.billable_seconds)}</span>,
      from: "md",
    },
    {
      key: "amount",
      header: m.usage.rated_calls,
      align: "end",
      sortable: true,
      cell: (row) => <Amounts row={row} />,
    },
  ];
  return columns;
}

/** Rated calls have four digits, so that a column of them lines up. */
function Amounts({ row }: { row: UsageReportRow }) {
  if (row.amounts.length === 0) return <Nothing />;
  return (
    <span className="flex flex-col">
      {row.amounts.map((amount) => (
        <Money key={amount.currency} value={amount} digits={RATED_DIGITS} />
      ))}
    </span>
  );
}

/** It leads to the list of calls, filtered to this row. */
function RowName({ name, drill }: { name: string; drill: Drill | null }) {
  if (!drill) return <span>{name}</span>;
  return (
    <TextLink to="/calls" search={drill} aria-label={m.usage.calls_of(name)}>
      {name}
    </TextLink>
  );
}
