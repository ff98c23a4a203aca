import { useState } from "react";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { InvoiceDetail, Payment } from "@/api/types";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
import { Button } from "@/ui/button";
import { isZero } from "@/ui/decimal";
import { FormDialog } from "@/ui/form-dialog";
import { formatMoney } from "@/ui/format";
import { useLocale } from "@/ui/locale";
import { useToast } from "@/ui/toast";
import { useEarlyOffer } from "./early-payment";

const PAYABLE = new Set(["issued", "past_due", "uncollectible"]);

export function PayInvoice({ invoice }: { invoice: InvoiceDetail }) {
  const [open, setOpen] = useState(false);
  const { locale } = useLocale();
  const say = useToast();
  const mayPay = useCan("payments.manage");
  const early = useEarlyOffer(invoice);
  if (!mayPay || !PAYABLE.has(invoice.state) || isZero(invoice.payable.amount)) return null;
  const asked = early?.amount ?? invoice.payable;
  const amount = formatMoney(asked.amount, asked.currency, locale);
  const params = { path: { invoice_id: invoice.id } };
  const close = () => setOpen(false);
  // That the card was declined is an answer, not a refusal: the payment is there, and says so.
  const told = ({ state }: Pick<Payment, "state">) => {
    close();
    say(m.payments.outcome[state], state === "failed" ? "bad" : "good");
  };
  return (
    <>
      <Button look="primary" onClick={() => setOpen(true)}>
        {m.invoices.pay(amount)}
      </Button>
      {open ? (
        <FormDialog
          title={m.invoices.pay_title}
          description={m.invoices.pay_hint}
          submit={m.invoices.pay(amount)}
          act={() => unwrap(api.POST("/api/v1/invoices/{invoice_id}/pay", { params, body: {} }))}
          stale={[["invoices"], ["payments"]]}
          onDone={told}
          onClose={close}
        >
          <p>{m.invoices.pay_body(invoice.number ?? "", amount)}</p>
        </FormDialog>
      ) : null}
    </>
  );
}
