import type { Instalment, InstalmentPlan } from "@/api/types";
import { m } from "@/app/messages";
import { StatePill } from "@/ui/badge";
import { TextLink } from "@/ui/button";
import { Card } from "@/ui/card";
import { Money, Nothing, Quantity } from "@/ui/money";
import { Table, type Column } from "@/ui/table";
import { Day, Time } from "@/ui/time";

const i = m.instalments;
const f = m.fields;

const COLUMNS: Column<Instalment>[] = [
  { key: "number", header: i.part, cell: (part) => <Quantity value={part.number} /> },
  { key: "due", header: f.due_on, cell: (part) => <Day day={part.due_on} /> },
  { key: "state", header: f.state, cell: (part) => <StatePill state={part.state} /> },
  { key: "payment", header: i.payment, cell: (part) => <PaymentLink part={part} />, from: "md" },
  { key: "paid", header: f.paid, cell: (part) => <Time at={part.paid_at} day />, from: "lg" },
  { key: "left", header: i.left, align: "end", cell: (part) => <Money value={part.left} />, from: "md" },
  { key: "amount", header: f.amount, align: "end", cell: (part) => <Money value={part.amount} /> },
];

/** Whatever collects it, or did last. */
function PaymentLink({ part }: { part: Instalment }) {
  if (!part.payment_id) return <Nothing />;
  return (
    <TextLink to="/payments/$paymentId" params={{ paymentId: part.payment_id }} className="whitespace-nowrap">
      …{part.payment_id.slice(-6)}
    </TextLink>
  );
}

export function PlanParts({ plan }: { plan: InstalmentPlan }) {
  return (
    <Card title={i.parts} flush>
      <Table caption={i.parts} columns={COLUMNS} rows={plan.parts} rowKey={(part) => part.id} />
    </Card>
  );
}
