import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { Page } from "@/api/types";
import type { ListState } from "@/app/list-state";
import { m } from "@/app/messages";
import { Button } from "./button";
import { Card } from "./card";
import { Pager } from "./pager";
import { EmptyState, ErrorState } from "./states";
import { Table, TableSkeleton, type Column } from "./table";

type Props<T> = {
  query: UseQueryResult<Page<T>>;
  list: Pick<ListState, "filtered" | "clear" | "paged" | "first" | "previous" | "next">;
  caption: string;
  columns: Column<T>[];
  rowKey: (row: T) => string;
  onOpen?: (row: T) => void;
  openKey?: string | undefined;
  filters?: ReactNode;
  empty: { title: string; body: string; action?: ReactNode };
};

/** A list in all its states: loading, refused or broken, empty for one of two reasons, or rows with a pager. */
export function ListView<T>({ filters, ...props }: Props<T>) {
  return (
    <Card flush>
      {filters ? (
        <div role="search" className="flex flex-wrap items-end gap-2 border-b px-4 py-3">
          {filters}
        </div>
      ) : null}
      <ListBody {...props} />
    </Card>
  );
}

function ListBody<T>({ query, list, caption, columns, rowKey, onOpen, openKey, empty }: Omit<Props<T>, "filters">) {
  if (query.isPending) return <TableSkeleton columns={columns} />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const { items, next_cursor: next } = query.data;
  if (items.length === 0 && (list.filtered || list.paged)) return <NoMatch onClear={list.clear} />;
  if (items.length === 0) return <EmptyState kind="nothing_yet" {...empty} />;
  return (
    <>
      <Table caption={caption} columns={columns} rows={items} rowKey={rowKey} onOpen={onOpen} openKey={openKey} />
      <Pager
        shown={items.length}
        paged={list.paged}
        onFirst={list.first}
        onPrevious={list.previous}
        onNext={next ? () => list.next(next) : undefined}
      />
    </>
  );
}

function NoMatch({ onClear }: { onClear: () => void }) {
  return <EmptyState kind="no_match" action={<Button onClick={onClear}>{m.kit.clear_filters}</Button>} />;
}
