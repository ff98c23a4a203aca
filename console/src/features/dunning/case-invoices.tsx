import type { DunningCaseDetails } from "@/api/types";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
import { StatePill } from "@/ui/badge";
import { TextLink } from "@/ui/button";
import { Card } from "@/ui/card";
import { Money } from "@/ui/money";
import { Table, type Column } from "@/ui/table";
import { Time } from "@/ui/time";

const d = m.dunning;
type CaseInvoice = DunningCaseDetails["case_invoices"][number];

const COLUMNS: Column<CaseInvoice>[] = [
  { key: "number", header: m.fields.invoice, cell: (invoice) => <Number invoice={invoice} /> },
  { key: "state", header: m.fields.state, cell: (invoice) => <StatePill state={invoice.state} /> },
  { key: "due_at", header: m.fields.due_on, cell: (invoice) => <Due invoice={invoice} />, from: "md" },
  { key: "due", header: m.fields.open, align: "end", cell: (invoice) => <Money value={invoice.due} /> },
];

/** What the case is or was about; what was paid since asks for nothing. */
export function CaseInvoices({ one }: { one: DunningCaseDetails }) {
  const rows = one.case_invoices;
  return (
    <Card title={d.case_invoices} flush={rows.length > 0}>
      {rows.length === 0 ? (
        <p className="text-ink-2 text-sm">{d.no_invoices}</p>
      ) : (
        <Table caption={d.case_invoices} columns={COLUMNS} rows={rows} rowKey={(invoice) => invoice.id} />
      )}
    </Card>
  );
}

function Number({ invoice }: { invoice: CaseInvoice }) {
  const text = invoice.number ?? m.invoices.invoice;
  if (!useCan("invoices.read")) return <span className="nums whitespace-nowrap">{text}</span>;
  return (
    <TextLink to="/invoices/$invoiceId" params={{ invoiceId: invoice.id }} className="nums whitespace-nowrap">
      {text}
    </TextLink>
  );
}

function Due({ invoice }: { invoice: CaseInvoice }) {
  return (
    <span className="flex flex-col leading-tight">
      <Time at={invoice.due_at} day />
      {invoice.deferred_at ? <span className="text-ink-3 text-xs">{d.in_parts}</span> : null}
    </span>
  );
}
