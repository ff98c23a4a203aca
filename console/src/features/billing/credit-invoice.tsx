import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { CreditNote, InvoiceDetail } from "@/api/types";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
import { field } from "@/features/companies/forms";
import { Button } from "@/ui/button";
import { addDecimals, compareDecimals } from "@/ui/decimal";
import { Dialog } from "@/ui/dialog";
import { SelectField, TextField } from "@/ui/field";
import { formatMoney } from "@/ui/format";
import { useLocale } from "@/ui/locale";
import { FormProblem } from "@/ui/states";
import { useToast } from "@/ui/toast";
import { creditNotesQuery } from "./data";

const CREDITABLE = new Set(["issued", "past_due", "uncollectible", "paid"]);
const REASONS = Object.entries(m.credits.reasons).map(([value, label]) => ({ value, label }));
const REST = "rest";

type Wish = { line: string; amount: string; reason: CreditNote["reason"]; memo: string };

export function CreditInvoice({ invoice }: { invoice: InvoiceDetail }) {
  const [open, setOpen] = useState(false);
  const mayCredit = useCan("invoices.manage");
  const notes = useQuery({ ...creditNotesQuery(invoice.id), enabled: mayCredit });
  if (!mayCredit || !CREDITABLE.has(invoice.state) || !notes.data) return null;
  const left = restOf(invoice, notes.data.items);
  if (compareDecimals(left, "0") <= 0) return null;
  return (
    <>
      <Button onClick={() => setOpen(true)}>{m.credits.credit}</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={m.credits.credit} description={m.credits.hint}>
        <CreditForm invoice={invoice} left={left} onDone={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

function CreditForm({ invoice, left, onDone }: { invoice: InvoiceDetail; left: string; onDone: () => void }) {
  const [line, setLine] = useState(REST);
  const { locale } = useLocale();
  const client = useQueryClient();
  const say = useToast();
  const credit = useMutation({
    mutationFn: (wish: Wish) =>
      unwrap(
        api.POST("/api/v1/invoices/{invoice_id}/credit-notes", {
          params: { path: { invoice_id: invoice.id } },
          body: { ...asked(wish, left), reason: wish.reason, memo: wish.memo },
        }),
      ),
    onSuccess: async (note) => {
      onDone();
      say(m.credits.done(note.number));
      await client.invalidateQueries({ queryKey: ["invoices"] });
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const reason = field(data, "reason") as Wish["reason"];
    const amount = line === REST ? "" : field(data, "amount");
    credit.mutate({ line, amount, reason, memo: field(data, "memo") });
  };
  const lines = invoice.lines.filter((one) => compareDecimals(one.amount.amount, "0") > 0);
  const options = [
    { value: REST, label: m.credits.rest(formatMoney(left, invoice.currency, locale)) },
    ...lines.map((one) => ({ value: one.id, label: one.description })),
  ];
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <SelectField label={m.credits.what} options={options} value={line} onChange={(e) => setLine(e.target.value)} />
      {line === REST ? null : (
        <TextField
          key={line}
          name="amount"
          label={m.credits.amount(invoice.currency)}
          hint={m.credits.amount_hint}
          inputMode="decimal"
          pattern="\d+(\.\d+)?"
        />
      )}
      <SelectField name="reason" label={m.credits.reason} options={REASONS} />
      <TextField name="memo" label={m.credits.memo} hint={m.credits.memo_hint} maxLength={500} />
      <FormProblem error={credit.error} />
      <Button type="submit" look="primary" busy={credit.isPending} className="self-end">
        {m.credits.credit}
      </Button>
    </form>
  );
}

/** Of a line an amount, or, left empty, all that it has; otherwise the whole rest, named so that no more is credited than was seen. */
function asked({ line, amount }: Wish, left: string) {
  if (line === REST) return { amount: left };
  return { lines: [{ invoice_line_id: line, ...(amount ? { amount } : {}) }] };
}

/** What credit notes have left of the invoice, with its tax. */
function restOf(invoice: InvoiceDetail, notes: CreditNote[]): string {
  return notes.reduce((left, note) => addDecimals(left, `-${note.total.amount}`), invoice.total.amount);
}
