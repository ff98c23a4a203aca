import { useQuery } from "@tanstack/react-query";
import type { ManualPayment } from "@/api/types";
import { m } from "@/app/messages";
import { manualRefundsOf } from "@/features/payments/data";
import { isZero } from "@/ui/decimal";
import { Money } from "@/ui/money";
import { Time } from "@/ui/time";
import { CreditNoteLink } from "./credit-note-link";

const h = m.handed;

/** What was given back of a payment by hand. Asked for only where something was. */
export function RefundsByHand({ payment }: { payment: ManualPayment }) {
  const some = !isZero(payment.refunded.amount);
  const { data } = useQuery({ ...manualRefundsOf(payment.id), enabled: some });
  if (!some || !data || data.length === 0) return null;
  return (
    <ul aria-label={h.back_of(payment.receipt_number)} className="border-line mt-1 w-full border-s-2 ps-3">
      {data.map((refund) => (
        <li key={refund.id} className="flex flex-wrap items-center gap-x-3 gap-y-0.5 py-1 text-xs">
          <span className="text-ink-2 font-medium">{h.went_back}</span>
          <span className="text-ink-2">
            {h.methods[refund.method]}, <Time at={refund.paid_at} day />
          </span>
          <Money value={refund.amount} className="ms-auto" />
          <span className="text-ink-3 w-full break-words">
            {[refund.reference, m.credits.reasons[refund.reason], refund.memo].filter(Boolean).join(" · ")}
            {refund.credit_note_id ? (
              <>
                {" · "}
                <CreditNoteLink refund={refund} numbered />
              </>
            ) : null}
          </span>
        </li>
      ))}
    </ul>
  );
}
