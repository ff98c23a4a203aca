import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { api } from "@/api/client";
import { Problem, unwrap } from "@/api/problem";
import type { Grant, Wallet } from "@/api/types";
import { m } from "@/app/messages";
import { field } from "@/features/companies/forms";
import { momentIn } from "@/features/marketplace/moment-in";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { SelectField, TextField } from "@/ui/field";
import { formatMoney } from "@/ui/format";
import { useLocale } from "@/ui/locale";
import { FormProblem } from "@/ui/states";
import { useToast } from "@/ui/toast";
import { AMOUNT } from "./open-wallet-dialog";

const FORM = "grant-credit";
const KINDS = Object.entries(m.wallets.kinds).map(([value, label]) => ({ value, label }));
/** What is drawn last, as the server has it unless told otherwise. */
const LAST = 50;

/** Credits for invoices that are issued from now on: given, or bought elsewhere. */
export function GrantCreditDialog({ wallet, onClose }: { wallet: Wallet; onClose: () => void }) {
  const { locale, zone } = useLocale();
  const client = useQueryClient();
  const say = useToast();
  const grant = useMutation({
    mutationFn: (form: FormData) =>
      unwrap(
        api.POST("/api/v1/wallets/{wallet_id}/grants", {
          params: { path: { wallet_id: wallet.id } },
          body: grantFrom(form, zone),
        }),
      ),
    onSuccess: async ({ amount }) => {
      await client.invalidateQueries({ queryKey: ["wallets"] });
      say(m.wallets.granted_to(formatMoney(amount.amount, amount.currency, locale), wallet.name));
      onClose();
    },
  });
  const problem = grant.error instanceof Problem ? grant.error : null;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    grant.mutate(new FormData(event.currentTarget));
  };
  const footer = (
    <>
      <Button onClick={onClose}>{m.kit.cancel}</Button>
      <Button look="primary" type="submit" form={FORM} busy={grant.isPending}>
        {m.wallets.grant}
      </Button>
    </>
  );
  return (
    <Dialog
      open
      onClose={onClose}
      title={m.wallets.grant_to(wallet.name)}
      description={m.wallets.grant_hint}
      footer={footer}
    >
      <form id={FORM} onSubmit={submit} className="flex flex-col gap-4">
        <div className="grid gap-3 sm:grid-cols-2">
          <TextField
            name="amount"
            label={m.wallets.amount(wallet.currency)}
            error={problem?.for("amount")}
            inputMode="decimal"
            pattern={AMOUNT}
            required
          />
          <SelectField name="kind" label={m.wallets.kind} error={problem?.for("kind")} options={KINDS} />
          <TextField
            name="expires_at"
            type="datetime-local"
            label={m.fields.expires}
            hint={m.wallets.expires_hint(zone)}
            error={problem?.for("expires_at")}
            max="2199-12-31T00:00"
          />
          <TextField
            name="priority"
            type="number"
            label={m.wallets.priority}
            hint={m.wallets.priority_hint}
            error={problem?.for("priority")}
            min={1}
            max={LAST}
            defaultValue={LAST}
            required
          />
        </div>
        <FormProblem error={grant.error} />
      </form>
    </Dialog>
  );
}

function grantFrom(form: FormData, zone: string) {
  const expires = field(form, "expires_at");
  return {
    amount: field(form, "amount"),
    kind: field(form, "kind") as Grant["kind"],
    priority: Number.parseInt(field(form, "priority"), 10),
    expires_at: expires ? momentIn(zone, expires) : null,
  };
}
