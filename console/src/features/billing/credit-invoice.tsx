import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { Creditable, InvoiceDetail } from "@/api/types";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
import { field } from "@/features/companies/forms";
import { Button } from "@/ui/button";
import { SelectField, TextField } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { formatMoney } from "@/ui/format";
import { useLocale } from "@/ui/locale";
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
      {open ? <CreditDialog invoice={invoice} left={left} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

type DialogProps = { invoice: InvoiceDetail; left: Creditable; onClose: () => void };

function CreditDialog({ invoice, left, onClose }: DialogProps) {
  const [chosen, setChosen] = useState(REST);
  const [amount, setAmount] = useState("");
  const { locale } = useLocale();
  const credit = useCredit(invoice, left);
  const money = (text: string) => formatMoney(text, invoice.currency, locale);
  const lines = linesLeft(invoice, left);
  const line = lines.find((one) => one.id === chosen);
  const tooMuch = exceeds(amount, line);
  const options = [
    { value: REST, label: m.credits.rest(money(left.total.amount)) },
    ...lines.map((one) => ({ value: one.id, label: m.credits.line_left(one.description, money(one.amount)) })),
  ];
  const choose = (value: string) => {
    setChosen(value);
    setAmount("");
  };
  return (
    <FormDialog
      title={m.credits.credit}
      description={m.credits.hint}
      submit={m.credits.credit}
      disabled={tooMuch}
      act={(form) => credit({ line: line ? line.id : REST, amount, ...wordsFrom(form) })}
      stale={[["invoices"]]}
      said={({ number }) => m.credits.done(number)}
      onClose={onClose}
    >
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
    </FormDialog>
  );
}

const wordsFrom = (form: FormData) => ({ reason: field(form, "reason") as Wish["reason"], memo: field(form, "memo") });

/** A refusal re-reads what is left: somebody else, or a bill run, was faster. */
function useCredit({ id }: InvoiceDetail, left: Creditable) {
  const client = useQueryClient();
  return (wish: Wish) =>
    unwrap(
      api.POST("/api/v1/invoices/{invoice_id}/credit-notes", {
        params: { path: { invoice_id: id } },
        body: creditBody(wish, left),
      }),
    ).catch(async (refusal: unknown) => {
      await client.invalidateQueries({ queryKey: creditableQuery(id).queryKey });
      throw refusal;
    });
}
