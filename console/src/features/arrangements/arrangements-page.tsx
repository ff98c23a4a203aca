import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { Arrangement } from "@/api/types";
import { useCompanyParam, useSelectedCompany } from "@/app/company";
import { useListState } from "@/app/list-state";
import { m } from "@/app/messages";
import { ARRANGEMENT_STATES, type Search } from "@/app/searches";
import { useCan } from "@/app/session";
import { companyColumn } from "@/features/companies/company-name";
import { providerName } from "@/features/payments/provider-name";
import { Badge, StatePill } from "@/ui/badge";
import { TextLink } from "@/ui/button";
import { ClearFilters, SelectFilter } from "@/ui/filters";
import { ListView } from "@/ui/list-view";
import { Money } from "@/ui/money";
import { PageFrame } from "@/ui/page";
import { EmptyState } from "@/ui/states";
import type { Column } from "@/ui/table";
import { Time } from "@/ui/time";
import { everyText, isOver } from "./arrangement-text";
import { arrangementsQuery } from "./data";
import { MakeArrangement } from "./make-arrangement";

const a = m.arrangements;
const f = m.fields;

const COLUMNS: Column<Arrangement>[] = [
  {
    key: "schedule",
    header: a.schedule,
    cell: (one) => (
      <TextLink to="/payment-arrangements/$arrangementId" params={{ arrangementId: one.id }}>
        {everyText(one)}
      </TextLink>
    ),
  },
  { key: "state", header: f.state, cell: (one) => <StateOf one={one} /> },
  { key: "provider", header: f.provider, cell: (one) => providerName(one.provider), from: "md" },
  { key: "next", header: a.next, cell: (one) => <Time at={one.next_charge_at} day />, from: "md" },
  { key: "made", header: a.made, cell: (one) => <Time at={one.made_at} day />, from: "lg" },
  { key: "amount", header: f.amount, align: "end", cell: (one) => <Money value={one.amount} /> },
];

/** That it is being cancelled is not a state of its own, and more telling than the one it has. */
export function StateOf({ one }: { one: Arrangement }) {
  if (one.cancelling && !isOver(one)) return <Badge tone="warn">{a.cancelling}</Badge>;
  return <StatePill state={one.state} />;
}

export function ArrangementsPage() {
  const company = useCompanyParam();
  const selected = useSelectedCompany();
  const mayRead = useCan("payments.read");
  const mayManage = useCan("payments.manage");
  const navigate = useNavigate();
  const list = useListState<Search<"arrangements">>(["state"]);
  const query = useQuery({ ...arrangementsQuery(company, list.search), enabled: mayRead });
  if (!mayRead) return <EmptyState kind="no_permission" />;
  const filters = (
    <>
      <SelectFilter
        label={f.state}
        any={m.kit.any_state}
        value={list.search.state}
        options={ARRANGEMENT_STATES.map((value) => ({ value, label: m.states[value] }))}
        onChange={(state) => list.set({ state: state as Search<"arrangements">["state"] })}
      />
      <ClearFilters shown={list.filtered} onClear={list.clear} />
    </>
  );
  return (
    <PageFrame
      title={m.nav.arrangements}
      lead={!selected && mayManage ? `${a.lead} ${a.choose}` : a.lead}
      actions={selected && mayManage ? <MakeArrangement company={selected} /> : null}
    >
      <ListView<Arrangement>
        query={query}
        list={list}
        caption={m.nav.arrangements}
        columns={[...companyColumn<Arrangement>(selected === null), ...COLUMNS]}
        rowKey={(one) => one.id}
        onOpen={(one) =>
          void navigate({ to: "/payment-arrangements/$arrangementId", params: { arrangementId: one.id } })
        }
        filters={filters}
        empty={a.empty}
      />
    </PageFrame>
  );
}
