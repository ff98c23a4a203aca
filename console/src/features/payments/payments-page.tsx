import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { Payment } from "@/api/types";
import { useCompanyParam, useSelectedCompany } from "@/app/company";
import { useListState } from "@/app/list-state";
import { m } from "@/app/messages";
import { PAYMENT_STATES, type Search } from "@/app/searches";
import { companyColumn } from "@/features/companies/company-name";
import { StatePill } from "@/ui/badge";
import { TextLink } from "@/ui/button";
import { ClearFilters, SelectFilter } from "@/ui/filters";
import { ListView } from "@/ui/list-view";
import { Money, Nothing, Quantity } from "@/ui/money";
import { PageFrame } from "@/ui/page";
import type { Column } from "@/ui/table";
import { Time } from "@/ui/time";
import { CardText } from "./card-text";
import { paymentsQuery } from "./data";

const f = m.fields;

const COLUMNS: Column<Payment>[] = [
  {
    key: "created",
    header: f.created,
    cell: (payment) => (
      <TextLink to="/payments/$paymentId" params={{ paymentId: payment.id }}>
        <Time at={payment.created_at} />
      </TextLink>
    ),
  },
  { key: "state", header: f.state, cell: (payment) => <StatePill state={payment.state} /> },
  { key: "invoice", header: f.invoice, cell: (payment) => <InvoiceLink payment={payment} /> },
  { key: "method", header: f.method, cell: (payment) => <CardText method={payment.method} />, from: "md" },
  {
    key: "attempts",
    header: f.attempts,
    align: "end",
    cell: (payment) => <Quantity value={payment.attempts.length} />,
    from: "lg",
  },
  { key: "next", header: f.next_attempt, cell: (payment) => <Time at={payment.next_attempt_at} />, from: "xl" },
  { key: "amount", header: f.amount, align: "end", cell: (payment) => <Money value={payment.amount} /> },
];

export function InvoiceLink({ payment }: { payment: Pick<Payment, "invoice_id" | "invoice_number"> }) {
  if (!payment.invoice_id) return <Nothing />;
  return (
    <TextLink
      to="/invoices/$invoiceId"
      params={{ invoiceId: payment.invoice_id }}
      className="nums sm:whitespace-nowrap"
    >
      {payment.invoice_number ?? m.invoices.invoice}
    </TextLink>
  );
}

export function PaymentsPage() {
  const company = useCompanyParam();
  const selected = useSelectedCompany();
  const navigate = useNavigate();
  const list = useListState<Search<"payments">>(["state"]);
  const query = useQuery(paymentsQuery(company, list.search));
  const filters = (
    <>
      <SelectFilter
        label={f.state}
        any={m.kit.any_state}
        value={list.search.state}
        options={PAYMENT_STATES.map((value) => ({ value, label: m.states[value] }))}
        onChange={(state) => list.set({ state: state as Search<"payments">["state"] })}
      />
      <ClearFilters shown={list.filtered} onClear={list.clear} />
    </>
  );
  return (
    <PageFrame title={m.nav.payments} lead={m.payments.lead}>
      <ListView<Payment>
        query={query}
        list={list}
        caption={m.nav.payments}
        columns={[...companyColumn<Payment>(selected === null), ...COLUMNS]}
        rowKey={(payment) => payment.id}
        onOpen={(payment) => void navigate({ to: "/payments/$paymentId", params: { paymentId: payment.id } })}
        filters={filters}
        empty={m.payments.empty}
      />
    </PageFrame>
  );
}
