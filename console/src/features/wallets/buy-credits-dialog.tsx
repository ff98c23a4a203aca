import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { Wallet } from "@/api/types";
import { m } from "@/app/messages";
import { field } from "@/features/companies/forms";
import { TextField } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { formatMoney } from "@/ui/format";
import { useLocale } from "@/ui/locale";
import { AMOUNT } from "./open-wallet-dialog";

/** An invoice for credits: they are in the wallet once it is paid. */
export function BuyCreditsDialog({ wallet, onClose }: { wallet: Wallet; onClose: () => void }) {
  const { locale } = useLocale();
  const buy = (form: FormData) =>
    unwrap(
      api.POST("/api/v1/wallets/{wallet_id}/top-ups", {
        params: { path: { wallet_id: wallet.id } },
        body: { amount: field(form, "amount") },
      }),
    );
  return (
    <FormDialog
      title={m.wallets.buy_credits_for(wallet.name)}
      description={m.wallets.buy_hint}
      submit={m.wallets.buy_credits}
      act={buy}
      stale={[["wallets"], ["invoices"]]}
      said={({ amount }) => m.wallets.bought(formatMoney(amount.amount, amount.currency, locale), wallet.name)}
      onClose={onClose}
    >
      {(problem) => (
        <TextField
          name="amount"
          label={m.wallets.amount(wallet.currency)}
          error={problem?.for("amount")}
          inputMode="decimal"
          pattern={AMOUNT}
          defaultValue={wallet.top_up?.top_up.amount}
          required
        />
      )}
    </FormDialog>
  );
}
