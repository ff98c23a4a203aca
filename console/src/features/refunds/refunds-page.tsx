import { useQuery } from "@tanstack/react-query";
import type { Refund } from "@/api/types";
import { useCompanyParam, useSelectedCompany } from "@/app/company";
import { useListState } from "@/app/list-state";
import { m } from "@/app/messages";
import { REFUND_STATES, type Search } from "@/app/searches";
import { useCan } from "@/app/session";
import { companyColumn } from "@/features/companies/company-name";
import { InvoiceLink } from "@/features/payments/payments-page";
import { StatePill } from "@/ui/badge";
import { ClearFilters, SelectFilter } from "@/ui/filters";
import { ListView } from "@/ui/list-view";
import { Money } from "@/ui/money";
import { PageFrame } from "@/ui/page";
import { EmptyState } from "@/ui/states";
import type { Column } from "@/ui/table";
import { Time } from "@/ui/time";
import { CreditNoteLink } from "./credit-note-link";
import { refundsQuery } from "./data";
import { RefundSheet } from "./refund-sheet";

const r = m.refunds;
const f = m.fields;

const COLUMNS: Column<Refund>[] = [
  {
    key: "created",
    header: f.created,
    cell: (one) => <Time at={one.created_at} />,
  },
  { key: "state", header: f.state, cell: (one) => <StatePill state={one.state} /> },
  { key: "invoice", header: f.invoice, cell: (one) => <InvoiceLink payment={one} />, from: "md" },
  { key: "note", header: r.credit_note, cell: (one) => <CreditNoteLink refund={one} />, from: "lg" },
  { key: "reason", header: r.reason, cell: (one) => m.credits.reasons[one.reason], from: "lg" },
  { key: "amount", header: f.amount, align: "end", cell: (one) => <Money value={one.amount} /> },
];

export function RefundsPage() {
  const company = useCompanyParam();
  const selected = useSelectedCompany();
  const mayRead = useCan("payments.read");
  const list = useListState<Search<"refunds">>(["state"]);
  const query = useQuery({ ...refundsQuery(company, list.search), enabled: mayRead });
  if (!mayRead) return <EmptyState kind="no_permission" />;
  const open = (refund: string | undefined) => list.set({ refund, cursor: list.search.cursor });
  const filters = (
    <>
      <SelectFilter
        label={f.state}
        any={m.kit.any_state}
        value={list.search.state}
        options={REFUND_STATES.map((value) => ({ value, label: m.states[value] }))}
        onChange={(state) => list.set({ state: state as Search<"refunds">["state"] })}
      />
      <ClearFilters shown={list.filtered} onClear={list.clear} />
    </>
  );
  return (
    <PageFrame title={m.nav.refunds} lead={r.lead}>
      <ListView<Refund>
        query={query}
        list={list}
        caption={m.nav.refunds}
        columns={[...companyColumn<Refund>(selected === null), ...COLUMNS]}
        rowKey={(one) => one.id}
        onOpen={(one) => open(one.id)}
        openKey={list.search.refund}
        filters={filters}
        empty={r.empty}
      />
      <RefundSheet id={list.search.refund} onClose={() => open(undefined)} />
    </PageFrame>
  );
}
