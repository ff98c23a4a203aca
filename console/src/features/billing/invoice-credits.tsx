import { useQuery } from "@tanstack/react-query";
import type { CreditNote } from "@/api/types";
import { m } from "@/app/messages";
import { Card } from "@/ui/card";
import { Money } from "@/ui/money";
import { LinesSkeleton } from "@/ui/skeleton";
import { ErrorState } from "@/ui/states";
import { Time } from "@/ui/time";
import { creditNotePdfHref, creditNotesQuery } from "./data";

/** What was taken back of the invoice, note by note; each is a document of its own. */
export function InvoiceCredits({ invoiceId }: { invoiceId: string }) {
  const query = useQuery(creditNotesQuery(invoiceId));
  return (
    <Card title={m.credits.notes}>
      {query.isPending ? (
        <LinesSkeleton lines={2} />
      ) : query.isError ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : query.data.items.length === 0 ? (
        <p className="text-ink-2 text-sm">{m.credits.none}</p>
      ) : (
        <Notes notes={query.data.items} />
      )}
    </Card>
  );
}

function Notes({ notes }: { notes: CreditNote[] }) {
  return (
    <ul className="divide-line -my-2 divide-y">
      {notes.map((note) => (
        <li key={note.id} className="flex flex-wrap items-baseline gap-x-3 py-2 text-sm">
          <a
            href={creditNotePdfHref(note.id)}
            target="_blank"
            rel="noopener"
            className="text-accent-text font-medium hover:underline"
          >
            {note.number}
          </a>
          <span className="text-ink-2">{m.credits.reasons[note.reason]}</span>
          <Time at={note.issued_at} day />
          <Money value={note.total} className="ms-auto" />
          {note.memo ? <p className="text-ink-3 w-full text-xs">{note.memo}</p> : null}
        </li>
      ))}
    </ul>
  );
}
