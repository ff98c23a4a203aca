import { useQuery } from "@tanstack/react-query";
import type { RateHold } from "@/api/types";
import type { ListState } from "@/app/list-state";
import { m } from "@/app/messages";
import { HOLD_STATES, type Search } from "@/app/searches";
import { ClearFilters, SelectFilter } from "@/ui/filters";
import { ListView } from "@/ui/list-view";
import { useLocale } from "@/ui/locale";
import type { Column } from "@/ui/table";
import { Time } from "@/ui/time";
import { holdsQuery } from "./data";
import { DecideButton } from "./decide-hold";
import { HoldState, Moved } from "./hold-parts";
import { HoldSheet } from "./hold-sheet";
import { briefRate } from "./rate-text";

const r = m.rates;
const h = r.holds;

const COLUMNS: Column<RateHold>[] = [
  { key: "currency", header: r.currency, cell: (hold) => <Pair hold={hold} /> },
  { key: "moved", header: h.moved, align: "end", cell: (hold) => <Moved hold={hold} /> },
  { key: "was", header: h.was, align: "end", cell: (hold) => <Brief rate={hold.previous} />, from: "md" },
  { key: "said", header: h.said, align: "end", cell: (hold) => <Brief rate={hold.rate} />, from: "md" },
  { key: "found", header: h.found, cell: (hold) => <Time at={hold.found_at} />, from: "lg" },
  { key: "state", header: m.fields.state, cell: (hold) => <HoldState hold={hold} />, from: "md" },
  { key: "decide", header: h.decide, align: "end", cell: (hold) => <DecideButton hold={hold} small /> },
];

/** Rates that leapt: those that wait, and what became of the others. */
export function Holds({ list }: { list: ListState<Search<"rates">> }) {
  const query = useQuery(holdsQuery(list.search));
  const { state, hold: open, cursor } = list.search;
  const see = (hold: string | undefined) => list.set({ hold, cursor });
  return (
    <section aria-labelledby="holds" className="flex flex-col gap-2">
      <div>
        <h2 id="holds" className="text-base font-semibold">
          {h.title}
        </h2>
        <p className="text-ink-2 text-sm">{h.lead}</p>
      </div>
      <ListView<RateHold>
        query={query}
        list={list}
        caption={h.title}
        columns={COLUMNS}
        rowKey={(hold) => hold.id}
        onOpen={(hold) => see(hold.id)}
        openKey={open}
        filters={
          <>
            <SelectFilter
              label={m.fields.state}
              any={m.kit.any_state}
              value={state}
              options={HOLD_STATES.map((value) => ({ value, label: h.states[value] }))}
              onChange={(chosen) => list.set({ state: chosen as Search<"rates">["state"] })}
            />
            <ClearFilters shown={list.filtered} onClear={list.clear} />
          </>
        }
        empty={h.empty}
      />
      <HoldSheet id={open} onClose={() => see(undefined)} />
    </section>
  );
}

function Pair({ hold }: { hold: RateHold }) {
  return (
    <span className="font-medium">
      {hold.currency} <span className="text-ink-3 font-normal">/ {hold.base}</span>
    </span>
  );
}

function Brief({ rate }: { rate: string }) {
  const { locale } = useLocale();
  return <span className="nums">{briefRate(rate, locale)}</span>;
}
