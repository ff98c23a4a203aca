import { useQuery } from "@tanstack/react-query";
import type { ListState } from "@/app/list-state";
import { m } from "@/app/messages";
import type { Search } from "@/app/searches";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Pager } from "@/ui/pager";
import { EmptyState, ErrorState } from "@/ui/states";
import { TableSkeleton } from "@/ui/table";
import { transactionsQuery } from "./data";
import { JournalFilters } from "./journal-filters";
import { JournalTable, SKELETON } from "./journal-table";

type Props = { company: string | undefined; together: boolean; list: ListState<Search<"ledger">> };

/** Transactions with their postings, the last written first. */
export function Journal({ company, together, list }: Props) {
  const query = useQuery(transactionsQuery(company, list.search));
  return (
    <Card flush>
      <div role="search" className="flex flex-wrap items-end gap-2 border-b px-4 py-3">
        <JournalFilters company={company} list={list} />
      </div>
      {query.isPending ? (
        <TableSkeleton columns={SKELETON} />
      ) : query.isError ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : query.data.items.length === 0 ? (
        <Empty list={list} />
      ) : (
        <>
          <JournalTable caption={m.ledger.tabs.transactions} transactions={query.data.items} together={together} />
          <Pager
            shown={query.data.items.length}
            paged={list.paged}
            onFirst={list.first}
            onPrevious={list.previous}
            onNext={query.data.next_cursor ? () => list.next(query.data.next_cursor ?? "") : undefined}
          />
        </>
      )}
    </Card>
  );
}

function Empty({ list }: { list: Props["list"] }) {
  if (!list.filtered && !list.paged) return <EmptyState kind="nothing_yet" {...m.ledger.empty} />;
  return <EmptyState kind="no_match" action={<Button onClick={list.clear}>{m.kit.clear_filters}</Button>} />;
}
