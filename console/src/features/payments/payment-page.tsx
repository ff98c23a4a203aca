import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { Download } from "lucide-react";
import type { Payment } from "@/api/types";
import { m } from "@/app/messages";
import { DisputesOfPayment } from "@/features/disputes/disputes-of-payment";
import { PostingsCard } from "@/features/ledger/postings-card";
import { NoticesOfPayment } from "@/features/notices/notices-of-payment";
import { RefundPayment } from "@/features/refunds/refund-payment";
import { RefundsOfPayment } from "@/features/refunds/refunds-of-payment";
import { StatePill } from "@/ui/badge";
import { AnchorButton, TextLink } from "@/ui/button";
import { Card, Detail, Details } from "@/ui/card";
import { CopyableId } from "@/ui/copyable";
import { isZero } from "@/ui/decimal";
import { formatMoney } from "@/ui/format";
import { useLocale } from "@/ui/locale";
import { Money } from "@/ui/money";
import { PageFrame, UnreadPage } from "@/ui/page";
import { Time } from "@/ui/time";
import { AttemptTimeline } from "./attempt-timeline";
import { CardText } from "./card-text";
import { ConfirmPayment } from "./confirm-payment";
import { paymentQuery, receiptHref } from "./data";
import { HeldPayment } from "./held-payment";
import { InvoiceLink } from "./payments-page";
import { providerName } from "./provider-name";

export function PaymentPage() {
  const { paymentId } = useParams({ from: "/shell/payments/$paymentId" });
  const query = useQuery(paymentQuery(paymentId));
  const { locale } = useLocale();
  if (!query.isSuccess) {
    const above = <TextLink to="/payments">{m.nav.payments}</TextLink>;
    return <UnreadPage title={m.payments.payment} above={above} query={query} />;
  }
  const payment = query.data;
  const receipt = payment.receipt ? (
    <AnchorButton href={receiptHref(payment.id)} target="_blank" rel="noopener">
      <Download aria-hidden className="size-3.5" />
      {m.payments.receipt(payment.receipt.number)}
    </AnchorButton>
  ) : null;
  return (
    <PageFrame
      title={formatMoney(payment.amount.amount, payment.amount.currency, locale)}
      above={<TextLink to="/payments">{m.nav.payments}</TextLink>}
      badge={<StatePill state={payment.state} />}
      lead={<CopyableId id={payment.id} />}
      actions={
        <>
          <RefundPayment payment={payment} />
          {receipt}
        </>
      }
    >
      <ConfirmPayment payment={payment} returned />
      <HeldPayment payment={payment} />
      <PaymentFacts payment={payment} />
      <Card title={m.fields.attempts}>
        <AttemptTimeline payment={payment} />
      </Card>
      {payment.state === "succeeded" ? (
        <div className="grid gap-5 lg:grid-cols-2">
          <RefundsOfPayment payment={payment} />
          <DisputesOfPayment payment={payment} />
        </div>
      ) : null}
      <NoticesOfPayment payment={payment} />
      {payment.invoice_id ? <PostingsCard invoiceId={payment.invoice_id} paymentId={payment.id} /> : null}
    </PageFrame>
  );
}

function PaymentFacts({ payment }: { payment: Payment }) {
  const f = m.fields;
  return (
    <Card>
      <Details columns={3}>
        <Detail label={f.invoice}>
          <InvoiceLink payment={payment} />
        </Detail>
        <Detail label={f.method}>
          <CardText method={payment.method} />
        </Detail>
        <Detail label={f.provider}>{providerName(payment.provider)}</Detail>
        <Detail label={f.created}>
          <Time at={payment.created_at} named />
        </Detail>
        <Detail label={f.settled}>
          <Time at={payment.settled_at} />
        </Detail>
        {payment.state === "succeeded" ? (
          <Returns payment={payment} />
        ) : payment.state === "authorised" ? (
          <Detail label={m.payments.held.held_until}>
            <Time at={payment.authorised_until} named />
          </Detail>
        ) : (
          <Detail label={f.next_attempt}>
            <Time at={payment.next_attempt_at} />
          </Detail>
        )}
      </Details>
    </Card>
  );
}

/** What was taken can go back; what was not has another attempt, or none. */
function Returns({ payment }: { payment: Payment }) {
  return (
    <>
      <Detail label={m.payments.refundable}>
        <Money value={payment.refundable} />
      </Detail>
      {isZero(payment.refunded.amount) ? null : (
        <Detail label={m.payments.refunded}>
          <Money value={payment.refunded} />
        </Detail>
      )}
    </>
  );
}
