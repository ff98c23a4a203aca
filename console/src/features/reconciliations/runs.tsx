import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { Reconciliation } from "@/api/types";
import { useListState } from "@/app/list-state";
import { m } from "@/app/messages";
import type { Search } from "@/app/searches";
import { providerName } from "@/features/payments/provider-name";
import { StatePill } from "@/ui/badge";
import { TextLink } from "@/ui/button";
import { ClearFilters } from "@/ui/filters";
import { ListView } from "@/ui/list-view";
import { Moneys, Nothing, Quantity } from "@/ui/money";
import type { Column } from "@/ui/table";
import { PeriodText, Time } from "@/ui/time";
import { isBusy, runsQuery } from "./data";
import { ProviderFilter } from "./provider-filter";

const r = m.reconciliations;

/** A count that is known once the run is over. */
const counted = (run: Reconciliation, count: number) =>
  run.state === "finished" ? <Quantity value={count} /> : <Nothing />;

const COLUMNS: Column<Reconciliation>[] = [
  {
    key: "span",
    header: m.fields.period,
    cell: (run) => (
      <TextLink to="/reconciliations/$runId" params={{ runId: run.id }}>
        <PeriodText period={{ start: run.from, end: run.to }} />
      </TextLink>
    ),
  },
  { key: "provider", header: m.fields.provider, cell: (run) => providerName(run.provider), from: "md" },
  { key: "state", header: m.fields.state, cell: (run) => <RunState run={run} /> },
  { key: "asked", header: r.asked, cell: (run) => <Time at={run.created_at} />, from: "xl" },
  { key: "matched", header: r.matched, align: "end", cell: (run) => counted(run, run.matched), from: "lg" },
  { key: "found", header: r.found, align: "end", cell: (run) => <Found run={run} /> },
  { key: "open", header: r.open_left, align: "end", cell: (run) => counted(run, run.open_left), from: "lg" },
  {
    key: "difference",
    header: r.difference,
    align: "end",
    cell: (run) => <Moneys values={run.totals.map((total) => total.difference)} small />,
    from: "md",
  },
];

export function RunState({ run }: { run: Reconciliation }) {
  return (
    <span className={isBusy(run) ? "animate-pulse-soft" : ""}>
      <StatePill state={run.state} />
    </span>
  );
}

function Found({ run }: { run: Reconciliation }) {
  return <span className={run.found > 0 ? "text-warn font-medium" : ""}>{counted(run, run.found)}</span>;
}

export function Runs() {
  const navigate = useNavigate();
  const list = useListState<Search<"reconciliations">>(["provider"]);
  const query = useQuery(runsQuery(list.search));
  return (
    <ListView<Reconciliation>
      query={query}
      list={list}
      caption={r.tabs.runs}
      columns={COLUMNS}
      rowKey={(run) => run.id}
      onOpen={(run) => void navigate({ to: "/reconciliations/$runId", params: { runId: run.id } })}
      filters={
        <>
          <ProviderFilter value={list.search.provider} onChange={(provider) => list.set({ provider })} />
          <ClearFilters shown={list.filtered} onClear={list.clear} />
        </>
      }
      empty={r.empty}
    />
  );
}
