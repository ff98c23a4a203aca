import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { InstalmentPlan } from "@/api/types";
import { useCompanyParam, useSelectedCompany } from "@/app/company";
import { useListState } from "@/app/list-state";
import { m } from "@/app/messages";
import { PLAN_STATES, type Search } from "@/app/searches";
import { useCan } from "@/app/session";
import { companyColumn } from "@/features/companies/company-name";
import { StatePill } from "@/ui/badge";
import { TextLink } from "@/ui/button";
import { ClearFilters, SelectFilter } from "@/ui/filters";
import { ListView } from "@/ui/list-view";
import { Money, Nothing } from "@/ui/money";
import { PageFrame } from "@/ui/page";
import { EmptyState } from "@/ui/states";
import type { Column } from "@/ui/table";
import { Day, Time } from "@/ui/time";
import { plansQuery } from "./data";
import { nextPart } from "./plan-text";
import { Progress } from "./progress";

const i = m.instalments;
const f = m.fields;

const PLAN: Column<InstalmentPlan> = {
  key: "invoice",
  header: f.invoice,
  cell: (plan) => (
    <TextLink to="/instalment-plans/$planId" params={{ planId: plan.id }} className="nums whitespace-nowrap">
      {plan.invoice_number}
    </TextLink>
  ),
};

const COLUMNS: Column<InstalmentPlan>[] = [
  { key: "state", header: f.state, cell: (plan) => <StatePill state={plan.state} /> },
  { key: "progress", header: i.progress, cell: (plan) => <Progress plan={plan} />, from: "md" },
  { key: "made", header: i.made, cell: (plan) => <Time at={plan.made_at} day />, from: "lg" },
  { key: "next", header: i.next, cell: (plan) => <Next plan={plan} /> },
  {
    key: "amount",
    header: i.next_amount,
    align: "end",
    cell: (plan) => <Money value={nextPart(plan)?.left} />,
  },
];

/** The part that is next, and whether its day has passed. */
function Next({ plan }: { plan: InstalmentPlan }) {
  const part = nextPart(plan);
  if (!part) return <Nothing />;
  return (
    <span className="flex flex-col py-1.5 leading-tight">
      <span className={part.state === "overdue" ? "text-bad font-medium" : ""}>
        <Day day={part.due_on} />
      </span>
      <span className="text-ink-3 text-xs">
        {i.part_of(part.number, plan.parts.length)}
        {part.state === "overdue" ? `, ${m.states.overdue}` : null}
      </span>
    </span>
  );
}

export function PlansPage() {
  const company = useCompanyParam();
  const selected = useSelectedCompany();
  const mayRead = useCan("payments.read");
  const navigate = useNavigate();
  const list = useListState<Search<"plans">>(["state"]);
  const query = useQuery({ ...plansQuery(company, list.search), enabled: mayRead });
  if (!mayRead) return <EmptyState kind="no_permission" />;
  const filters = (
    <>
      <SelectFilter
        label={f.state}
        any={m.kit.any_state}
        value={list.search.state}
        options={PLAN_STATES.map((value) => ({ value, label: m.states[value] }))}
        onChange={(state) => list.set({ state: state as Search<"plans">["state"] })}
      />
      <ClearFilters shown={list.filtered} onClear={list.clear} />
    </>
  );
  return (
    <PageFrame title={m.nav.instalments} lead={i.lead}>
      <ListView<InstalmentPlan>
        query={query}
        list={list}
        caption={m.nav.instalments}
        columns={[PLAN, ...companyColumn<InstalmentPlan>(selected === null), ...COLUMNS]}
        rowKey={(plan) => plan.id}
        onOpen={(plan) => void navigate({ to: "/instalment-plans/$planId", params: { planId: plan.id } })}
        filters={filters}
        empty={i.empty}
      />
    </PageFrame>
  );
}
