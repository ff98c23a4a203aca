import { useQuery } from "@tanstack/react-query";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
import { TextLink } from "@/ui/button";
import { Card } from "@/ui/card";
import { LinesSkeleton } from "@/ui/skeleton";
import { ErrorState } from "@/ui/states";
import { postingsOfInvoice } from "./data";
import { JournalTable } from "./journal-table";
import { isFor } from "./subject";

type Props = { invoiceId: string; paymentId?: string };

/** What an invoice, or one payment of it, has posted. Whoever may not see the books does not see that there are any. */
export function PostingsCard({ invoiceId, paymentId }: Props) {
  const mayRead = useCan("ledger.read");
  const query = useQuery({ ...postingsOfInvoice(invoiceId), enabled: mayRead });
  if (!mayRead) return null;
  const all = (
    <TextLink to="/ledger" search={{ tab: "transactions", invoice: invoiceId }} className="text-sm">
      {m.ledger.show_all}
    </TextLink>
  );
  if (query.isPending || query.isError) {
    return (
      <Card title={m.ledger.postings} actions={all}>
        {query.isError ? (
          <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <LinesSkeleton lines={3} />
        )}
      </Card>
    );
  }
  const shown = query.data.items.filter((one) => paymentId === undefined || isFor(one.source, paymentId));
  if (shown.length === 0) {
    return (
      <Card title={m.ledger.postings} actions={all}>
        <p className="text-ink-2 text-sm">{m.ledger.none_of_it}</p>
      </Card>
    );
  }
  return (
    <Card title={m.ledger.postings} actions={all} flush>
      <JournalTable caption={m.ledger.postings} transactions={shown} />
      {query.data.next_cursor ? <p className="text-ink-3 border-t px-4 py-2 text-xs">{m.ledger.more_below}</p> : null}
    </Card>
  );
}
