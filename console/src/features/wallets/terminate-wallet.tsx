import { useState } from "react";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { Wallet } from "@/api/types";
import { m } from "@/app/messages";
import { Button } from "@/ui/button";
import { FormDialog } from "@/ui/form-dialog";
import { formatMoney } from "@/ui/format";
import { useLocale } from "@/ui/locale";

/** Draw a wallet no more; what is left in it stays on record. */
export function TerminateWallet({ wallet }: { wallet: Wallet }) {
  const [open, setOpen] = useState(false);
  const { locale } = useLocale();
  const w = m.wallets;
  const params = { path: { wallet_id: wallet.id } };
  return (
    <>
      <Button size="sm" look="ghost" aria-label={w.terminate_of(wallet.name)} onClick={() => setOpen(true)}>
        {w.terminate}
      </Button>
      {open ? (
        <FormDialog
          title={w.terminate_title(wallet.name)}
          submit={w.terminate}
          look="danger"
          act={() => unwrap(api.POST("/api/v1/wallets/{wallet_id}/terminate", { params }))}
          stale={[["wallets"]]}
          said={() => w.terminated(wallet.name)}
          onClose={() => setOpen(false)}
        >
          <p>{w.terminate_body(formatMoney(wallet.balance.amount, wallet.balance.currency, locale))}</p>
        </FormDialog>
      ) : null}
    </>
  );
}
