import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import type { DunningMessage } from "@/api/types";
import { useListState } from "@/app/list-state";
import { m } from "@/app/messages";
import type { Search } from "@/app/searches";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { LinesSkeleton } from "@/ui/skeleton";
import { EmptyState, ErrorState } from "@/ui/states";
import { Table, type Column } from "@/ui/table";
import { messagesQuery } from "./data";
import { MessageDialog } from "./message-dialog";

const d = m.dunning;
const NEW = "new";
const nameOf = ({ key, locale }: Pick<DunningMessage, "key" | "locale">) => `${key}/${locale}`;

const COLUMNS: Column<DunningMessage>[] = [
  { key: "key", header: d.key, cell: (one) => <code className="text-xs font-medium">{one.key}</code> },
  { key: "locale", header: d.locale, cell: (one) => one.locale },
  {
    key: "title",
    header: d.title,
    cell: (one) => <span className="line-clamp-2 py-1.5">{one.title}</span>,
    from: "md",
  },
  {
    key: "edited",
    header: m.fields.state,
    align: "end",
    cell: (one) => (one.edited ? <Badge tone="accent">{d.edited}</Badge> : <Badge>{d.shipped}</Badge>),
  },
];

/** The words that steps name, in every language they have. */
export function Messages() {
  const query = useQuery(messagesQuery);
  const list = useListState<Search<"dunning">>([]);
  const open = (message: string | undefined) => list.set({ message });
  const { message } = list.search;
  const edited = query.data?.find((one) => nameOf(one) === message);
  return (
    <Card
      title={d.tabs.messages}
      flush
      actions={
        <Button size="sm" onClick={() => open(NEW)}>
          <Plus aria-hidden className="size-3.5" />
          {d.write}
        </Button>
      }
    >
      {query.isPending ? (
        <div className="p-4">
          <LinesSkeleton lines={8} />
        </div>
      ) : query.isError ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : query.data.length === 0 ? (
        <EmptyState kind="nothing_yet" {...d.no_messages} />
      ) : (
        <Table
          caption={d.tabs.messages}
          columns={COLUMNS}
          rows={query.data}
          rowKey={nameOf}
          onOpen={(one) => open(nameOf(one))}
          openKey={message}
        />
      )}
      {message === NEW || edited ? <MessageDialog message={edited} onClose={() => open(undefined)} /> : null}
    </Card>
  );
}
