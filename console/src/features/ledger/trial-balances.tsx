import { useQuery } from "@tanstack/react-query";
import type { LedgerAccount } from "@/api/types";
import { m } from "@/app/messages";
import { Badge } from "@/ui/badge";
import { TextLink } from "@/ui/button";
import { Card } from "@/ui/card";
import { isZero } from "@/ui/decimal";
import { Money } from "@/ui/money";
import { EmptyState, ErrorState } from "@/ui/states";
import { Table, TableSkeleton, type Column } from "@/ui/table";
import { accountAbout, accountName } from "./account-name";
import { accountsQuery } from "./data";
import { sidesOf, trialBalances, type TrialBalance } from "./sides";

const COLUMNS: Column<LedgerAccount>[] = [
  { key: "account", header: m.ledger.account, cell: (one) => <AccountCell one={one} /> },
  { key: "debit", header: m.ledger.debit, align: "end", cell: (one) => <Side one={one} side="debit" /> },
  { key: "credit", header: m.ledger.credit, align: "end", cell: (one) => <Side one={one} side="credit" /> },
];

/** The accounts with their balances: a trial balance in each currency. */
export function TrialBalances({ company }: { company: string | undefined }) {
  const query = useQuery(accountsQuery(company));
  if (query.isPending) {
    return (
      <Card flush>
        <TableSkeleton columns={COLUMNS} />
      </Card>
    );
  }
  if (query.isError) {
    return (
      <Card>
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      </Card>
    );
  }
  const balances = trialBalances(query.data.accounts);
  if (balances.length === 0) {
    return (
      <Card>
        <EmptyState kind="nothing_yet" {...m.ledger.empty} />
      </Card>
    );
  }
  return (
    <div className="grid items-start gap-5 xl:grid-cols-2">
      {balances.map((one) => (
        <Balance key={one.currency} balance={one} />
      ))}
    </div>
  );
}

function Balance({ balance }: { balance: TrialBalance }) {
  const { currency, accounts } = balance;
  const balanced = isZero(balance.difference);
  const title = m.ledger.trial_balance(currency);
  return (
    <Card
      title={title}
      flush
      actions={<Badge tone={balanced ? "good" : "bad"}>{balanced ? m.ledger.balanced : m.ledger.unbalanced}</Badge>}
    >
      <Table
        caption={title}
        columns={COLUMNS}
        rows={accounts}
        rowKey={(one) => one.account}
        footer={<Sums balance={balance} />}
      />
    </Card>
  );
}

/** Both sides under their columns, and what is between them if they differ. */
function Sums({ balance: { currency, debit, credit, difference } }: { balance: TrialBalance }) {
  return (
    <>
      <tr className="h-10 font-semibold">
        <th scope="row" className="px-2 ps-4 text-start sm:px-3 sm:ps-4">
          {m.ledger.sum}
        </th>
        <td className="px-2 text-end sm:px-3">
          <Money value={{ amount: debit, currency }} />
        </td>
        <td className="px-2 pe-4 text-end sm:px-3 sm:pe-4">
          <Money value={{ amount: credit, currency }} />
        </td>
      </tr>
      {isZero(difference) ? null : (
        <tr className="text-bad h-10 border-t">
          <th scope="row" className="px-2 ps-4 text-start font-medium sm:px-3 sm:ps-4">
            {m.ledger.difference}
          </th>
          <td colSpan={2} className="px-2 pe-4 text-end font-medium sm:px-3 sm:pe-4">
            <Money value={{ amount: difference, currency }} />
          </td>
        </tr>
      )}
    </>
  );
}

function AccountCell({ one }: { one: LedgerAccount }) {
  return (
    <span className="block py-1.5">
      <TextLink to="/ledger" search={{ tab: "transactions", account: one.account }}>
        {accountName(one.account)}
      </TextLink>
      <span className="text-ink-3 block text-xs max-sm:hidden">{accountAbout(one.purpose)}</span>
    </span>
  );
}

/** An account that has come to nothing says so on one side. */
function Side({ one: { balance }, side }: { one: LedgerAccount; side: "debit" | "credit" }) {
  if (isZero(balance.amount)) return side === "debit" ? <Money value={balance} className="text-ink-3" /> : null;
  const amount = sidesOf(balance)[side];
  return amount ? <Money value={amount} /> : null;
}
