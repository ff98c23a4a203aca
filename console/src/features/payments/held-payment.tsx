import { Hourglass } from "lucide-react";
import { useState } from "react";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { Payment } from "@/api/types";
import { m } from "@/app/messages";
import { useCan, useIsOperator } from "@/app/session";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { formatMoney } from "@/ui/format";
import { useLocale } from "@/ui/locale";
import { Time } from "@/ui/time";
import { captureBody, exceedsHeld, isHeld } from "./holding";

const h = m.payments.held;
const STALE = [["payments"], ["invoices"], ["ledger"]];

/** That the amount is held, until when, and for the operator what becomes of it. */
export function HeldPayment({ payment }: { payment: Payment }) {
  const [asked, setAsked] = useState<"capture" | "release" | null>(null);
  const { locale } = useLocale();
  const mayDecide = useCan("payments.refund");
  const operator = useIsOperator();
  if (payment.state !== "authorised") return null;
  const { capturing } = payment;
  const amount = formatMoney(payment.amount.amount, payment.amount.currency, locale);
  const close = () => setAsked(null);
  return (
    <div
      role="status"
      className="bg-surface border-info shadow-card flex flex-wrap items-center gap-x-4 gap-y-3 rounded-lg border p-4"
    >
      <span className="bg-info-soft text-info grid size-9 shrink-0 place-items-center rounded-full">
        <Hourglass aria-hidden className="size-4.5" />
      </span>
      <div className="min-w-0 grow basis-56">
        <p className="font-medium">
          {capturing ? h.capturing(formatMoney(capturing.amount, capturing.currency, locale)) : h.title(amount)}
        </p>
        <p className="text-ink-2 text-sm">
          {payment.authorised_until && !capturing ? (
            <>
              {h.until} <Time at={payment.authorised_until} named />.{" "}
            </>
          ) : null}
          {capturing ? h.capturing_body : operator ? h.body : h.body_payer}
        </p>
      </div>
      {operator && mayDecide && isHeld(payment) ? (
        <div className="flex flex-wrap gap-2">
          <Button onClick={() => setAsked("release")}>{h.release}</Button>
          <Button look="primary" onClick={() => setAsked("capture")}>
            {h.capture}
          </Button>
        </div>
      ) : null}
      {asked === "capture" ? <CaptureDialog payment={payment} onClose={close} /> : null}
      {asked === "release" ? <ReleaseDialog payment={payment} onClose={close} /> : null}
    </div>
  );
}

type DialogProps = { payment: Payment; onClose: () => void };

function CaptureDialog({ payment, onClose }: DialogProps) {
  const [amount, setAmount] = useState("");
  const { locale } = useLocale();
  const { currency } = payment.amount;
  const money = (text: string) => formatMoney(text, currency, locale);
  const held = money(payment.amount.amount);
  const tooMuch = exceedsHeld(amount, payment);
  const params = { path: { payment_id: payment.id } };
  const shown = /^\d+(\.\d+)?$/.test(amount) && !tooMuch ? money(amount) : held;
  return (
    <FormDialog
      title={h.capture_title}
      description={h.capture_hint}
      submit={h.capture_amount(shown)}
      disabled={tooMuch}
      act={() =>
        unwrap(api.POST("/api/v1/payments/{payment_id}/capture", { params, body: captureBody(amount, payment) }))
      }
      stale={STALE}
      said={() => h.capture_asked}
      onClose={onClose}
    >
      {(problem) => (
        <TextField
          label={h.amount(currency)}
          hint={h.amount_hint(held)}
          value={amount}
          onChange={(event) => setAmount(event.target.value.trim())}
          error={tooMuch ? h.too_much(held) : problem?.for("amount")}
          inputMode="decimal"
          pattern="\d+(\.\d+)?"
          autoComplete="off"
        />
      )}
    </FormDialog>
  );
}

function ReleaseDialog({ payment, onClose }: DialogProps) {
  const { locale } = useLocale();
  const params = { path: { payment_id: payment.id } };
  return (
    <FormDialog
      title={h.release_title}
      submit={h.release}
      look="danger"
      act={() => unwrap(api.POST("/api/v1/payments/{payment_id}/void", { params }))}
      stale={STALE}
      said={() => h.release_asked}
      onClose={onClose}
    >
      <p>{h.release_body(formatMoney(payment.amount.amount, payment.amount.currency, locale))}</p>
    </FormDialog>
  );
}
