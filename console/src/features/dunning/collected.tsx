import { useQuery } from "@tanstack/react-query";
import { m } from "@/app/messages";
import { declineText, tellable } from "@/features/payments/decline-text";
import { useIsOperator } from "@/app/session";
import { StatePill } from "@/ui/badge";
import { TextLink } from "@/ui/button";
import { Card } from "@/ui/card";
import { Money } from "@/ui/money";
import { LinesSkeleton } from "@/ui/skeleton";
import { ErrorState } from "@/ui/states";
import { Time } from "@/ui/time";
import { collectedQuery } from "./data";

const d = m.dunning;

/** How often it was tried to collect what is owed in this currency, and when it is tried again. */
export function Collected({ companyId, currency }: { companyId: string; currency: string }) {
  const query = useQuery(collectedQuery(companyId));
  const operator = useIsOperator();
  const shown = query.data?.filter((payment) => payment.amount.currency === currency) ?? [];
  return (
    <Card title={d.collected}>
      {query.isPending ? (
        <LinesSkeleton lines={3} />
      ) : query.isError ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : shown.length === 0 ? (
        <p className="text-ink-2 text-sm">{d.no_payments}</p>
      ) : (
        <ul className="divide-line -my-2 divide-y">
          {shown.map((payment) => {
            const code = tellable(payment.failure_code, operator);
            return (
              <li key={payment.id} className="flex flex-wrap items-center gap-x-3 gap-y-0.5 py-2 text-sm">
                <StatePill state={payment.state} />
                <TextLink to="/payments/$paymentId" params={{ paymentId: payment.id }}>
                  {payment.invoice_number}
                </TextLink>
                <span className="text-ink-2">{d.attempts(payment.attempts.length)}</span>
                <Money value={payment.amount} className="ml-auto" />
                <p className="text-ink-3 w-full text-xs">
                  {code ? `${declineText(code)}. ` : null}
                  {payment.next_attempt_at ? (
                    <>
                      {m.payments.next_attempt}: <Time at={payment.next_attempt_at} />
                    </>
                  ) : null}
                </p>
              </li>
            );
          })}
        </ul>
      )}
    </Card>
  );
}
