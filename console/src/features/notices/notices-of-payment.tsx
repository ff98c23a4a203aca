import { useQuery } from "@tanstack/react-query";
import type { Payment } from "@/api/types";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
import { StatePill } from "@/ui/badge";
import { TextLink } from "@/ui/button";
import { Card } from "@/ui/card";
import { LinesSkeleton } from "@/ui/skeleton";
import { ErrorState } from "@/ui/states";
import { Time } from "@/ui/time";
import { noticesOfPayment } from "./data";

/** What the provider told by itself about a payment, its refunds and its disputes. */
export function NoticesOfPayment({ payment }: { payment: Payment }) {
  const mayRead = useCan("notices.read");
  const query = useQuery({ ...noticesOfPayment(payment.id), enabled: mayRead });
  if (!mayRead) return null;
  const about = query.data?.items ?? [];
  return (
    <Card title={m.payments.notices} note={m.payments.notices_note}>
      {query.isPending ? (
        <LinesSkeleton lines={2} />
      ) : query.isError ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : about.length === 0 ? (
        <p className="text-ink-2 text-sm">{m.payments.no_notices}</p>
      ) : (
        <ul className="divide-line -my-2 divide-y">
          {about.map((notice) => (
            <li key={notice.id} className="flex flex-wrap items-center gap-x-3 gap-y-0.5 py-2 text-sm">
              <StatePill state={notice.state} />
              <TextLink to="/notices" search={{ notice: notice.id }}>
                <code className="text-xs break-all">{notice.kind}</code>
              </TextLink>
              <span className="text-ink-3 ms-auto">
                <Time at={notice.received_at} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
