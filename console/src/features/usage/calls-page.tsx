import { useQuery } from "@tanstack/react-query";
import { useCompanyParam, useSelectedCompany } from "@/app/company";
import { useListState } from "@/app/list-state";
import { m } from "@/app/messages";
import { DISPOSITIONS, type Search } from "@/app/searches";
import { companyColumn } from "@/features/companies/company-name";
import { modulesQuery } from "@/features/marketplace/data";
import { Badge } from "@/ui/badge";
import { ClearFilters, DayRangeFilter, SelectFilter } from "@/ui/filters";
import { ListView } from "@/ui/list-view";
import { PageFrame } from "@/ui/page";
import type { Call } from "@/api/types";
import { CALL_COLUMNS } from "./call-columns";
import { CallSheet } from "./call-sheet";
import { callsQuery } from "./data";

type CallsSearch = Search<"calls">;

export function CallsPage() {
  const company = useCompanyParam();
  const selected = useSelectedCompany();
  const list = useListState<CallsSearch>(["from", "to", "disposition", "module", "meter", "agent"]);
  const query = useQuery(callsQuery(company, list.search));
  const open = (call: string | undefined) => list.set({ call, cursor: list.search.cursor });
  return (
    <PageFrame title={m.nav.calls} lead={m.calls.lead}>
      <ListView<Call>
        query={query}
        list={list}
        caption={m.nav.calls}
        columns={[...companyColumn<Call>(selected === null), ...CALL_COLUMNS]}
        rowKey={(call) => call.id}
        onOpen={(call) => open(call.id)}
        openKey={list.search.call}
        filters={<CallFilters list={list} />}
        empty={m.calls.empty}
      />
      <CallSheet id={list.search.call} onClose={() => open(undefined)} />
    </PageFrame>
  );
}

function CallFilters({ list }: { list: ReturnType<typeof useListState<CallsSearch>> }) {
  const { search, set } = list;
  const modules = useQuery(modulesQuery);
  return (
    <>
      <DayRangeFilter from={search.from} to={search.to} onChange={set} />
      <SelectFilter
        label={m.fields.disposition}
        any={m.calls.any_disposition}
        value={search.disposition}
        options={DISPOSITIONS.map((value) => ({ value, label: m.states[value] }))}
        onChange={(disposition) => set({ disposition: disposition as CallsSearch["disposition"] })}
      />
      <SelectFilter
        label={m.fields.module}
        any={m.calls.any_module}
        value={search.module}
        options={(modules.data?.items ?? []).map((module) => ({ value: module.id, label: module.name }))}
        onChange={(module) => set({ module })}
      />
      {search.meter ? <Badge>{m.usage.only_meter(search.meter)}</Badge> : null}
      {search.agent ? <Badge>{m.calls.only_agent(search.agent)}</Badge> : null}
      <ClearFilters shown={list.filtered} onClear={list.clear} />
    </>
  );
}
