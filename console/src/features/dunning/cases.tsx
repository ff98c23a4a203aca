import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { DunningCase } from "@/api/types";
import { useCompanyParam, useSelectedCompany } from "@/app/company";
import { useListState } from "@/app/list-state";
import { m } from "@/app/messages";
import { DUNNING_STATES, STANDINGS, type Search } from "@/app/searches";
import { StatePill } from "@/ui/badge";
import { TextLink } from "@/ui/button";
import { Stat, Stats } from "@/ui/card";
import { ClearFilters, SelectFilter } from "@/ui/filters";
import { ListView } from "@/ui/list-view";
import { Money, Moneys, Quantity } from "@/ui/money";
import { Skeleton } from "@/ui/skeleton";
import type { Column } from "@/ui/table";
import { Time } from "@/ui/time";
import { casesQuery, openCasesQuery } from "./data";
import { actionOf } from "./policy-draft";
import { StepDots } from "./step-dots";
import { sumsOf } from "./standing";

const d = m.dunning;

const COLUMNS: Column<DunningCase>[] = [
  { key: "state", header: m.fields.state, cell: (one) => <StatePill state={one.state} /> },
  { key: "step", header: d.step, cell: (one) => <StepDots reached={one.reached} steps={one.steps} />, from: "md" },
  { key: "next", header: d.next, cell: (one) => <Next one={one} />, from: "md" },
  { key: "told", header: d.told, align: "end", cell: (one) => <Quantity value={one.notices.length} />, from: "xl" },
  { key: "opened", header: d.opened, cell: (one) => <Time at={one.opened_at} day />, from: "lg" },
  {
    key: "owed",
    header: d.owed,
    align: "end",
    cell: (one) => (
      <span className="flex flex-col py-1.5 leading-tight">
        <Money value={one.due} />
        {one.invoices > 0 ? <span className="text-ink-3 text-xs">{d.invoices(one.invoices)}</span> : null}
      </span>
    ),
  },
];

/** Which case it is: of which company where there are several, and in which currency. */
const subjectColumn = (together: boolean): Column<DunningCase> => ({
  key: "case",
  header: together ? m.fields.company : m.fields.currency,
  cell: (one) => (
    <TextLink to="/dunning/$caseId" params={{ caseId: one.id }}>
      {together ? d.of(one.company_name, one.currency) : one.currency}
    </TextLink>
  ),
});

function Next({ one }: { one: DunningCase }) {
  if (!one.next_step) return <span className="text-ink-3">{d.no_next}</span>;
  return (
    <span className="flex flex-col py-1.5 leading-tight">
      <Time at={one.next_step_at} />
      <span className="text-ink-3 text-xs">{d.actions[actionOf(one.next_step)]}</span>
    </span>
  );
}

export function Cases() {
  const company = useCompanyParam();
  const selected = useSelectedCompany();
  const navigate = useNavigate();
  const list = useListState<Search<"dunning">>(["standing", "state", "currency"]);
  const query = useQuery(casesQuery(company, list.search));
  return (
    <div className="flex flex-col gap-5">
      <Sums />
      <ListView<DunningCase>
        query={query}
        list={list}
        caption={m.nav.dunning}
        columns={[subjectColumn(selected === null), ...COLUMNS]}
        rowKey={(one) => one.id}
        onOpen={(one) => void navigate({ to: "/dunning/$caseId", params: { caseId: one.id } })}
        filters={<Filters list={list} />}
        empty={d.empty}
      />
    </div>
  );
}

/** What goes on at a glance. A list has no end: where there is more than is summed, it says so. */
function Sums() {
  const query = useQuery(openCasesQuery(useCompanyParam()));
  if (query.isPending) return <Skeleton className="h-24 w-full rounded-lg" />;
  // The list below says what went wrong.
  if (query.isError) return null;
  const more = Boolean(query.data.next_cursor);
  return (
    <section aria-label={d.going_on}>
      <Stats>
        {sumsOf(query.data.items).map(({ state, count, due }) => (
          <Stat
            key={state}
            label={d.by_state[state]}
            value={more ? d.at_least(count) : String(count)}
            note={due.length > 0 ? <Moneys values={due} small /> : null}
          />
        ))}
      </Stats>
      {more ? <p className="text-ink-3 mt-1 text-xs">{d.latest_only}</p> : null}
    </section>
  );
}

function Filters({ list }: { list: ReturnType<typeof useListState<Search<"dunning">>> }) {
  const { data } = useQuery(openCasesQuery(useCompanyParam()));
  const { standing, state, currency } = list.search;
  // What the link names stays in the list, also where no case of it goes on.
  const named = [...(data?.items.map((one) => one.currency) ?? []), ...(currency ? [currency] : [])];
  const currencies = [...new Set(named)].toSorted();
  return (
    <>
      <SelectFilter
        label={d.standing}
        any={d.going_on}
        value={standing}
        options={STANDINGS.map((value) => ({ value, label: d.standings[value] }))}
        onChange={(chosen) => list.set({ standing: chosen as Search<"dunning">["standing"] })}
      />
      <SelectFilter
        label={m.fields.state}
        any={m.kit.any_state}
        value={state}
        options={DUNNING_STATES.map((value) => ({ value, label: m.states[value] }))}
        onChange={(chosen) => list.set({ state: chosen as Search<"dunning">["state"] })}
      />
      <SelectFilter
        label={m.fields.currency}
        any={d.any_currency}
        value={currency}
        options={currencies.map((value) => ({ value, label: value }))}
        onChange={(chosen) => list.set({ currency: chosen })}
      />
      <ClearFilters shown={list.filtered} onClear={list.clear} />
    </>
  );
}
