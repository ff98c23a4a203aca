import { useState } from "react";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { ManualPayment } from "@/api/types";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
import { field } from "@/features/companies/forms";
import { localNow, momentIn } from "@/features/marketplace/moment-in";
import { Button } from "@/ui/button";
import { isZero } from "@/ui/decimal";
import { CheckField, SelectField, TextField } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { formatMoney } from "@/ui/format";
import { useLocale } from "@/ui/locale";
import { exceedsLeft } from "./refund-draft";
import { leftOf, moneyBack, type MoneyBack } from "./money-back";

const h = m.handed;
const r = m.refunds;
const METHODS = Object.entries(h.methods).map(([value, label]) => ({ value, label }));
const REASONS = Object.entries(m.credits.reasons).map(([value, label]) => ({ value, label }));

/** Money that came without a provider goes back without one: somebody has sent it, and writes that down. */
export function GiveBack({ payment }: { payment: ManualPayment }) {
  const [open, setOpen] = useState(false);
  if (!useCan("payments.refund") || isZero(leftOf(payment).amount)) return null;
  return (
    <>
      <Button size="sm" aria-label={h.give_back_of(payment.receipt_number)} onClick={() => setOpen(true)}>
        {h.give_back}
      </Button>
      {open ? <GiveBackDialog payment={payment} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function GiveBackDialog({ payment, onClose }: { payment: ManualPayment; onClose: () => void }) {
  const [amount, setAmount] = useState("");
  const { locale, zone } = useLocale();
  const [now] = useState(() => localNow(zone));
  const { currency } = payment.amount;
  const money = (text: string) => formatMoney(text, currency, locale);
  const refundable = leftOf(payment);
  const left = money(refundable.amount);
  const tooMuch = exceedsLeft(amount, { refundable });
  const params = { path: { manual_payment_id: payment.id } };
  return (
    <FormDialog
      title={h.back_title}
      description={h.back_hint}
      submit={h.back_submit}
      disabled={tooMuch}
      act={(form) =>
        unwrap(
          api.POST("/api/v1/manual-payments/{manual_payment_id}/refunds", {
            params,
            body: moneyBack({ amount, ...wordsFrom(form) }, payment, (local) => momentIn(zone, `${local}:00`)),
          }),
        )
      }
      stale={[["payments"], ["invoices"], ["ledger"]]}
      said={({ amount: given }) => h.given_back(formatMoney(given.amount, given.currency, locale))}
      onClose={onClose}
    >
      {(problem) => (
        <>
          <p>{r.left(left, money(payment.amount.amount))}</p>
          <div className="grid gap-4 sm:grid-cols-2">
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
            <SelectField name="method" label={h.back_method} options={METHODS} defaultValue={payment.method} />
          </div>
          <TextField
            name="reference"
            label={h.reference}
            hint={h.reference_hint}
            error={problem?.for("reference")}
            maxLength={140}
            autoComplete="off"
            required
          />
          <TextField
            type="datetime-local"
            name="paid_at"
            label={h.sent}
            hint={m.kit.times_in(zone)}
            error={problem?.for("paid_at")}
            defaultValue={now}
            max={now}
            required
          />
          <SelectField name="reason" label={r.reason} options={REASONS} defaultValue="goodwill" />
          <TextField name="memo" label={r.memo} hint={r.memo_hint} maxLength={500} />
          <CheckField name="credit_invoice" label={r.credit_invoice} hint={r.credit_hint} defaultChecked />
        </>
      )}
    </FormDialog>
  );
}

const wordsFrom = (form: FormData): Omit<MoneyBack, "amount"> => ({
  method: field(form, "method") as MoneyBack["method"],
  reference: field(form, "reference"),
  paid_at: field(form, "paid_at"),
  reason: field(form, "reason") as MoneyBack["reason"],
  memo: field(form, "memo"),
  credit_invoice: form.has("credit_invoice"),
});
