import type { UsageReport, UsageReportRow } from "@/api/types";
import type { Sort } from "@/ui/table";
import { addDecimals, compareDecimals } from "@/ui/decimal";
import { daysOf, type DayRange } from "./day-ranges";

export type GroupBy = UsageReport["group_by"];
type Amount = UsageReportRow["amounts"][number];

/** A sum of rated calls across all rows, a currency at a time: currencies are listed, never added. */
export function amountsOf(rows: readonly UsageReportRow[]): Amount[] {
  const sums = new Map<string, string>();
  for (const { amount, currency } of rows.flatMap((row) => row.amounts)) {
    sums.set(currency, addDecimals(sums.get(currency) ?? "0", amount));
  }
  return [...sums].map(([currency, amount]) => ({ amount, currency }));
}

export const sumOf = (rows: readonly UsageReportRow[], name: "events" | "calls"): number =>
  rows.reduce((sum, row) => sum + row[name], 0);

export const amountIn = (row: UsageReportRow, currency: string): string =>
  row.amounts.find((one) => one.currency === currency)?.amount ?? "0";

/** Every day of the range, those without usage too: a chart that leaves days out lies about time. */
export function withEmptyDays(rows: readonly UsageReportRow[], range: DayRange): UsageReportRow[] {
  const found = new Map(rows.map((row) => [row.key, row]));
  return daysOf(range).map((day) => found.get(day) ?? emptyRow(day));
}

const emptyRow = (key: string): UsageReportRow => ({
  key,
  label: null,
  events: 0,
  calls: 0,
  answered: 0,
  quantity: null,
  billable_seconds: 0,
  billed_seconds: 0,
  amounts: [],
});

type Order = (a: UsageReportRow, b: UsageReportRow) => number;

const ORDERS: Record<string, Order> = {
  key: (a, b) => (a.label ?? a.key ?? "").localeCompare(b.label ?? b.key ?? ""),
  events: (a, b) => a.events - b.events,
  calls: (a, b) => a.calls - b.calls,
  time: (a, b) => a.billable_seconds - b.billable_seconds,
  amount: (a, b) => compareDecimals(a.amounts[0]?.amount ?? "0", b.amounts[0]?.amount ?? "0"),
};

/** A report is a whole list, never a page of one: sorting it here is honest. */
export function sortedRows(rows: readonly UsageReportRow[], sort: Sort): UsageReportRow[] {
  const order = ORDERS[sort.key];
  if (!order) return [...rows];
  return rows.toSorted((a, b) => (sort.descending ? -order(a, b) : order(a, b)));
}

/** The newest day first; of all else what was used most. */
export const firstSort = (groupBy: GroupBy): Sort => ({
  key: groupBy === "day" || groupBy === "month" ? "key" : "events",
  descending: true,
});

export type Drill = { from: string; to: string; module?: string; meter?: string; agent?: string };

/** Where the calls behind a row are listed; null where it has none, or they have no name to be asked for by. */
export function drillOf(
  row: UsageReportRow,
  groupBy: GroupBy,
  range: DayRange,
  narrowed: Partial<Drill>,
): Drill | null {
  if (row.calls === 0 || !row.key) return null;
  switch (groupBy) {
    case "day":
      return { ...narrowed, from: row.key, to: row.key };
    case "module":
    case "meter":
    case "agent":
      return { ...narrowed, ...range, [groupBy]: row.key };
    default:
      return null;
  }
}
