import { useQuery } from "@tanstack/react-query";
import type { Payment } from "@/api/types";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
import { paymentsOfInvoice } from "@/features/payments/data";
import { StatePill } from "@/ui/badge";
import { TextLink } from "@/ui/button";
import { Card } from "@/ui/card";
import { Money } from "@/ui/money";
import { LinesSkeleton } from "@/ui/skeleton";
import { EmptyState, ErrorState } from "@/ui/states";
import { Time } from "@/ui/time";

export function InvoicePayments({ invoiceId }: { invoiceId: string }) {
  const allowed = useCan("payments.read");
  const query = useQuery({ ...paymentsOfInvoice(invoiceId), enabled: allowed });
  return (
    <Card title={m.nav.payments}>
      {!allowed ? (
        <EmptyState kind="no_permission" />
      ) : query.isPending ? (
        <LinesSkeleton lines={2} />
      ) : query.isError ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Payments payments={query.data.items} />
      )}
    </Card>
  );
}

function Payments({ payments }: { payments: Payment[] }) {
  if (payments.length === 0) return <p className="text-ink-2 text-sm">{m.invoices.no_payments}</p>;
  return (
    <ul className="divide-line -my-2 divide-y">
      {payments.map((payment) => (
        <li key={payment.id} className="flex items-center gap-3 py-2 text-sm">
          <StatePill state={payment.state} />
          <TextLink to="/payments/$paymentId" params={{ paymentId: payment.id }}>
            <Time at={payment.settled_at ?? payment.created_at} />
          </TextLink>
          <Money value={payment.amount} className="ml-auto" />
        </li>
      ))}
    </ul>
  );
}
