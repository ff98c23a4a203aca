import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import type { UsageDay } from "@/api/types";
import { useCompanyParam } from "@/app/company";
import { useListState } from "@/app/list-state";
import { m } from "@/app/messages";
import type { Search } from "@/app/searches";
import { modulesQuery } from "@/features/marketplace/data";
import { Card } from "@/ui/card";
import { Chart } from "@/ui/chart";
import type { Series } from "@/ui/chart-options";
import { forPixels } from "@/ui/decimal";
import { dailyQuery } from "./data";
import { ClearFilters, DayRangeFilter, SelectFilter } from "@/ui/filters";
import { dayIn, formatMoney, formatQuantity } from "@/ui/format";
import { useLocale } from "@/ui/locale";
import { Skeleton } from "@/ui/skeleton";
import { EmptyState, ErrorState } from "@/ui/states";

/** Thirty days in the company's zone unless the URL names others. */
function useRange(search: Search<"usage">) {
  const { zone } = useLocale();
  const [now] = useState(() => new Date());
  return { from: search.from ?? dayIn(zone, now, -29), to: search.to ?? dayIn(zone, now), module: search.module };
}

export function DailyUsage() {
  const list = useListState<Search<"usage">>(["from", "to", "module"]);
  const range = useRange(list.search);
  const modules = useQuery(modulesQuery);
  const filters = (
    <>
      <ClearFilters shown={list.filtered} onClear={list.clear} />
      <SelectFilter
        label={m.fields.module}
        any={m.calls.any_module}
        value={range.module}
        options={(modules.data?.items ?? []).map((module) => ({ value: module.id, label: module.name }))}
        onChange={(module) => list.set({ module })}
      />
      <DayRangeFilter from={range.from} to={range.to} onChange={list.set} />
    </>
  );
  return (
    <Card title={m.usage.daily} actions={filters}>
      <DailyCharts range={range} />
    </Card>
  );
}

function DailyCharts({ range }: { range: ReturnType<typeof useRange> }) {
  const query = useQuery(dailyQuery(useCompanyParam(), range));
  const { locale } = useLocale();
  const days = useMemo(() => query.data?.days.map((day) => day.day) ?? [], [query.data]);
  const calls = useMemo(() => [callSeries(query.data?.days ?? [], locale)], [query.data, locale]);
  const amounts = useMemo(() => [amountSeries(query.data?.days ?? [], locale)], [query.data, locale]);
  if (query.isPending) return <Skeleton className="h-56 w-full" />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (days.length === 0) return <EmptyState kind="no_match" body={m.usage.no_days} />;
  return (
    <div className="grid gap-6 lg:grid-cols-2">
      <Chart caption={m.overview.calls_by_day} days={days} series={calls} />
      <Chart caption={m.usage.rated_by_day} days={days} series={amounts} />
    </div>
  );
}

function callSeries(days: readonly UsageDay[], locale: string): Series {
  return {
    label: m.nav.calls,
    heights: days.map((day) => day.calls),
    texts: days.map((day) => formatQuantity(day.calls, locale)),
    color: "--chart-1",
    kind: "bars",
  };
}

function amountSeries(days: readonly UsageDay[], locale: string): Series {
  return {
    label: m.usage.rated_by_day,
    heights: days.map((day) => forPixels(day.amount?.amount ?? "0")),
    texts: days.map((day) => (day.amount ? formatMoney(day.amount.amount, day.amount.currency, locale) : "")),
    color: "--chart-1",
    kind: "area",
  };
}
