import { useQuery } from "@tanstack/react-query";
import type { Payment } from "@/api/types";
import { m } from "@/app/messages";
import { TextLink } from "@/ui/button";
import { Card } from "@/ui/card";
import { Money } from "@/ui/money";
import { LinesSkeleton } from "@/ui/skeleton";
import { ErrorState } from "@/ui/states";
import { DisputeState, DueIn } from "./dispute-parts";
import { disputesOfPayment } from "./data";
import { isDecided, reasonText } from "./dispute-text";

const d = m.disputes;

/** Whether somebody contests a payment. */
export function DisputesOfPayment({ payment }: { payment: Payment }) {
  const query = useQuery(disputesOfPayment(payment.id));
  return (
    <Card title={d.of_payment}>
      {query.isPending ? (
        <LinesSkeleton lines={2} />
      ) : query.isError ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : query.data.items.length === 0 ? (
        <p className="text-ink-2 text-sm">{d.none}</p>
      ) : (
        <ul className="divide-line -my-2 divide-y">
          {query.data.items.map((dispute) => (
            <li key={dispute.id} className="flex flex-wrap items-center gap-x-3 gap-y-0.5 py-2 text-sm">
              <DisputeState state={dispute.state} />
              <TextLink to="/disputes/$disputeId" params={{ disputeId: dispute.id }}>
                {reasonText(dispute.reason)}
              </TextLink>
              {isDecided(dispute) ? null : <DueIn dispute={dispute} />}
              <Money value={dispute.amount} className="ms-auto" />
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
