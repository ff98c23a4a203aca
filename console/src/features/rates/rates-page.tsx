import { useQuery } from "@tanstack/react-query";
import { useListState } from "@/app/list-state";
import { m } from "@/app/messages";
import type { Search } from "@/app/searches";
import { useCan } from "@/app/session";
import { TextLink } from "@/ui/button";
import { PageFrame } from "@/ui/page";
import { EmptyState } from "@/ui/states";
import { Tabs } from "@/ui/tabs";
import { Conversions } from "./conversions";
import { holdsQuery } from "./data";
import { Notice } from "./notice";
import { RateTab } from "./rate-tab";
import { SourcesTab } from "./sources-tab";

const r = m.rates;

/** What currencies are worth in each other, who says so, what waits for a human, and what was converted. */
export function RatesPage() {
  const list = useListState<Search<"rates">>([]);
  const seesLog = useCan("conversions.read");
  if (!useCan("rates.read")) return <EmptyState kind="no_permission" />;
  const tabs = [
    { value: "rate", label: r.tabs.rate, content: <RateTab /> },
    { value: "sources", label: r.tabs.sources, content: <SourcesTab /> },
    ...(seesLog ? [{ value: "conversions", label: r.tabs.conversions, content: <Conversions /> }] : []),
  ];
  const tab = list.search.tab ?? "rate";
  const choose = (chosen: string) =>
    list.set({ ...FORGOTTEN, tab: chosen === "rate" ? undefined : (chosen as Search<"rates">["tab"]) });
  return (
    <PageFrame title={r.title} lead={r.lead}>
      {tab === "sources" ? null : <Waiting />}
      <Tabs value={tabs.some(({ value }) => value === tab) ? tab : "rate"} onChange={choose} tabs={tabs} />
    </PageFrame>
  );
}

const FORGOTTEN = { state: undefined, hold: undefined, answer: undefined, cursor: undefined };
const COUNTED_MAX = 100;

/** Rates that wait are told to those who may decide, wherever they look. */
function Waiting() {
  const mayDecide = useCan("rates.manage");
  const { data } = useQuery({ ...holdsQuery({ state: "open" }, COUNTED_MAX), enabled: mayDecide });
  const count = data?.items.length ?? 0;
  if (count === 0) return null;
  return (
    <Notice title={r.holds.waiting(count)}>
      <TextLink to="/rates" search={{ tab: "sources", state: "open" }}>
        {r.held.see}
      </TextLink>
    </Notice>
  );
}
