import { useListState } from "@/app/list-state";
import { m } from "@/app/messages";
import type { Search } from "@/app/searches";
import { useCan } from "@/app/session";
import { PageFrame } from "@/ui/page";
import { EmptyState } from "@/ui/states";
import { Tabs } from "@/ui/tabs";
import { Findings } from "./findings";
import { Runs } from "./runs";
import { StartRun } from "./start-run";

const r = m.reconciliations;

/** Whether our books and the providers' say the same: what was compared when, and what does not agree. */
export function ReconciliationsPage() {
  const list = useListState<Search<"reconciliations">>([]);
  if (!useCan("reconciliation.read")) return <EmptyState kind="no_permission" />;
  const tabs = [
    { value: "runs", label: r.tabs.runs, content: <Runs /> },
    { value: "findings", label: r.tabs.findings, content: <Findings empty={r.none} /> },
  ];
  const choose = (tab: string) =>
    list.set({
      tab: tab === "runs" ? undefined : (tab as Search<"reconciliations">["tab"]),
      kind: undefined,
      state: undefined,
      finding: undefined,
    });
  return (
    <PageFrame title={m.nav.reconciliations} lead={r.lead} actions={<StartRun />}>
      <Tabs value={list.search.tab ?? "runs"} onChange={choose} tabs={tabs} />
    </PageFrame>
  );
}
