import { useQuery } from "@tanstack/react-query";
import type { ManualPayment, Payment } from "@/api/types";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
import { ConfirmPayment } from "@/features/payments/confirm-payment";
import { manualPaymentsOf, manualReceiptHref, paymentsOfInvoice } from "@/features/payments/data";
import { GiveBack } from "@/features/refunds/give-back";
import { RefundsByHand } from "@/features/refunds/refunds-by-hand";
import { StatePill } from "@/ui/badge";
import { TextLink } from "@/ui/button";
import { Card } from "@/ui/card";
import { isZero } from "@/ui/decimal";
import { formatMoney } from "@/ui/format";
import { useLocale } from "@/ui/locale";
import { Money } from "@/ui/money";
import { LinesSkeleton } from "@/ui/skeleton";
import { EmptyState, ErrorState } from "@/ui/states";
import { Time } from "@/ui/time";

export function InvoicePayments({ invoiceId }: { invoiceId: string }) {
  const allowed = useCan("payments.read");
  const query = useQuery({ ...paymentsOfInvoice(invoiceId), enabled: allowed });
  const byHand = useQuery({ ...manualPaymentsOf(invoiceId), enabled: allowed });
  const failed = query.isError ? query : byHand.isError ? byHand : null;
  return (
    <Card title={m.nav.payments}>
      {!allowed ? (
        <EmptyState kind="no_permission" />
      ) : failed ? (
        <ErrorState error={failed.error} onRetry={() => void failed.refetch()} />
      ) : query.isPending || byHand.isPending ? (
        <LinesSkeleton lines={2} />
      ) : (
        <Payments payments={query.data?.items ?? []} byHand={byHand.data?.items ?? []} />
      )}
    </Card>
  );
}

function Payments({ payments, byHand }: { payments: Payment[]; byHand: ManualPayment[] }) {
  if (payments.length + byHand.length === 0) return <p className="text-ink-2 text-sm">{m.invoices.no_payments}</p>;
  return (
    <>
      {payments.slice(0, 1).map((payment) => (
        <ConfirmPayment key={payment.id} payment={payment} />
      ))}
      <ul className="divide-line -my-2 divide-y">
        {payments.map((payment) => (
          <li key={payment.id} className="flex items-center gap-3 py-2 text-sm">
            <StatePill state={payment.state} />
            <TextLink to="/payments/$paymentId" params={{ paymentId: payment.id }}>
              <Time at={payment.settled_at ?? payment.created_at} />
            </TextLink>
            <Money value={payment.amount} className="ms-auto" />
          </li>
        ))}
        {byHand.map((payment) => (
          <ByHand key={payment.id} payment={payment} />
        ))}
      </ul>
    </>
  );
}

function ByHand({ payment }: { payment: ManualPayment }) {
  const { locale } = useLocale();
  const { kept } = payment;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-0.5 py-2 text-sm">
      <StatePill state="received" />
      <a
        href={manualReceiptHref(payment.id)}
        target="_blank"
        rel="noopener"
        className="text-accent-text font-medium hover:underline"
      >
        {m.payments.receipt(payment.receipt_number)}
      </a>
      <span className="text-ink-2">
        {m.handed.methods[payment.method]}, <Time at={payment.received_at} day />
      </span>
      <Money value={payment.amount} className="ms-auto" />
      <span aria-hidden className="w-full" />
      <p className="text-ink-3 min-w-0 grow basis-40 text-xs break-words">
        {[
          payment.reference,
          payment.memo,
          isZero(kept.amount) ? "" : m.handed.kept(formatMoney(kept.amount, kept.currency, locale)),
        ]
          .filter(Boolean)
          .join(" · ")}
      </p>
      <GiveBack payment={payment} />
      <RefundsByHand payment={payment} />
    </li>
  );
}
