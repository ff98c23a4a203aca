import type { InvoiceDetail } from "@/api/types";
import { m } from "@/app/messages";
import { StatePill } from "@/ui/badge";
import { TextLink } from "@/ui/button";
import { Card } from "@/ui/card";
import { Money } from "@/ui/money";
import { Time } from "@/ui/time";

export function InvoicePayments({ invoice }: { invoice: InvoiceDetail }) {
  return (
    <Card title={m.nav.payments}>
      {invoice.payments.length === 0 ? (
        <p className="text-ink-2 text-sm">{m.invoices.no_payments}</p>
      ) : (
        <ul className="divide-line -my-2 divide-y">
          {invoice.payments.map((payment) => (
            <li key={payment.id} className="flex items-center gap-3 py-2 text-sm">
              <StatePill state={payment.state} />
              <TextLink to="/payments/$paymentId" params={{ paymentId: payment.id }}>
                <Time at={payment.settled_at ?? payment.created_at} />
              </TextLink>
              <Money value={payment.amount} className="ml-auto" />
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
