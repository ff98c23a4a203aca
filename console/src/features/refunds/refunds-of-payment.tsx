import { useQuery } from "@tanstack/react-query";
import type { Payment, Refund } from "@/api/types";
import { m } from "@/app/messages";
import { StatePill } from "@/ui/badge";
import { TextLink } from "@/ui/button";
import { Card } from "@/ui/card";
import { Money } from "@/ui/money";
import { LinesSkeleton } from "@/ui/skeleton";
import { ErrorState } from "@/ui/states";
import { Time } from "@/ui/time";
import { CreditNoteLink } from "./credit-note-link";
import { refundsOfPayment } from "./data";

const r = m.refunds;

/** What went back of a payment, and what still may. */
export function RefundsOfPayment({ payment }: { payment: Payment }) {
  const query = useQuery(refundsOfPayment(payment.id));
  return (
    <Card title={r.of_payment}>
      {query.isPending ? (
        <LinesSkeleton lines={2} />
      ) : query.isError ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : query.data.items.length === 0 ? (
        <p className="text-ink-2 text-sm">{r.none}</p>
      ) : (
        <Rows refunds={query.data.items} />
      )}
    </Card>
  );
}

function Rows({ refunds }: { refunds: Refund[] }) {
  return (
    <ul className="divide-line -my-2 divide-y">
      {refunds.map((refund) => (
        <li key={refund.id} className="flex flex-wrap items-center gap-x-3 gap-y-0.5 py-2 text-sm">
          <StatePill state={refund.state} />
          <TextLink to="/refunds" search={{ refund: refund.id }}>
            <Time at={refund.created_at} />
          </TextLink>
          <Money value={refund.amount} className="ms-auto" />
          <p className="text-ink-2 w-full text-xs">
            {m.credits.reasons[refund.reason]}
            {refund.credit_note_id ? (
              <>
                {" · "}
                <CreditNoteLink refund={refund} numbered />
              </>
            ) : null}
            {refund.state === "succeeded" ? null : ` · ${r.means[refund.state]} ${refund.message ?? ""}`}
          </p>
        </li>
      ))}
    </ul>
  );
}
