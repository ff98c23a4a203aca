import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { Wallet } from "@/api/types";
import { m } from "@/app/messages";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { formatMoney } from "@/ui/format";
import { useLocale } from "@/ui/locale";
import { FormProblem } from "@/ui/states";
import { useToast } from "@/ui/toast";

/** Draw a wallet no more; what is left in it stays on record. */
export function TerminateWallet({ wallet }: { wallet: Wallet }) {
  const [open, setOpen] = useState(false);
  const { locale } = useLocale();
  const client = useQueryClient();
  const say = useToast();
  const w = m.wallets;
  const terminate = useMutation({
    mutationFn: () =>
      unwrap(api.POST("/api/v1/wallets/{wallet_id}/terminate", { params: { path: { wallet_id: wallet.id } } })),
    onSuccess: async () => {
      setOpen(false);
      say(w.terminated(wallet.name));
      await client.invalidateQueries({ queryKey: ["wallets"] });
    },
  });
  const left = formatMoney(wallet.balance.amount, wallet.balance.currency, locale);
  const footer = (
    <>
      <Button onClick={() => setOpen(false)}>{m.kit.cancel}</Button>
      <Button look="danger" busy={terminate.isPending} onClick={() => terminate.mutate()}>
        {w.terminate}
      </Button>
    </>
  );
  return (
    <>
      <Button size="sm" look="ghost" aria-label={w.terminate_of(wallet.name)} onClick={() => setOpen(true)}>
        {w.terminate}
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={w.terminate_title(wallet.name)} footer={footer}>
        <p className="mb-3 text-sm">{w.terminate_body(left)}</p>
        <FormProblem error={terminate.error} />
      </Dialog>
    </>
  );
}
