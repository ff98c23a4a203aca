import { useMemo, type ReactNode } from "react";
import type { UsageReportRow } from "@/api/types";
import { m } from "@/app/messages";
import { BarList } from "@/ui/bar-list";
import { Chart } from "@/ui/chart";
import type { Series } from "@/ui/chart-options";
import { compareDecimals, forPixels } from "@/ui/decimal";
import { formatMoney, formatQuantity } from "@/ui/format";
import { useLocale } from "@/ui/locale";
import { Moneys } from "@/ui/money";
import type { DayRange } from "./day-ranges";
import { amountIn, amountsOf, sumOf, withEmptyDays, type GroupBy } from "./report-rows";
import { RATED_DIGITS } from "./report-table";
import { useRowName } from "./row-name";

const BARS_MAX = 7;

type Props = { rows: UsageReportRow[]; groupBy: GroupBy; range: DayRange };

/** What was counted and what it was rated at: along the days, or what is largest. */
export function ReportCharts({ rows, groupBy, range }: Props) {
  const { locale } = useLocale();
  const amounts = amountsOf(rows);
  const [first, ...others] = amounts;
  // Bars of several currencies have no common scale.
  const currency = others.length === 0 ? first?.currency : undefined;
  const byDay = groupBy === "day";
  const parts = { rows, groupBy, range };
  return (
    <div className="grid gap-x-8 gap-y-6 lg:grid-cols-2">
      <Part title={m.usage.events_counted} total={formatQuantity(sumOf(rows, "events"), locale)}>
        {byDay ? <DayChart {...parts} /> : <Largest {...parts} />}
      </Part>
      <Part title={m.usage.rated_calls} total={<Moneys values={amounts} small />}>
        {!currency ? (
          <p className="text-ink-2 text-sm">{amounts.length ? m.usage.several_currencies : m.usage.nothing_rated}</p>
        ) : byDay ? (
          <DayChart {...parts} currency={currency} />
        ) : (
          <Largest {...parts} currency={currency} />
        )}
      </Part>
    </div>
  );
}

function Part({ title, total, children }: { title: string; total: ReactNode; children: ReactNode }) {
  return (
    <section className="min-w-0">
      <h3 className="text-ink-2 text-sm">{title}</h3>
      <div className="nums mb-3 text-xl font-semibold tracking-tight">{total}</div>
      {children}
    </section>
  );
}

type PartProps = Props & { currency?: string };

function DayChart({ rows, range, currency }: PartProps) {
  const { locale } = useLocale();
  const days = useMemo(() => withEmptyDays(rows, range), [rows, range]);
  const keys = useMemo(() => days.map((day) => day.key ?? ""), [days]);
  const series = useMemo((): Series[] => {
    const look = { color: "--chart-1", kind: currency ? "area" : "bars" } as const;
    const label = currency ? m.usage.rated_calls : m.usage.events_counted;
    const heights = days.map((day) => (currency ? forPixels(amountIn(day, currency)) : day.events));
    const texts = days.map((day) =>
      currency
        ? formatMoney(amountIn(day, currency), currency, locale, RATED_DIGITS)
        : formatQuantity(day.events, locale),
    );
    return [{ label, heights, texts, ...look }];
  }, [days, currency, locale]);
  return <Chart caption={series[0]?.label ?? ""} days={keys} series={series} />;
}

function Largest({ rows, groupBy, currency }: PartProps) {
  const { locale } = useLocale();
  const nameOf = useRowName(groupBy);
  const sorted = rows.toSorted((a, b) =>
    currency ? compareDecimals(amountIn(b, currency), amountIn(a, currency)) : b.events - a.events,
  );
  const bars = sorted.slice(0, BARS_MAX).map((row) => ({
    key: row.key ?? "",
    label: nameOf(row),
    height: currency ? forPixels(amountIn(row, currency)) : row.events,
    text: currency
      ? formatMoney(amountIn(row, currency), currency, locale, RATED_DIGITS)
      : formatQuantity(row.events, locale),
  }));
  const hidden = sorted.length - bars.length;
  return <BarList bars={bars} more={hidden > 0 ? m.usage.more_below(hidden) : null} />;
}
