import type { ArrangementCharge } from "@/api/types";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
import { StatePill } from "@/ui/badge";
import { TextLink } from "@/ui/button";
import { Card } from "@/ui/card";
import { isZero } from "@/ui/decimal";
import { Money, Nothing } from "@/ui/money";
import { Table, type Column } from "@/ui/table";
import { Time } from "@/ui/time";

const a = m.arrangements;

const COLUMNS: Column<ArrangementCharge>[] = [
  { key: "charged", header: a.charged, cell: (charge) => <Time at={charge.charged_at} /> },
  { key: "state", header: m.fields.state, cell: (charge) => <StateOf charge={charge} /> },
  { key: "pays", header: a.pays, cell: (charge) => <Pays charge={charge} />, from: "md" },
  { key: "receipt", header: a.receipt, cell: (charge) => charge.receipt_number ?? <Nothing />, from: "lg" },
  { key: "fee", header: a.fee, align: "end", cell: (charge) => <Money value={charge.fee} />, from: "lg" },
  { key: "amount", header: m.fields.amount, align: "end", cell: (charge) => <Money value={charge.amount} /> },
];

/** What the provider has taken and tried to take, the newest first. */
export function Charges({ charges }: { charges: ArrangementCharge[] }) {
  return (
    <Card title={a.charges} flush={charges.length > 0}>
      {charges.length === 0 ? (
        <p className="text-ink-2 text-sm">{a.no_charges}</p>
      ) : (
        <Table caption={a.charges} columns={COLUMNS} rows={charges} rowKey={(charge) => charge.id} />
      )}
    </Card>
  );
}

function StateOf({ charge }: { charge: ArrangementCharge }) {
  const failed = charge.failures > 0 ? a.failures(charge.failures) : "";
  return (
    <span className="flex flex-col items-start gap-0.5 py-1.5 leading-tight">
      <StatePill state={charge.state} />
      {failed || charge.message ? (
        <span className="text-ink-3 text-xs break-words">{[charge.message, failed].filter(Boolean).join(" · ")}</span>
      ) : null}
    </span>
  );
}

/** The invoices it has paid; what was too much is credit. */
function Pays({ charge }: { charge: ArrangementCharge }) {
  const mayRead = useCan("invoices.read");
  const paid = charge.parts.filter((part) => !part.kept);
  if (paid.length === 0 && isZero(charge.kept.amount)) return <Nothing />;
  return (
    <span className="flex flex-col py-1.5 text-xs leading-tight">
      {paid.map((part) => (
        <span key={part.invoice_id} className="whitespace-nowrap">
          <Money value={part.amount} />{" "}
          {mayRead ? (
            <TextLink to="/invoices/$invoiceId" params={{ invoiceId: part.invoice_id }}>
              …{part.invoice_id.slice(-6)}
            </TextLink>
          ) : (
            `…${part.invoice_id.slice(-6)}`
          )}
        </span>
      ))}
      {isZero(charge.kept.amount) ? null : (
        <span className="text-ink-2 whitespace-nowrap">
          <Money value={charge.kept} /> {a.as_credit.toLowerCase()}
        </span>
      )}
    </span>
  );
}
