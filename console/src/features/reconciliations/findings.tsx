import { useQuery } from "@tanstack/react-query";
import type { Finding } from "@/api/types";
import { useListState } from "@/app/list-state";
import { m } from "@/app/messages";
import { FINDING_KINDS, FINDING_STATES, type Search } from "@/app/searches";
import { Badge } from "@/ui/badge";
import { ClearFilters, SelectFilter } from "@/ui/filters";
import { ListView } from "@/ui/list-view";
import { useLocale } from "@/ui/locale";
import { Money } from "@/ui/money";
import type { Column } from "@/ui/table";
import { Time } from "@/ui/time";
import { findingsQuery } from "./data";
import { FindingSheet } from "./finding-sheet";
import { findingText } from "./finding-text";
import { ProviderFilter } from "./provider-filter";
import { FirstRemedy } from "./remedies";

const r = m.reconciliations;
type FindingsSearch = Search<"reconciliations">;

const COLUMNS: Column<Finding>[] = [
  { key: "what", header: r.what, cell: (one) => <What finding={one} /> },
  { key: "at", header: r.at, cell: (one) => <Time at={one.at} day />, from: "xl" },
  { key: "ours", header: r.ours, align: "end", cell: (one) => <Money value={one.ours} />, from: "lg" },
  { key: "theirs", header: r.theirs, align: "end", cell: (one) => <Money value={one.theirs} />, from: "lg" },
  { key: "state", header: m.fields.state, cell: (one) => <FindingState finding={one} />, from: "md" },
  { key: "remedy", header: r.settle, align: "end", cell: (one) => <FirstRemedy finding={one} /> },
];

export function FindingState({ finding }: { finding: Pick<Finding, "state"> }) {
  return <Badge tone={finding.state === "open" ? "warn" : "good"}>{r.states[finding.state]}</Badge>;
}

function What({ finding }: { finding: Finding }) {
  const { locale } = useLocale();
  return (
    <span className="flex flex-col py-2 leading-tight">
      <span className="text-ink-3 text-xs">{r.kinds[finding.kind]}</span>
      <span>{findingText(finding, locale)}</span>
    </span>
  );
}

type Props = { reconciliation?: string; empty: { title: string; body: string } };

/** What does not agree: of one run, or all that is known. The one that is open stands beside them. */
export function Findings({ reconciliation, empty }: Props) {
  const list = useListState<FindingsSearch>(reconciliation ? ["kind", "state"] : ["provider", "kind", "state"]);
  const query = useQuery(findingsQuery({ ...list.search, ...(reconciliation ? { reconciliation } : {}) }));
  const open = (finding: string | undefined) => list.set({ finding, cursor: list.search.cursor });
  return (
    <>
      <ListView<Finding>
        query={query}
        list={list}
        caption={r.findings}
        columns={COLUMNS}
        rowKey={(one) => one.id}
        onOpen={(one) => open(one.id)}
        openKey={list.search.finding}
        filters={<Filters list={list} everywhere={!reconciliation} />}
        empty={empty}
      />
      <FindingSheet id={list.search.finding} onClose={() => open(undefined)} />
    </>
  );
}

type FilterProps = { list: ReturnType<typeof useListState<FindingsSearch>>; everywhere: boolean };

function Filters({ list, everywhere }: FilterProps) {
  const { provider, kind, state } = list.search;
  return (
    <>
      {everywhere ? <ProviderFilter value={provider} onChange={(chosen) => list.set({ provider: chosen })} /> : null}
      <SelectFilter
        label={r.kind}
        any={r.any_kind}
        value={kind}
        options={FINDING_KINDS.map((value) => ({ value, label: r.kinds[value] }))}
        onChange={(chosen) => list.set({ kind: chosen as FindingsSearch["kind"] })}
      />
      <SelectFilter
        label={m.fields.state}
        any={m.kit.any_state}
        value={state}
        options={FINDING_STATES.map((value) => ({ value, label: r.states[value] }))}
        onChange={(chosen) => list.set({ state: chosen as FindingsSearch["state"] })}
      />
      <ClearFilters shown={list.filtered} onClear={list.clear} />
    </>
  );
}
