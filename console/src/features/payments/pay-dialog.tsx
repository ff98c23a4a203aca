import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Payment, PaymentMethod } from "@/api/types";
import { m } from "@/app/messages";
import { useCan, useIsOperator } from "@/app/session";
import { TextLink } from "@/ui/button";
import { Choices } from "@/ui/choices";
import { CheckField } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { LinesSkeleton } from "@/ui/skeleton";
import { ErrorState } from "@/ui/states";
import { useToast } from "@/ui/toast";
import { cardName } from "./card-text";
import { methodsQuery } from "./data";
import { providerName } from "./provider-name";

type PayBody = { payment_method_id?: string; payer_present: boolean; capture: "automatic" | "manual" };
type Props = {
  company: string;
  title: string;
  hint: string;
  /** What will be charged, in a sentence. */
  body: string;
  submit: string;
  /** What the button says where the amount is only to be held, which the operator may ask for. Without it that is not offered. */
  hold?: string;
  pay: (body: PayBody) => Promise<Pick<Payment, "state">>;
  onClose: () => void;
};

/** The default pays where nothing else is chosen. A method that is not saved yet is saved on its provider's page first. */
export function PayDialog({ company, pay, onClose, ...words }: Props) {
  const [chosen, setChosen] = useState<string>();
  const [holding, setHolding] = useState(false);
  const say = useToast();
  const operator = useIsOperator();
  const mayHold = useCan("payments.refund") && operator && words.hold !== undefined;
  const capture = holding ? "manual" : "automatic";
  const query = useQuery(methodsQuery(operator ? company : undefined));
  const methods = query.data?.items ?? [];
  const method = chosen ?? (methods.find((one) => one.is_default) ?? methods[0])?.id;
  // That the card was declined is an answer, not a refusal: the payment is there, and says so.
  const told = ({ state }: Pick<Payment, "state">) => {
    onClose();
    say(m.payments.outcome[state], state === "failed" ? "bad" : "good");
  };
  return (
    <FormDialog
      title={words.title}
      description={words.hint}
      submit={method ? (holding && words.hold ? words.hold : words.submit) : null}
      act={() => pay({ ...(method ? { payment_method_id: method } : {}), payer_present: !operator, capture })}
      stale={[["invoices"], ["payments"], ["instalments"]]}
      onDone={told}
      onClose={onClose}
    >
      {query.isPending ? (
        <LinesSkeleton lines={3} />
      ) : query.isError ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <>
          <p>{method ? words.body : m.invoices.pay_without}</p>
          {methods.length > 0 ? (
            <Choices
              name="method"
              legend={m.invoices.pay_with}
              choices={methods.map(choiceOf)}
              value={method ?? null}
              onChoose={setChosen}
            />
          ) : null}
          {mayHold && method ? (
            <CheckField
              label={m.payments.held.hold}
              hint={m.payments.held.hold_hint}
              checked={holding}
              onChange={(event) => setHolding(event.target.checked)}
            />
          ) : null}
          <p>
            <TextLink to="/payment-methods" search={operator ? { company } : {}}>
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
