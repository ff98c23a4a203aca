import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { Payment } from "@/api/types";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
import { field } from "@/features/companies/forms";
import { paymentQuery } from "@/features/payments/data";
import { Button } from "@/ui/button";
import { CheckField, SelectField, TextField } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { formatMoney } from "@/ui/format";
import { useLocale } from "@/ui/locale";
import { exceedsLeft, isRefundable, refundBody, type Wish } from "./refund-draft";

const r = m.refunds;
const REASONS = Object.entries(m.credits.reasons).map(([value, label]) => ({ value, label }));

/** Shown while something of the payment is left. */
export function RefundPayment({ payment }: { payment: Payment }) {
  const [open, setOpen] = useState(false);
  if (!useCan("payments.refund") || !isRefundable(payment)) return null;
  return (
    <>
      <Button onClick={() => setOpen(true)}>{r.give}</Button>
      {open ? <RefundDialog payment={payment} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function RefundDialog({ payment, onClose }: { payment: Payment; onClose: () => void }) {
  const [amount, setAmount] = useState("");
  const { locale } = useLocale();
  const refund = useRefund(payment);
  const { currency } = payment.amount;
  const money = (text: string) => formatMoney(text, currency, locale);
  const left = money(payment.refundable.amount);
  const tooMuch = exceedsLeft(amount, payment);
  return (
    <FormDialog
      title={r.title}
      description={r.hint}
      submit={tooMuch ? r.give : `${r.give} ${amount && /^\d+(\.\d+)?$/.test(amount) ? money(amount) : left}`}
      disabled={tooMuch}
      act={(form) => refund({ amount, ...wordsFrom(form) })}
      stale={[["refunds"], ["payments"], ["invoices"], ["ledger"]]}
      said={({ amount: given }) => r.begun(formatMoney(given.amount, given.currency, locale))}
      onClose={onClose}
    >
      {(problem) => (
        <>
          <p>{r.left(left, money(payment.amount.amount))}</p>
          <TextField
            label={r.amount(currency)}
            hint={r.amount_hint(left)}
            value={amount}
            onChange={(event) => setAmount(event.target.value.trim())}
            error={tooMuch ? r.too_much(left) : problem?.for("amount")}
            inputMode="decimal"
            pattern="\d+(\.\d+)?"
            autoComplete="off"
          />
          <SelectField name="reason" label={r.reason} options={REASONS} defaultValue="goodwill" />
          <TextField name="memo" label={r.memo} hint={r.memo_hint} maxLength={500} />
          <CheckField name="credit_invoice" label={r.credit_invoice} hint={r.credit_hint} defaultChecked />
        </>
      )}
    </FormDialog>
  );
}

const wordsFrom = (form: FormData): Omit<Wish, "amount"> => ({
  reason: field(form, "reason") as Wish["reason"],
  memo: field(form, "memo"),
  credit_invoice: form.has("credit_invoice"),
});

/** A refusal re-reads what is left: somebody else was faster, or a dispute holds some of it. */
function useRefund(payment: Payment) {
  const client = useQueryClient();
  const params = { path: { payment_id: payment.id } };
  return (wish: Wish) =>
    unwrap(api.POST("/api/v1/payments/{payment_id}/refunds", { params, body: refundBody(wish, payment) })).catch(
      async (refusal: unknown) => {
        await client.invalidateQueries({ queryKey: paymentQuery(payment.id).queryKey });
        throw refusal;
      },
    );
}
