import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { InvoiceDetail } from "@/api/types";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
import { isZero } from "@/ui/decimal";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { formatMoney } from "@/ui/format";
import { useLocale } from "@/ui/locale";
import { FormProblem } from "@/ui/states";
import { useToast } from "@/ui/toast";
import { useEarlyOffer } from "./early-payment";

const PAYABLE = new Set(["issued", "past_due", "uncollectible"]);

export function PayInvoice({ invoice }: { invoice: InvoiceDetail }) {
  const [open, setOpen] = useState(false);
  const { locale } = useLocale();
  const client = useQueryClient();
  const say = useToast();
  const mayPay = useCan("payments.manage");
  const early = useEarlyOffer(invoice);
  const pay = useMutation({
    mutationFn: () =>
      unwrap(api.POST("/api/v1/invoices/{invoice_id}/pay", { params: { path: { invoice_id: invoice.id } }, body: {} })),
    onSuccess: async (payment) => {
      setOpen(false);
      say(m.payments.outcome[payment.state], payment.state === "failed" ? "bad" : "good");
      await client.invalidateQueries({ queryKey: ["invoices"] });
      await client.invalidateQueries({ queryKey: ["payments"] });
    },
  });
  if (!mayPay || !PAYABLE.has(invoice.state) || isZero(invoice.payable.amount)) return null;
  const asked = early?.amount ?? invoice.payable;
  const amount = formatMoney(asked.amount, asked.currency, locale);
  const footer = (
    <>
      <Button onClick={() => setOpen(false)}>{m.kit.cancel}</Button>
      <Button look="primary" busy={pay.isPending} onClick={() => pay.mutate()}>
        {m.invoices.pay(amount)}
      </Button>
    </>
  );
  return (
    <>
      <Button look="primary" onClick={() => setOpen(true)}>
        {m.invoices.pay(amount)}
      </Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title={m.invoices.pay_title}
        description={m.invoices.pay_hint}
        footer={footer}
      >
        <p className="text-sm">{m.invoices.pay_body(invoice.number ?? "", amount)}</p>
        <FormProblem error={pay.error} />
      </Dialog>
    </>
  );
}
