import { useMemo, useState } from "react";
import type { Overview } from "@/api/types";
import { m } from "@/app/messages";
import { useIsOperator } from "@/app/session";
import { Card } from "@/ui/card";
import { Chart } from "@/ui/chart";
import type { Series } from "@/ui/chart-options";
import { forPixels } from "@/ui/decimal";
import { SelectField } from "@/ui/field";
import { formatMoney, formatQuantity } from "@/ui/format";
import { useLocale } from "@/ui/locale";
import { EmptyState } from "@/ui/states";

type Revenue = NonNullable<Overview["revenue_by_day"]>;
type Calls = NonNullable<Overview["calls_by_day"]>;

export function OverviewCharts({ overview }: { overview: Overview }) {
  const { revenue_by_day: revenue, calls_by_day: calls, currency } = overview;
  return (
    <div className="grid gap-5 lg:grid-cols-[repeat(auto-fit,minmax(24rem,1fr))]">
      {revenue ? <RevenueChart revenue={revenue} own={currency} /> : null}
      {calls ? <CallsChart rows={calls} /> : null}
    </div>
  );
}

/** One currency at a time: amounts of several are never added, and not drawn on one scale either. */
function RevenueChart({ revenue, own }: { revenue: Revenue; own: string | null }) {
  const { locale } = useLocale();
  const title = m.overview.revenue_by_day(useIsOperator());
  const [chosen, setChosen] = useState<string | null>(null);
  const currencies = useMemo(() => currenciesIn(revenue, own), [revenue, own]);
  const currency = chosen ?? currencies[0];
  const days = useMemo(() => revenue.map((day) => day.day), [revenue]);
  const series = useMemo(
    () => (currency ? [revenueSeries(revenue, currency, locale)] : []),
    [revenue, currency, locale],
  );
  const choice =
    currencies.length > 1 ? (
      <SelectField
        label={m.fields.currency}
        hideLabel
        value={currency ?? ""}
        onChange={(event) => setChosen(event.target.value)}
        options={currencies.map((code) => ({ value: code, label: code }))}
      />
    ) : null;
  return (
    <Card title={title} actions={choice}>
      {currency && days.length > 0 ? (
        <Chart caption={title} days={days} series={series} />
      ) : (
        <EmptyState kind="nothing_yet" {...m.overview.no_revenue} />
      )}
    </Card>
  );
}

function CallsChart({ rows }: { rows: Calls }) {
  const { locale } = useLocale();
  const days = useMemo(() => rows.map((row) => row.day), [rows]);
  const series = useMemo(() => {
    const bars = (label: string, values: number[], color: Series["color"]): Series => ({
      label,
      heights: values,
      texts: values.map((value) => formatQuantity(value, locale)),
      color,
      kind: "bars",
    });
    return [
      bars(
        m.overview.all_calls,
        rows.map((row) => row.calls),
        "--chart-2",
      ),
      bars(
        m.states.answered,
        rows.map((row) => row.answered),
        "--chart-1",
      ),
    ];
  }, [rows, locale]);
  return (
    <Card title={m.overview.calls_by_day}>
      {rows.length > 0 ? (
        <Chart caption={m.overview.calls_by_day} days={days} series={series} />
      ) : (
        <EmptyState kind="nothing_yet" {...m.calls.empty} />
      )}
    </Card>
  );
}

function currenciesIn(revenue: Revenue, own: string | null): string[] {
  const found = revenue.flatMap((day) => day.amount.map((amount) => amount.currency)).toSorted();
  return [...new Set(own ? [own, ...found] : found)];
}

function revenueSeries(revenue: Revenue, currency: string, locale: string): Series {
  const amounts = revenue.map((day) => day.amount.find((amount) => amount.currency === currency)?.amount ?? "0");
  return {
    label: m.overview.issued_in(currency),
    heights: amounts.map(forPixels),
    texts: amounts.map((amount) => formatMoney(amount, currency, locale)),
    color: "--chart-1",
    kind: "bars",
  };
}
