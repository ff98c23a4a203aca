import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { Dispute } from "@/api/types";
import { useCompanyParam, useSelectedCompany } from "@/app/company";
import { useListState } from "@/app/list-state";
import { m } from "@/app/messages";
import { DISPUTE_STATES, type Search } from "@/app/searches";
import { useCan } from "@/app/session";
import { companyColumn } from "@/features/companies/company-name";
import { InvoiceLink } from "@/features/payments/payments-page";
import { providerName } from "@/features/payments/provider-name";
import { TextLink } from "@/ui/button";
import { ClearFilters, SelectFilter } from "@/ui/filters";
import { ListView } from "@/ui/list-view";
import { Money, Nothing } from "@/ui/money";
import { PageFrame } from "@/ui/page";
import { EmptyState } from "@/ui/states";
import type { Column } from "@/ui/table";
import { Time } from "@/ui/time";
import { disputesQuery } from "./data";
import { DisputeState, DueIn } from "./dispute-parts";
import { isDecided, reasonText } from "./dispute-text";

const d = m.disputes;
const f = m.fields;

const COLUMNS: Column<Dispute>[] = [
  {
    key: "reason",
    header: d.reason,
    cell: (one) => (
      <TextLink to="/disputes/$disputeId" params={{ disputeId: one.id }}>
        {reasonText(one.reason)}
      </TextLink>
    ),
  },
  { key: "state", header: f.state, cell: (one) => <DisputeState state={one.state} /> },
  { key: "due", header: d.due, cell: (one) => <DueIn dispute={one} /> },
  { key: "invoice", header: f.invoice, cell: (one) => <InvoiceLink payment={one} />, from: "lg" },
  { key: "provider", header: f.provider, cell: (one) => providerName(one.provider), from: "xl" },
  { key: "opened", header: d.opened, cell: (one) => <Time at={one.opened_at} day />, from: "xl" },
  {
    key: "held",
    header: d.held,
    align: "end",
    cell: (one) => (one.held && !isDecided(one) ? <Money value={one.amount} /> : <Nothing />),
    from: "md",
  },
  { key: "amount", header: d.contested, align: "end", cell: (one) => <Money value={one.amount} /> },
];

export function DisputesPage() {
  const company = useCompanyParam();
  const selected = useSelectedCompany();
  const mayRead = useCan("payments.read");
  const navigate = useNavigate();
  const list = useListState<Search<"disputes">>(["state"]);
  const query = useQuery({ ...disputesQuery(company, list.search), enabled: mayRead });
  if (!mayRead) return <EmptyState kind="no_permission" />;
  const filters = (
    <>
      <SelectFilter
        label={f.state}
        any={m.kit.any_state}
        value={list.search.state}
        options={DISPUTE_STATES.map((value) => ({ value, label: d.states[value] }))}
        onChange={(state) => list.set({ state: state as Search<"disputes">["state"] })}
      />
      <ClearFilters shown={list.filtered} onClear={list.clear} />
    </>
  );
  return (
    <PageFrame title={m.nav.disputes} lead={d.lead}>
      <ListView<Dispute>
        query={query}
        list={list}
        caption={m.nav.disputes}
        columns={[...companyColumn<Dispute>(selected === null), ...COLUMNS]}
        rowKey={(one) => one.id}
        onOpen={(one) => void navigate({ to: "/disputes/$disputeId", params: { disputeId: one.id } })}
        filters={filters}
        empty={d.empty}
      />
    </PageFrame>
  );
}
