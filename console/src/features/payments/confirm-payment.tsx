import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ShieldCheck } from "lucide-react";
import { useEffect, type ReactNode } from "react";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { Payment } from "@/api/types";
import { m } from "@/app/messages";
import { useCan, useIsOperator } from "@/app/session";
import { AnchorButton, Button } from "@/ui/button";
import { FormProblem } from "@/ui/states";
import { Time } from "@/ui/time";
import { waitsFor } from "./confirming";

type Props = { payment: Payment; returned?: boolean };

/**
 * The payer is asked for something: to confirm it where the provider says, or, where it was tried without them, to pay it themselves.
 * On the page to which they come back (`returned`) the provider is asked at once what came of it; its notice does the same, later.
 */
export function ConfirmPayment({ payment, returned = false }: Props) {
  const mayPay = useCan("payments.manage");
  const operator = useIsOperator();
  const refresh = useAct(() => refreshed(payment.id));
  const pay = useAct(() => paidByHand(payment));
  const asks = waitsFor(payment, { mayPay, operator });
  const { mutate: ask } = refresh;
  const look = returned && asks === "action";
  useEffect(() => {
    if (look) ask();
  }, [ask, look]);
  const c = m.payments.confirm;
  if (asks === "nothing") return null;
  if (asks === "others") return <Call title={c.waits} />;
  if (asks === "payer") {
    return (
      <Call title={c.declined} body={c.declined_body} error={pay.error}>
        <Button look="primary" busy={pay.isPending} onClick={() => pay.mutate()}>
          {c.act}
        </Button>
      </Call>
    );
  }
  const until = (
    <>
      {c.body} <Time at={payment.action_expires_at} named />
    </>
  );
  return (
    <Call title={c.title} body={until} error={refresh.error}>
      <Button busy={refresh.isPending} onClick={() => refresh.mutate()}>
        {c.ask}
      </Button>
      <AnchorButton look="primary" href={payment.action_url ?? undefined} rel="noreferrer">
        {c.act}
      </AnchorButton>
    </Call>
  );
}

function useAct(act: () => Promise<Payment>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSuccess: () =>
      Promise.all([["payments"], ["invoices"]].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}

const refreshed = (payment_id: string) =>
  unwrap(api.POST("/api/v1/payments/{payment_id}/refresh", { params: { path: { payment_id } } }));

const paidByHand = ({ invoice_id }: Payment) =>
  unwrap(
    api.POST("/api/v1/invoices/{invoice_id}/pay", { params: { path: { invoice_id } }, body: { payer_present: true } }),
  );

type CallProps = { title: string; body?: ReactNode; error?: Error | null; children?: ReactNode };

function Call({ title, body, error, children }: CallProps) {
  return (
    <div
      role="status"
      className="bg-surface border-warn shadow-card mb-3 flex flex-wrap items-center gap-x-4 gap-y-3 rounded-lg border p-4"
    >
      <span className="bg-warn-soft text-warn grid size-9 shrink-0 place-items-center rounded-full">
        <ShieldCheck aria-hidden className="size-4.5" />
      </span>
      <div className="min-w-0 grow basis-56">
        <p className="font-medium">{title}</p>
        {body ? <p className="text-ink-2 text-sm">{body}</p> : null}
        {error ? <FormProblem error={error} /> : null}
      </div>
      {children ? <div className="flex flex-wrap gap-2">{children}</div> : null}
    </div>
  );
}
