import { useQuery } from "@tanstack/react-query";
import type { useListState } from "@/app/list-state";
import { m } from "@/app/messages";
import type { Search } from "@/app/searches";
import { modulesQuery } from "@/features/marketplace/data";
import { Badge } from "@/ui/badge";
import { SelectField } from "@/ui/field";
import { ClearFilters, DayRangeFilter, SelectFilter } from "@/ui/filters";
import { useLocale } from "@/ui/locale";
import { nameOf, RANGES, rangeOf, type DayRange, type RangeName } from "./day-ranges";

type Props = { list: ReturnType<typeof useListState<Search<"usage">>>; range: DayRange; now: Date };

/** Days by name or one by one, and what the report is narrowed to. */
export function ExplorerFilters({ list, range, now }: Props) {
  const { zone } = useLocale();
  const modules = useQuery(modulesQuery);
  const named = nameOf(range, zone, now);
  const own = named ? [] : [{ value: "", label: m.usage.own_days }];
  return (
    <div role="search" className="flex flex-wrap items-center gap-2 border-b px-4 py-3">
      <SelectField
        label={m.usage.days}
        hideLabel
        value={named ?? ""}
        onChange={(event) => list.set(rangeOf(event.target.value as RangeName, zone, now))}
        options={[...RANGES.map((value) => ({ value, label: m.usage.ranges[value] })), ...own]}
        fieldClass="w-36"
      />
      <DayRangeFilter from={range.from} to={range.to} onChange={list.set} />
      <SelectFilter
        label={m.fields.module}
        any={m.calls.any_module}
        value={list.search.module}
        options={(modules.data?.items ?? []).map((module) => ({ value: module.id, label: module.name }))}
        onChange={(module) => list.set({ module })}
      />
      {list.search.meter ? <Badge>{m.usage.only_meter(list.search.meter)}</Badge> : null}
      <ClearFilters shown={list.filtered} onClear={list.clear} />
    </div>
  );
}
