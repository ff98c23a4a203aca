import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { api } from "@/api/client";
import { Problem, unwrap } from "@/api/problem";
import type { Wallet } from "@/api/types";
import { m } from "@/app/messages";
import { field } from "@/features/companies/forms";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { TextField } from "@/ui/field";
import { formatMoney } from "@/ui/format";
import { useLocale } from "@/ui/locale";
import { FormProblem } from "@/ui/states";
import { useToast } from "@/ui/toast";
import { AMOUNT } from "./open-wallet-dialog";

const FORM = "buy-credits";

/** An invoice for credits: they are in the wallet once it is paid. */
export function BuyCreditsDialog({ wallet, onClose }: { wallet: Wallet; onClose: () => void }) {
  const { locale } = useLocale();
  const client = useQueryClient();
  const say = useToast();
  const buy = useMutation({
    mutationFn: (form: FormData) =>
      unwrap(
        api.POST("/api/v1/wallets/{wallet_id}/top-ups", {
          params: { path: { wallet_id: wallet.id } },
          body: { amount: field(form, "amount") },
        }),
      ),
    onSuccess: async ({ amount }) => {
      await client.invalidateQueries({ queryKey: ["wallets"] });
      await client.invalidateQueries({ queryKey: ["invoices"] });
      say(m.wallets.bought(formatMoney(amount.amount, amount.currency, locale), wallet.name));
      onClose();
    },
  });
  const problem = buy.error instanceof Problem ? buy.error : null;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    buy.mutate(new FormData(event.currentTarget));
  };
  const footer = (
    <>
      <Button onClick={onClose}>{m.kit.cancel}</Button>
      <Button look="primary" type="submit" form={FORM} busy={buy.isPending}>
        {m.wallets.buy_credits}
      </Button>
    </>
  );
  return (
    <Dialog
      open
      onClose={onClose}
      title={m.wallets.buy_credits_for(wallet.name)}
      description={m.wallets.buy_hint}
      footer={footer}
    >
      <form id={FORM} onSubmit={submit} className="flex flex-col gap-4">
        <TextField
          name="amount"
          label={m.wallets.amount(wallet.currency)}
          error={problem?.for("amount")}
          inputMode="decimal"
          pattern={AMOUNT}
          defaultValue={wallet.top_up?.top_up.amount}
          required
        />
        <FormProblem error={buy.error} />
      </form>
    </Dialog>
  );
}
