import { useQuery } from "@tanstack/react-query";
import { useCompanyParam, useSelectedCompany } from "@/app/company";
import { useListState } from "@/app/list-state";
import { m } from "@/app/messages";
import { parseSort, sortText } from "@/app/search";
import type { Search } from "@/app/searches";
import { ButtonLink } from "@/ui/button";
import { Card } from "@/ui/card";
import { PageFrame } from "@/ui/page";
import { EmptyState, ErrorState } from "@/ui/states";
import { Table, TableSkeleton, type Sort } from "@/ui/table";
import { AlertsCard } from "./alerts-card";
import { totalsQuery } from "./data";
import { UsageExplorer } from "./explorer";
import { RefusalsCard } from "./refusals-card";
import { sortedTotals, TOTAL_COLUMNS } from "./totals";

export function UsagePage() {
  const company = useSelectedCompany();
  return (
    <PageFrame title={m.nav.usage} lead={m.usage.lead}>
      <UsageExplorer />
      {company ? (
        <>
          <Totals />
          <RefusalsCard key={`refusals of ${company.id}`} />
          <AlertsCard key={`alerts of ${company.id}`} />
        </>
      ) : null}
    </PageFrame>
  );
}

function Totals() {
  const list = useListState<Search<"usage">>([]);
  const query = useQuery(totalsQuery(useCompanyParam()));
  const sort: Sort = parseSort(list.search.sort, { key: "module", descending: false });
  return (
    <Card title={m.usage.current} note={m.usage.current_note} flush>
      {query.isPending ? (
        <TableSkeleton columns={TOTAL_COLUMNS} rows={4} />
      ) : query.isError ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : query.data.items.length === 0 ? (
        <EmptyState
          kind="nothing_yet"
          {...m.usage.empty}
          action={<ButtonLink to="/marketplace">{m.nav.marketplace}</ButtonLink>}
        />
      ) : (
        <Table
          caption={m.usage.current}
          columns={TOTAL_COLUMNS}
          rows={sortedTotals(query.data.items, sort)}
          rowKey={(total) => `${total.subscription_id} ${total.meter}`}
          sort={sort}
          onSort={(next) => list.set({ sort: sortText(next) })}
        />
      )}
    </Card>
  );
}
