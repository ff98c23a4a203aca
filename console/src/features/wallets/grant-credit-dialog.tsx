import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { Grant, Wallet } from "@/api/types";
import { m } from "@/app/messages";
import { field } from "@/features/companies/forms";
import { momentIn } from "@/features/marketplace/moment-in";
import { SelectField, TextField } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { formatMoney } from "@/ui/format";
import { useLocale } from "@/ui/locale";
import { AMOUNT } from "./open-wallet-dialog";

const KINDS = Object.entries(m.wallets.kinds).map(([value, label]) => ({ value, label }));
/** What is drawn last, as the server has it unless told otherwise. */
const LAST = 50;

/** Credits for invoices that are issued from now on: given, or bought elsewhere. */
export function GrantCreditDialog({ wallet, onClose }: { wallet: Wallet; onClose: () => void }) {
  const { locale, zone } = useLocale();
  const grant = (form: FormData) =>
    unwrap(
      api.POST("/api/v1/wallets/{wallet_id}/grants", {
        params: { path: { wallet_id: wallet.id } },
        body: grantFrom(form, zone),
      }),
    );
  return (
    <FormDialog
      title={m.wallets.grant_to(wallet.name)}
      description={m.wallets.grant_hint}
      submit={m.wallets.grant}
      act={grant}
      stale={[["wallets"]]}
      said={({ amount }) => m.wallets.granted_to(formatMoney(amount.amount, amount.currency, locale), wallet.name)}
      onClose={onClose}
    >
      {(problem) => (
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
      )}
    </FormDialog>
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
