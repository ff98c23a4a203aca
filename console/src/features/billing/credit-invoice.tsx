import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { Creditable, InvoiceDetail } from "@/api/types";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
import { field } from "@/features/companies/forms";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { SelectField, TextField } from "@/ui/field";
import { formatMoney } from "@/ui/format";
import { useLocale } from "@/ui/locale";
import { FormProblem } from "@/ui/states";
import { useToast } from "@/ui/toast";
import { creditBody, exceeds, isCreditable, linesLeft, REST, type Wish } from "./credit-draft";
import { creditableQuery } from "./data";

const CREDITABLE = new Set(["issued", "past_due", "uncollectible", "paid"]);
const REASONS = Object.entries(m.credits.reasons).map(([value, label]) => ({ value, label }));

/** Shown while something is left: less what credit notes took, and less what later invoices gave back. */
export function CreditInvoice({ invoice }: { invoice: InvoiceDetail }) {
  const [open, setOpen] = useState(false);
  const mayCredit = useCan("invoices.manage") && CREDITABLE.has(invoice.state);
  const { data: left } = useQuery({ ...creditableQuery(invoice.id), enabled: mayCredit });
  if (!mayCredit || !left || !isCreditable(left)) return null;
  return (
    <>
      <Button onClick={() => setOpen(true)}>{m.credits.credit}</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={m.credits.credit} description={m.credits.hint}>
        <CreditForm invoice={invoice} left={left} onDone={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

type FormProps = { invoice: InvoiceDetail; left: Creditable; onDone: () => void };

function CreditForm({ invoice, left, onDone }: FormProps) {
  const [chosen, setChosen] = useState(REST);
  const [amount, setAmount] = useState("");
  const { locale } = useLocale();
  const credit = useCredit(invoice, left, onDone);
  const money = (text: string) => formatMoney(text, invoice.currency, locale);
  const lines = linesLeft(invoice, left);
  const line = lines.find((one) => one.id === chosen);
  const tooMuch = exceeds(amount, line);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (tooMuch) return;
    const data = new FormData(event.currentTarget);
    const reason = field(data, "reason") as Wish["reason"];
    credit.mutate({ line: line ? line.id : REST, amount, reason, memo: field(data, "memo") });
  };
  const options = [
    { value: REST, label: m.credits.rest(money(left.total.amount)) },
    ...lines.map((one) => ({ value: one.id, label: m.credits.line_left(one.description, money(one.amount)) })),
  ];
  const choose = (value: string) => {
    setChosen(value);
    setAmount("");
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <SelectField
        label={m.credits.what}
        options={options}
        value={line ? line.id : REST}
        onChange={(event) => choose(event.target.value)}
      />
      {line ? (
        <TextField
          label={m.credits.amount(invoice.currency)}
          hint={m.credits.amount_hint}
          value={amount}
          onChange={(event) => setAmount(event.target.value.trim())}
          error={tooMuch ? m.credits.too_much(money(line.amount)) : undefined}
          inputMode="decimal"
          pattern="\d+(\.\d+)?"
        />
      ) : null}
      <SelectField name="reason" label={m.credits.reason} options={REASONS} />
      <TextField name="memo" label={m.credits.memo} hint={m.credits.memo_hint} maxLength={500} />
      <FormProblem error={credit.error} />
      <Button type="submit" look="primary" busy={credit.isPending} className="self-end">
        {m.credits.credit}
      </Button>
    </form>
  );
}

/** A refusal re-reads what is left: somebody else, or a bill run, was faster. */
function useCredit(invoice: InvoiceDetail, left: Creditable, onDone: () => void) {
  const client = useQueryClient();
  const say = useToast();
  return useMutation({
    mutationFn: (wish: Wish) =>
      unwrap(
        api.POST("/api/v1/invoices/{invoice_id}/credit-notes", {
          params: { path: { invoice_id: invoice.id } },
          body: creditBody(wish, left),
        }),
      ),
    onError: () => client.invalidateQueries({ queryKey: creditableQuery(invoice.id).queryKey }),
    onSuccess: async (note) => {
      onDone();
      say(m.credits.done(note.number));
      await client.invalidateQueries({ queryKey: ["invoices"] });
    },
  });
}
