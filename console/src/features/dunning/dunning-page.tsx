import { useCompanyParam } from "@/app/company";
import { useListState } from "@/app/list-state";
import { m } from "@/app/messages";
import type { Search } from "@/app/searches";
import { useCan } from "@/app/session";
import { PageFrame } from "@/ui/page";
import { EmptyState } from "@/ui/states";
import { Tabs } from "@/ui/tabs";
import { Cases } from "./cases";
import { Messages } from "./messages";
import { PolicyCard } from "./policy-card";

const d = m.dunning;

/** What is done about invoices that stay unpaid: to whom, by which policy, in which words. */
export function DunningPage() {
  const mayRead = useCan("payments.read");
  const mayManage = useCan("dunning.manage");
  const list = useListState<Search<"dunning">>([]);
  const company = useCompanyParam();
  if (!mayRead) return <EmptyState kind="no_permission" />;
  const tabs = [
    { value: "cases", label: d.tabs.cases, content: <Cases /> },
    { value: "policy", label: d.tabs.policy, content: <PolicyCard key={company ?? "operator"} /> },
    { value: "messages", label: d.tabs.messages, content: <Messages /> },
  ];
  const choose = (tab: string) =>
    list.set({ tab: tab === "cases" ? undefined : (tab as Search<"dunning">["tab"]), message: undefined });
  return (
    <PageFrame title={m.nav.dunning} lead={d.lead}>
      {mayManage ? <Tabs value={list.search.tab ?? "cases"} onChange={choose} tabs={tabs} /> : <Cases />}
    </PageFrame>
  );
}
