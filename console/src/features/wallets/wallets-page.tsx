import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import type { Wallet } from "@/api/types";
import { useChooseCompany, useCompanyParam, useSelectedCompany } from "@/app/company";
import { useListState } from "@/app/list-state";
import { m } from "@/app/messages";
import type { Search } from "@/app/searches";
import { useCan } from "@/app/session";
import { companyColumn } from "@/features/companies/company-name";
import { StatePill } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { ListView } from "@/ui/list-view";
import { Money, Nothing } from "@/ui/money";
import { PageFrame } from "@/ui/page";
import { EmptyState, ErrorState } from "@/ui/states";
import type { Column } from "@/ui/table";
import { Time } from "@/ui/time";
import { walletsQuery } from "./data";
import { OpenWalletDialog } from "./open-wallet-dialog";
import { WalletCard, WalletSkeleton } from "./wallet-card";

/** Prepaid credits: those of one company in full, those of all companies as a list for the operator. */
export function WalletsPage() {
  const company = useSelectedCompany();
  return company ? <CompanyWallets currency={company.currency} /> : <AllWallets />;
}

function CompanyWallets({ currency }: { currency: string }) {
  const query = useQuery(walletsQuery(useCompanyParam()));
  const [opening, setOpening] = useState(false);
  const mayOpen = useCan("invoices.manage");
  const open = mayOpen ? (
    <Button look="primary" onClick={() => setOpening(true)}>
      <Plus aria-hidden className="size-4" />
      {m.wallets.open}
    </Button>
  ) : null;
  return (
    <PageFrame title={m.wallets.title} lead={m.wallets.lead} actions={open}>
      {query.isPending ? (
        <WalletSkeleton />
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
      {opening ? <OpenWalletDialog currency={currency} onClose={() => setOpening(false)} /> : null}
    </PageFrame>
  );
}

const COLUMNS: Column<Wallet>[] = [
  { key: "name", header: m.fields.name, cell: (wallet) => <span className="font-medium">{wallet.name}</span> },
  ...companyColumn<Wallet>(true),
  { key: "state", header: m.fields.state, cell: (wallet) => <StatePill state={wallet.state} />, from: "md" },
  {
    key: "expiring",
    header: m.wallets.expiring,
    align: "end",
    cell: ({ expiring_next: next }) => (next ? <Time at={next.at} /> : <Nothing />),
    from: "lg",
  },
  { key: "balance", header: m.wallets.balance, align: "end", cell: (wallet) => <Money value={wallet.balance} /> },
];

function AllWallets() {
  const list = useListState<Search<"paged">>([]);
  const query = useQuery(walletsQuery(undefined, list.search.cursor));
  const choose = useChooseCompany();
  return (
    <PageFrame title={m.wallets.title} lead={m.wallets.lead_all}>
      <ListView<Wallet>
        query={query}
        list={list}
        caption={m.wallets.title}
        columns={COLUMNS}
        rowKey={(wallet) => wallet.id}
        onOpen={(wallet) => choose(wallet.company_id)}
        empty={{ title: m.wallets.empty.title, body: m.wallets.empty_all }}
      />
    </PageFrame>
  );
}
