import { useQuery } from "@tanstack/react-query";
import type { Refund } from "@/api/types";
import { m } from "@/app/messages";
import { InvoiceLink } from "@/features/payments/payments-page";
import { providerName } from "@/features/payments/provider-name";
import { PostingsCard } from "@/features/ledger/postings-card";
import { StatePill } from "@/ui/badge";
import { TextLink } from "@/ui/button";
import { Detail, Details } from "@/ui/card";
import { CopyableId } from "@/ui/copyable";
import { Sheet } from "@/ui/dialog";
import { Money, Nothing } from "@/ui/money";
import { LinesSkeleton } from "@/ui/skeleton";
import { ErrorState } from "@/ui/states";
import { Time } from "@/ui/time";
import { CreditNoteLink } from "./credit-note-link";
import { refundQuery } from "./data";

const r = m.refunds;

/** One refund: how it stands, what it belongs to, what it posted. */
export function RefundSheet({ id, onClose }: { id: string | undefined; onClose: () => void }) {
  const query = useQuery({ ...refundQuery(id ?? ""), enabled: id !== undefined });
  return (
    <Sheet open={id !== undefined} onClose={onClose} wide title={r.refund}>
      {query.isPending ? (
        <LinesSkeleton lines={8} />
      ) : query.isError ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <div className="flex flex-col gap-5">
          <Standing refund={query.data} />
          <Facts refund={query.data} />
          <PostingsCard invoiceId={query.data.invoice_id} paymentId={query.data.id} />
        </div>
      )}
    </Sheet>
  );
}

function Standing({ refund }: { refund: Refund }) {
  return (
    <section aria-label={m.fields.state} className="bg-sunken flex flex-col gap-1.5 rounded-lg border p-4">
      <div className="flex flex-wrap items-center gap-2">
        <Money value={refund.amount} className="text-xl font-semibold" />
        <StatePill state={refund.state} />
      </div>
      <p className="text-sm" role="status">
        {r.means[refund.state]}
      </p>
      {refund.message || refund.failure_code ? (
        <p className="text-ink-2 text-xs break-words">
          {refund.message} {refund.failure_code ? <code>{refund.failure_code}</code> : null}
        </p>
      ) : null}
    </section>
  );
}

function Facts({ refund }: { refund: Refund }) {
  return (
    <Details>
      <Detail label={m.payments.payment}>
        <TextLink to="/payments/$paymentId" params={{ paymentId: refund.payment_id }}>
          …{refund.payment_id.slice(-6)}
        </TextLink>
      </Detail>
      <Detail label={m.fields.invoice}>
        <InvoiceLink payment={refund} />
      </Detail>
      <Detail label={r.credit_note}>
        <CreditNoteLink refund={refund} numbered />
      </Detail>
      <Detail label={r.reason}>{m.credits.reasons[refund.reason]}</Detail>
      <Detail label={r.memo}>{refund.memo || <Nothing />}</Detail>
      <Detail label={m.fields.provider}>{providerName(refund.provider)}</Detail>
      <Detail label={r.reference}>{refund.reference ? <CopyableId id={refund.reference} /> : <Nothing />}</Detail>
      <Detail label={m.fields.created}>
        <Time at={refund.created_at} named />
      </Detail>
      <Detail label={r.sent}>
        <Time at={refund.paid_at} named />
      </Detail>
      <Detail label={r.next}>
        <Time at={refund.next_at} named />
      </Detail>
      <Detail label={m.fields.id}>
        <CopyableId id={refund.id} />
      </Detail>
    </Details>
  );
}
