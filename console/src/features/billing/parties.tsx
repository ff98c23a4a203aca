import type { InvoiceDetail, Party } from "@/api/types";
import { m } from "@/app/messages";
import { Card } from "@/ui/card";

export function Parties({ invoice }: { invoice: InvoiceDetail }) {
  return (
    <Card title={m.invoices.parties}>
      <div className="grid gap-6 sm:grid-cols-2">
        <Address label={m.invoices.bill_to} party={invoice.bill_to} />
        <Address label={m.invoices.issuer} party={invoice.issuer} />
      </div>
    </Card>
  );
}

function Address({ label, party }: { label: string; party: Party }) {
  const lines = [...party.address_lines, `${party.postal_code} ${party.city}`.trim(), party.country].filter(Boolean);
  return (
    <div>
      <h3 className="text-ink-3 mb-1 text-xs">{label}</h3>
      <address className="text-sm not-italic">
        <span className="font-medium">{party.name}</span>
        {lines.map((line) => (
          <span key={line} className="text-ink-2 block">
            {line}
          </span>
        ))}
        {party.tax_id ? <span className="text-ink-3 mt-1 block text-xs">{m.invoices.tax_id(party.tax_id)}</span> : null}
      </address>
    </div>
  );
}
