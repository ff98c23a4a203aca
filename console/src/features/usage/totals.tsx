import type { UsageTotal } from "@/api/types";
import { m } from "@/app/messages";
import { TextLink } from "@/ui/button";
import { compareDecimals } from "@/ui/decimal";
import { Money, Quantity } from "@/ui/money";
import type { Column, Sort } from "@/ui/table";
import { PeriodText } from "@/ui/time";

export const TOTAL_COLUMNS: Column<UsageTotal>[] = [
  {
    key: "module",
    header: m.fields.module,
    sortable: true,
    cell: (total) => <ModuleLink total={total} />,
  },
  {
    key: "meter",
    header: m.fields.meter,
    sortable: true,
    cell: (total) => <code className="text-xs">{total.meter}</code>,
    from: "md",
  },
  { key: "period", header: m.fields.period, cell: (total) => <PeriodText period={total.period} />, from: "md" },
  {
    key: "events",
    header: m.fields.events,
    align: "end",
    sortable: true,
    cell: (total) => <Quantity value={total.events} />,
    from: "md",
  },
  {
    key: "quantity",
    header: m.fields.quantity,
    align: "end",
    cell: (total) => <Quantity value={total.quantity} unit={total.unit} />,
  },
  {
    key: "amount",
    header: m.usage.rated_so_far,
    align: "end",
    sortable: true,
    cell: (total) => <Money value={total.amount} />,
  },
];

/** Usage that came before anybody subscribed is kept and counted, and belongs to no module. */
function ModuleLink({ total }: { total: UsageTotal }) {
  if (!total.subscription_id) return <span className="text-ink-2">{m.usage.unsubscribed}</span>;
  return (
    <TextLink to="/subscriptions/$subscriptionId" params={{ subscriptionId: total.subscription_id }}>
      {total.module?.name ?? total.subscription_id}
    </TextLink>
  );
}

const ORDERS: Record<string, (a: UsageTotal, b: UsageTotal) => number> = {
  module: (a, b) => (a.module?.name ?? "").localeCompare(b.module?.name ?? ""),
  meter: (a, b) => a.meter.localeCompare(b.meter),
  events: (a, b) => a.events - b.events,
  amount: (a, b) => compareDecimals(a.amount?.amount ?? "0", b.amount?.amount ?? "0"),
};

/** The totals of one period are a whole list, never a page of one: sorting them here is honest. */
export function sortedTotals(totals: readonly UsageTotal[], sort: Sort): UsageTotal[] {
  const order = ORDERS[sort.key];
  if (!order) return [...totals];
  return totals.toSorted((a, b) => (sort.descending ? -order(a, b) : order(a, b)));
}
