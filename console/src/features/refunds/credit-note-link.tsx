import { useQuery } from "@tanstack/react-query";
import type { Refund } from "@/api/types";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
import { creditNotePdfHref, creditNotesQuery } from "@/features/billing/data";
import { Nothing } from "@/ui/money";

type Props = { refund: Pick<Refund, "credit_note_id" | "invoice_id">; numbered?: boolean };

/** The document by which the invoice was credited for a refund. Its number is asked for where one invoice is on the screen, not in lists. */
export function CreditNoteLink({ refund: { credit_note_id: id, invoice_id: invoice }, numbered = false }: Props) {
  const mayRead = useCan("invoices.read");
  const { data } = useQuery({ ...creditNotesQuery(invoice), enabled: mayRead && numbered && id !== null });
  if (!id) return <Nothing />;
  const number = data?.items.find((note) => note.id === id)?.number ?? m.refunds.credit_note;
  if (!mayRead) return <>{number}</>;
  return (
    <a
      href={creditNotePdfHref(id)}
      target="_blank"
      rel="noopener"
      className="text-accent-text font-medium whitespace-nowrap hover:underline"
    >
      {number}
    </a>
  );
}
