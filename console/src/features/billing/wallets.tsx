import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { Grant, Wallet, WalletDraw } from "@/api/types";
import { m } from "@/app/messages";
import { useCompanyParam } from "@/app/company";
import { useCan } from "@/app/session";
import { Badge, StatePill } from "@/ui/badge";
import { Button, TextLink } from "@/ui/button";
import { Card, Detail, Details } from "@/ui/card";
import { Money, Nothing } from "@/ui/money";
import { LinesSkeleton } from "@/ui/skeleton";
import { EmptyState, ErrorState } from "@/ui/states";
import { Table, TableSkeleton, type Column } from "@/ui/table";
import { Time } from "@/ui/time";
import { walletDrawsQuery, walletQuery, walletsQuery } from "./data";

/** The company's prepaid credits: they pay its invoices before a card is asked. */
export function Wallets() {
  const company = useCompanyParam();
  const allowed = useCan("invoices.read");
  const query = useQuery({ ...walletsQuery(company), enabled: allowed });
  if (!allowed) return null;
  return (
    <section aria-labelledby="wallets" className="flex flex-col gap-4">
      <h2 id="wallets" className="text-lg font-semibold">
        {m.wallets.title}
      </h2>
      {query.isPending ? (
        <Card>
          <LinesSkeleton lines={3} />
        </Card>
      ) : query.isError ? (
        <Card>
          <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        </Card>
      ) : query.data.items.length === 0 ? (
        <Card>
          <EmptyState kind="nothing_yet" {...m.wallets.empty} />
        </Card>
      ) : (
        query.data.items.map((wallet) => <WalletCard key={wallet.id} wallet={wallet} />)
      )}
    </section>
  );
}

function WalletCard({ wallet }: { wallet: Wallet }) {
  const { expiring_next: expiring, top_up: rule } = wallet;
  return (
    <Card title={wallet.name} note={<StatePill state={wallet.state} />} flush>
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
          <Detail label={m.wallets.low}>{rule ? <Money value={rule.below} /> : <Nothing />}</Detail>
        </Details>
      </div>
      <Grants wallet={wallet} />
      <Draws wallet={wallet} />
    </Card>
  );
}

const GRANT_COLUMNS: Column<Grant>[] = [
  { key: "remaining", header: m.wallets.remaining, cell: (grant) => <Money value={grant.remaining} /> },
  { key: "amount", header: m.wallets.granted, cell: (grant) => <Money value={grant.amount} />, from: "md" },
  { key: "kind", header: m.wallets.kind, cell: (grant) => m.wallets.kinds[grant.kind] },
  { key: "priority", header: m.wallets.priority, cell: (grant) => grant.priority, align: "right", from: "md" },
  {
    key: "expires",
    header: m.fields.expires,
    align: "right",
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

function Grants({ wallet }: { wallet: Wallet }) {
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
        />
      )}
    </div>
  );
}

const DRAW_COLUMNS: Column<WalletDraw>[] = [
  { key: "at", header: m.wallets.at, cell: (draw) => <Time at={draw.drawn_at} /> },
  { key: "kind", header: m.wallets.movement, cell: (draw) => m.wallets.movements[draw.kind] },
  {
    key: "invoice",
    header: m.fields.invoice,
    cell: ({ invoice }) =>
      invoice ? (
        <TextLink to="/invoices/$invoiceId" params={{ invoiceId: invoice.id }} className="nums whitespace-nowrap">
          {invoice.number ?? m.invoices.draft}
        </TextLink>
      ) : (
        <Nothing />
      ),
  },
  { key: "grant", header: m.wallets.kind, cell: (draw) => m.wallets.kinds[draw.grant.kind], from: "md" },
  { key: "amount", header: m.fields.amount, align: "right", cell: (draw) => <Money value={draw.amount} /> },
];

function Draws({ wallet }: { wallet: Wallet }) {
  const query = useInfiniteQuery(walletDrawsQuery(wallet.id));
  const draws = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div>
      <h3 className="px-4 pt-3 pb-2 text-sm font-semibold">{m.wallets.draws}</h3>
      {query.isPending ? (
        <TableSkeleton columns={DRAW_COLUMNS} rows={2} />
      ) : query.isError ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : draws.length === 0 ? (
        <p className="text-ink-2 px-4 pb-3 text-sm">{m.wallets.no_draws}</p>
      ) : (
        <Table
          caption={m.wallets.draws_of(wallet.name)}
          columns={DRAW_COLUMNS}
          rows={draws}
          rowKey={(draw) => draw.id}
        />
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
