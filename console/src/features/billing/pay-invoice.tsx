import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { InvoiceDetail, Payment, PaymentMethod } from "@/api/types";
import { m } from "@/app/messages";
import { useCan, useIsOperator } from "@/app/session";
import { cardName } from "@/features/payments/card-text";
import { methodsQuery } from "@/features/payments/data";
import { providerName } from "@/features/payments/provider-name";
import { Button, TextLink } from "@/ui/button";
import { Choices } from "@/ui/choices";
import { isZero } from "@/ui/decimal";
import { FormDialog } from "@/ui/form-dialog";
import { formatMoney } from "@/ui/format";
import { useLocale } from "@/ui/locale";
import { LinesSkeleton } from "@/ui/skeleton";
import { ErrorState } from "@/ui/states";
import { useToast } from "@/ui/toast";
import { useEarlyOffer } from "./early-payment";

const PAYABLE = new Set(["issued", "past_due", "uncollectible"]);

export const isPayable = ({ state, payable }: Pick<InvoiceDetail, "state" | "payable">): boolean =>
  PAYABLE.has(state) && !isZero(payable.amount);

export function PayInvoice({ invoice }: { invoice: InvoiceDetail }) {
  const [open, setOpen] = useState(false);
  const { locale } = useLocale();
  const mayPay = useCan("payments.manage");
  const early = useEarlyOffer(invoice);
  if (!mayPay || !isPayable(invoice)) return null;
  const asked = early?.amount ?? invoice.payable;
  const amount = formatMoney(asked.amount, asked.currency, locale);
  return (
    <>
      <Button look="primary" onClick={() => setOpen(true)}>
        {m.invoices.pay(amount)}
      </Button>
      {open ? <PayDialog invoice={invoice} amount={amount} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

type DialogProps = { invoice: InvoiceDetail; amount: string; onClose: () => void };

/** The default pays where nothing else is chosen. A method that is not saved yet is saved on its provider's page first. */
function PayDialog({ invoice, amount, onClose }: DialogProps) {
  const [chosen, setChosen] = useState<string>();
  const say = useToast();
  const operator = useIsOperator();
  const query = useQuery(methodsQuery(operator ? invoice.company_id : undefined));
  const methods = query.data?.items ?? [];
  const method = chosen ?? (methods.find((one) => one.is_default) ?? methods[0])?.id;
  const params = { path: { invoice_id: invoice.id } };
  // That the card was declined is an answer, not a refusal: the payment is there, and says so.
  const told = ({ state }: Pick<Payment, "state">) => {
    onClose();
    say(m.payments.outcome[state], state === "failed" ? "bad" : "good");
  };
  const pay = () =>
    unwrap(
      api.POST("/api/v1/invoices/{invoice_id}/pay", { params, body: method ? { payment_method_id: method } : {} }),
    );
  return (
    <FormDialog
      title={m.invoices.pay_title}
      description={m.invoices.pay_hint}
      submit={method ? m.invoices.pay(amount) : null}
      act={pay}
      stale={[["invoices"], ["payments"]]}
      onDone={told}
      onClose={onClose}
    >
      {query.isPending ? (
        <LinesSkeleton lines={3} />
      ) : query.isError ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <>
          <p>{method ? m.invoices.pay_body(invoice.number ?? "", amount) : m.invoices.pay_without}</p>
          {methods.length > 0 ? (
            <Choices
              name="method"
              legend={m.invoices.pay_with}
              choices={methods.map(choiceOf)}
              value={method ?? null}
              onChoose={setChosen}
            />
          ) : null}
          <p>
            <TextLink to="/payment-methods" search={operator ? { company: invoice.company_id } : {}}>
              {methods.length > 0 ? m.invoices.pay_other : m.methods.add}
            </TextLink>
          </p>
        </>
      )}
    </FormDialog>
  );
}

function choiceOf(method: PaymentMethod) {
  const by = m.methods.via(providerName(method.provider));
  return {
    value: method.id,
    label: cardName(method),
    hint: method.is_default ? `${m.invoices.pay_default}, ${by}` : by,
  };
}
