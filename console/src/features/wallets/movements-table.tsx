import { useInfiniteQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import type { Grant, Wallet, WalletDraw } from "@/api/types";
import { m } from "@/app/messages";
import { Button, TextLink } from "@/ui/button";
import { Money, Nothing } from "@/ui/money";
import { ErrorState } from "@/ui/states";
import { Table, TableSkeleton, type Column } from "@/ui/table";
import { Time } from "@/ui/time";
import { walletDrawsQuery } from "./data";

const MOVEMENTS: Record<string, string> = m.wallets.movements;

const COLUMNS: Column<WalletDraw>[] = [
  { key: "at", header: m.wallets.at, cell: (draw) => <When at={draw.drawn_at} /> },
  {
    key: "kind",
    header: m.wallets.movement,
    cell: (draw) => (
      <span className="block py-2">
        {MOVEMENTS[draw.kind] ?? draw.kind}
        {draw.invoice ? (
          <span className="block md:hidden">
            <InvoiceLink invoice={draw.invoice} />
          </span>
        ) : null}
      </span>
    ),
  },
  {
    key: "invoice",
    header: m.fields.invoice,
    cell: ({ invoice }) => (invoice ? <InvoiceLink invoice={invoice} /> : <Nothing />),
    from: "md",
  },
  {
    key: "grant",
    header: m.wallets.kind,
    cell: ({ grant }) => m.wallets.grant_ref(m.wallets.kinds[grant.kind], grant.priority),
    from: "md",
  },
  { key: "amount", header: m.fields.amount, align: "end", cell: (draw) => <Money value={draw.amount} /> },
];

/** The hour is what a narrow screen has no room for. */
function When({ at }: { at: string }) {
  return (
    <>
      <span className="md:hidden">
        <Time at={at} day />
      </span>
      <span className="max-md:hidden">
        <Time at={at} />
      </span>
    </>
  );
}

function InvoiceLink({ invoice }: { invoice: NonNullable<WalletDraw["invoice"]> }) {
  return (
    <TextLink to="/invoices/$invoiceId" params={{ invoiceId: invoice.id }} className="nums whitespace-nowrap">
      {invoice.number ?? m.invoices.draft}
    </TextLink>
  );
}

type Props = { wallet: Wallet; grant: Grant | null; onAll: () => void };

/** Every movement of the wallet, or those of the one grant that is chosen, each with the invoice that drew it. */
export function MovementsTable({ wallet, grant, onAll }: Props) {
  const query = useInfiniteQuery(walletDrawsQuery(wallet.id));
  const all = query.data?.pages.flatMap((page) => page.items) ?? [];
  const shown = grant ? all.filter((draw) => draw.grant.id === grant.id) : all;
  return (
    <div>
      <div className="flex min-h-10 items-center gap-2 px-4 pt-2">
        <h3 className="text-sm font-semibold">
          {grant ? m.wallets.draws_of_grant(m.wallets.kinds[grant.kind], grant.priority) : m.wallets.draws}
        </h3>
        {grant ? (
          <Button size="sm" look="ghost" onClick={onAll}>
            <X aria-hidden className="size-3.5" />
            {m.wallets.all_draws}
          </Button>
        ) : null}
      </div>
      {query.isPending ? (
        <TableSkeleton columns={COLUMNS} rows={2} />
      ) : query.isError ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : shown.length === 0 ? (
        <p className="text-ink-2 px-4 pb-3 text-sm">{grant ? m.wallets.no_draws_of_grant : m.wallets.no_draws}</p>
      ) : (
        <Table caption={m.wallets.draws_of(wallet.name)} columns={COLUMNS} rows={shown} rowKey={(draw) => draw.id} />
      )}
      {query.hasNextPage ? (
        <div className="border-t px-4 py-2">
          <Button size="sm" busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {m.wallets.more}
          </Button>
        </div>
      ) : null}
    </div>
  );
}
