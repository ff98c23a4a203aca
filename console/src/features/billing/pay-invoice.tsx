import { useState } from "react";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { InvoiceDetail } from "@/api/types";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
import { nextPart } from "@/features/instalments/plan-text";
import { useActivePlan } from "@/features/instalments/plans-of-invoice";
import { PayDialog } from "@/features/payments/pay-dialog";
import { Button } from "@/ui/button";
import { isZero } from "@/ui/decimal";
import { formatMoney } from "@/ui/format";
import { useLocale } from "@/ui/locale";
import { useEarlyOffer } from "./early-payment";

const PAYABLE = new Set(["issued", "past_due", "uncollectible"]);

export const isPayable = ({ state, payable }: Pick<InvoiceDetail, "state" | "payable">): boolean =>
  PAYABLE.has(state) && !isZero(payable.amount);

/** All that is asked for; of an invoice that is paid in instalments the part that is next. */
export function PayInvoice({ invoice }: { invoice: InvoiceDetail }) {
  const [open, setOpen] = useState(false);
  const { locale } = useLocale();
  const mayPay = useCan("payments.manage");
  const early = useEarlyOffer(invoice);
  const { plan, known } = useActivePlan(invoice.id);
  if (!mayPay || !known || !isPayable(invoice)) return null;
  const part = plan ? nextPart(plan) : undefined;
  const asked = part?.left ?? early?.amount ?? invoice.payable;
  const amount = formatMoney(asked.amount, asked.currency, locale);
  const number = invoice.number ?? "";
  const submit = part ? m.instalments.pay_part(part.number, amount) : m.invoices.pay(amount);
  const params = { path: { invoice_id: invoice.id } };
  return (
    <>
      <Button look="primary" onClick={() => setOpen(true)}>
        {submit}
      </Button>
      {open ? (
        <PayDialog
          company={invoice.company_id}
          title={m.invoices.pay_title}
          hint={m.invoices.pay_hint}
          body={part ? m.instalments.pay_part_body(part.number, number, amount) : m.invoices.pay_body(number, amount)}
          submit={submit}
          {...(part ? {} : { hold: m.payments.held.hold_amount(amount) })}
          pay={(body) => unwrap(api.POST("/api/v1/invoices/{invoice_id}/pay", { params, body }))}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </>
  );
}
