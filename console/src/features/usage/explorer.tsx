import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useState } from "react";
import { useCompanyParam } from "@/app/company";
import { useListState } from "@/app/list-state";
import { m } from "@/app/messages";
import { parseSort, sortText } from "@/app/search";
import { GROUPS, type Search } from "@/app/searches";
import { AnchorButton } from "@/ui/button";
import { Card } from "@/ui/card";
import { useLocale } from "@/ui/locale";
import { Skeleton } from "@/ui/skeleton";
import { EmptyState, ErrorState } from "@/ui/states";
import { reportHref, reportQuery, type ReportWish } from "./data";
import { rangeOf } from "./day-ranges";
import { ExplorerFilters } from "./explorer-filters";
import { ReportCharts } from "./report-charts";
import { firstSort } from "./report-rows";
import { ReportTable } from "./report-table";

type UsageSearch = Search<"usage">;

/** What was used in some days, cut by day, module, meter or agent; each row leads to the calls behind it. */
export function UsageExplorer() {
  const list = useListState<UsageSearch>(["from", "to", "module", "meter"]);
  const { zone } = useLocale();
  const [now] = useState(() => new Date());
  const { search, set } = list;
  const usual = rangeOf("days_30", zone, now);
  const wish: ReportWish = {
    company: useCompanyParam(),
    from: search.from ?? usual.from,
    to: search.to ?? usual.to,
    group_by: search.by ?? "day",
    module: search.module,
    meter: search.meter,
  };
  return (
    <Card flush>
      <ExplorerFilters list={list} range={wish} now={now} />
      <div className="flex items-center gap-4 border-b px-4">
        <GroupTabs chosen={wish.group_by} onChoose={(by) => set({ by, order: undefined })} />
        <AnchorButton size="sm" look="ghost" href={reportHref(wish)} download className="shrink-0">
          <Download aria-hidden className="size-3.5" />
          {m.usage.csv}
        </AnchorButton>
      </div>
      <Report wish={wish} list={list} />
    </Card>
  );
}

type TabsProps = { chosen: ReportWish["group_by"]; onChoose: (group: (typeof GROUPS)[number]) => void };

/** One of several views of the same days: radio buttons, whatever they look like. */
function GroupTabs({ chosen, onChoose }: TabsProps) {
  return (
    <fieldset className="flex min-w-0 flex-1 gap-4 overflow-x-auto">
      <legend className="sr-only">{m.usage.group_by}</legend>
      {GROUPS.map((group) => (
        <label
          key={group}
          className="text-ink-2 hover:text-ink has-checked:border-accent has-checked:text-accent-text has-focus-visible:outline-accent cursor-pointer border-b-2 border-transparent py-2.5 text-sm font-medium whitespace-nowrap has-focus-visible:outline-2"
        >
          <input
            type="radio"
            name="group"
            className="sr-only"
            checked={chosen === group}
            onChange={() => onChoose(group)}
          />
          {m.usage.by_group[group]}
        </label>
      ))}
    </fieldset>
  );
}

type ReportProps = { wish: ReportWish; list: ReturnType<typeof useListState<UsageSearch>> };

/** While other days are read the last report stays, faded: nothing jumps. */
function Report({ wish, list }: ReportProps) {
  const query = useQuery({ ...reportQuery(wish), placeholderData: keepPreviousData });
  const groupBy = query.data?.group_by ?? wish.group_by;
  const sort = parseSort(list.search.order, firstSort(groupBy));
  if (query.isPending) return <ReportSkeleton />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const { rows, first_day: from, last_day: to } = query.data;
  if (rows.length === 0) return <EmptyState kind="no_match" body={m.usage.no_days} />;
  const { module, meter } = wish;
  return (
    <div aria-busy={query.isPlaceholderData} className={query.isPlaceholderData ? "opacity-60" : ""}>
      <div className="border-b px-4 py-4">
        <ReportCharts rows={rows} groupBy={groupBy} range={{ from, to }} />
      </div>
      <ReportTable
        key={groupBy}
        rows={rows}
        groupBy={groupBy}
        range={{ from, to }}
        narrowed={{ ...(module && { module }), ...(meter && { meter }) }}
        sort={sort}
        onSort={(next) => list.set({ order: sortText(next) })}
      />
    </div>
  );
}

function ReportSkeleton() {
  return (
    <div role="status" aria-label={m.kit.loading} className="grid gap-8 px-4 py-4 lg:grid-cols-2">
      {[1, 2].map((part) => (
        <div key={part} className="flex flex-col gap-3">
          <Skeleton className="h-4 w-24" />
          <Skeleton className="h-6 w-40" />
          <Skeleton className="h-52 w-full" />
        </div>
      ))}
    </div>
  );
}
