import { useState } from "react";
import type { Grant, Wallet } from "@/api/types";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
import { StatePill } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card, Detail, Details } from "@/ui/card";
import { Money, Nothing } from "@/ui/money";
import { Skeleton } from "@/ui/skeleton";
import { TableSkeleton } from "@/ui/table";
import { Time } from "@/ui/time";
import { BuyCreditsDialog } from "./buy-credits-dialog";
import { GrantCreditDialog } from "./grant-credit-dialog";
import { GRANT_COLUMNS, GrantsTable } from "./grants-table";
import { MovementsTable } from "./movements-table";
import { TerminateWallet } from "./terminate-wallet";

/** One wallet: what is in it, grant by grant, and every movement. A grant that is chosen shows its own movements. */
export function WalletCard({ wallet }: { wallet: Wallet }) {
  const [chosen, setChosen] = useState<Grant | null>(null);
  const toggle = (grant: Grant) => setChosen((before) => (before?.id === grant.id ? null : grant));
  return (
    <Card
      title={wallet.name}
      note={<StatePill state={wallet.state} />}
      actions={<WalletActions wallet={wallet} />}
      flush
    >
      <Summary wallet={wallet} />
      <GrantsTable wallet={wallet} chosen={chosen} onChoose={toggle} />
      <MovementsTable wallet={wallet} grant={chosen} onAll={() => setChosen(null)} />
    </Card>
  );
}

function WalletActions({ wallet }: { wallet: Wallet }) {
  const [open, setOpen] = useState<"grant" | "buy" | null>(null);
  const mayGrant = useCan("invoices.manage");
  const mayBuy = useCan("payments.manage");
  const close = () => setOpen(null);
  if (wallet.state !== "active") return null;
  return (
    <>
      {mayGrant ? <TerminateWallet wallet={wallet} /> : null}
      {mayBuy ? (
        <Button size="sm" onClick={() => setOpen("buy")} aria-label={m.wallets.buy_credits_for(wallet.name)}>
          {m.wallets.buy_credits}
        </Button>
      ) : null}
      {mayGrant ? (
        <Button size="sm" onClick={() => setOpen("grant")} aria-label={m.wallets.grant_to(wallet.name)}>
          {m.wallets.grant}
        </Button>
      ) : null}
      {open === "grant" ? <GrantCreditDialog wallet={wallet} onClose={close} /> : null}
      {open === "buy" ? <BuyCreditsDialog wallet={wallet} onClose={close} /> : null}
    </>
  );
}

function Summary({ wallet }: { wallet: Wallet }) {
  const { expiring_next: expiring, top_up: rule } = wallet;
  return (
    <div className="border-b px-4 py-3">
      <Details columns={3}>
        <Detail label={m.wallets.balance}>
          <Money value={wallet.balance} className="text-xl font-semibold" />
        </Detail>
        <Detail label={m.wallets.expiring}>
          {expiring ? (
            <>
              <Money value={expiring.amount} /> · <Time at={expiring.at} />
            </>
          ) : (
            <Nothing />
          )}
        </Detail>
        <Detail label={m.wallets.rule}>
          {rule ? (
            <>
              {m.wallets.below} <Money value={rule.below} />, {m.wallets.buy} <Money value={rule.top_up} />
              {rule.automatic ? ` ${m.wallets.by_itself}` : null}
            </>
          ) : (
            <Nothing />
          )}
        </Detail>
      </Details>
    </div>
  );
}

/** A wallet's shape before it is read. */
export function WalletSkeleton() {
  return (
    <Card flush>
      <div className="border-b px-4 py-3.5">
        <Skeleton className="h-4 w-40" />
      </div>
      <div className="grid gap-x-8 gap-y-3 border-b px-4 py-4 sm:grid-cols-3">
        {[1, 2, 3].map((part) => (
          <div key={part} className="flex flex-col gap-2">
            <Skeleton className="h-3 w-20" />
            <Skeleton className="h-6 w-32" />
          </div>
        ))}
      </div>
      <TableSkeleton columns={GRANT_COLUMNS} rows={3} />
    </Card>
  );
}
