import { useQuery } from "@tanstack/react-query";
import type { Grant, Wallet } from "@/api/types";
import { m } from "@/app/messages";
import { Badge } from "@/ui/badge";
import { forPixels } from "@/ui/decimal";
import { Money } from "@/ui/money";
import { ErrorState } from "@/ui/states";
import { Table, TableSkeleton, type Column } from "@/ui/table";
import { Time } from "@/ui/time";
import { walletQuery } from "./data";

export const GRANT_COLUMNS: Column<Grant>[] = [
  { key: "kind", header: m.wallets.kind, cell: (grant) => m.wallets.kinds[grant.kind] },
  { key: "remaining", header: m.wallets.remaining, cell: (grant) => <Remaining grant={grant} /> },
  { key: "granted", header: m.wallets.granted_at, cell: (grant) => <Time at={grant.granted_at} day />, from: "lg" },
  { key: "priority", header: m.wallets.priority, cell: (grant) => grant.priority, align: "end", from: "md" },
  {
    key: "expires",
    header: m.fields.expires,
    align: "end",
    cell: (grant) =>
      grant.expired ? (
        <Badge>{m.wallets.expired}</Badge>
      ) : grant.expires_at ? (
        <Time at={grant.expires_at} />
      ) : (
        m.wallets.never
      ),
  },
];

/** How much of a grant is there still, as a bar and as what it was. */
function Remaining({ grant: { remaining, amount } }: { grant: Grant }) {
  const whole = forPixels(amount.amount);
  const share = whole > 0 ? Math.min(100, (forPixels(remaining.amount) / whole) * 100) : 0;
  return (
    <span className="flex flex-col gap-1 py-2">
      <span className="nums whitespace-nowrap">
        <Money value={remaining} className="font-medium" />{" "}
        <span className="text-ink-3">
          {m.wallets.of} <Money value={amount} />
        </span>
      </span>
      <span aria-hidden className="bg-neutral-soft block h-1 max-w-40 overflow-hidden rounded-full">
        <span className="bg-accent block h-full rounded-full" style={{ width: `${share}%` }} />
      </span>
    </span>
  );
}

type Props = { wallet: Wallet; chosen: Grant | null; onChoose: (grant: Grant) => void };

/** The grants in the order in which they are drawn. */
export function GrantsTable({ wallet, chosen, onChoose }: Props) {
  const query = useQuery(walletQuery(wallet.id));
  return (
    <div className="border-b">
      <h3 className="px-4 pt-3 pb-2 text-sm font-semibold">{m.wallets.grants}</h3>
      {query.isPending ? (
        <TableSkeleton columns={GRANT_COLUMNS} rows={2} />
      ) : query.isError ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : query.data.grants.length === 0 ? (
        <p className="text-ink-2 px-4 pb-3 text-sm">{m.wallets.no_grants}</p>
      ) : (
        <Table
          caption={m.wallets.grants_of(wallet.name)}
          columns={GRANT_COLUMNS}
          rows={query.data.grants}
          rowKey={(grant) => grant.id}
          onOpen={onChoose}
          openKey={chosen?.id}
        />
      )}
    </div>
  );
}
