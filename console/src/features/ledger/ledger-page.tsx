import { useCompanyParam, useSelectedCompany } from "@/app/company";
import { useListState } from "@/app/list-state";
import { m } from "@/app/messages";
import type { Search } from "@/app/searches";
import { useCan, useIsOperator } from "@/app/session";
import { PageFrame } from "@/ui/page";
import { EmptyState } from "@/ui/states";
import { Tabs } from "@/ui/tabs";
import { Journal } from "./journal";
import { TrialBalances } from "./trial-balances";

const FILTERS = ["account", "invoice", "source", "from", "to"] as const;

/** The books: of one company, or of all together for the operator. */
export function LedgerPage() {
  const mayRead = useCan("ledger.read");
  const company = useCompanyParam();
  const operator = useIsOperator();
  const together = useSelectedCompany() === null && operator;
  const list = useListState<Search<"ledger">>(FILTERS);
  if (!mayRead) return <EmptyState kind="no_permission" />;
  const tab = list.search.tab ?? "accounts";
  const tabs = [
    { value: "accounts", label: m.ledger.tabs.accounts, content: <TrialBalances company={company} /> },
    {
      value: "transactions",
      label: m.ledger.tabs.transactions,
      content: <Journal company={company} together={together} list={list} />,
    },
  ];
  return (
    <PageFrame title={m.ledger.title} lead={together ? m.ledger.lead_all : m.ledger.lead}>
      <div>
        <Tabs value={tab} onChange={(chosen) => list.set({ tab: chosen as typeof tab })} tabs={tabs} />
        <p className="text-ink-3 mt-4 text-xs">{m.ledger.signs}</p>
      </div>
    </PageFrame>
  );
}
