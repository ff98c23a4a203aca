import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { clsx } from "clsx";
import { CircleAlert, CircleCheck, Info, TriangleAlert, type LucideIcon } from "lucide-react";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { Notification } from "@/api/types";
import { useListState } from "@/app/list-state";
import { m } from "@/app/messages";
import type { Search } from "@/app/searches";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { PageFrame } from "@/ui/page";
import { Pager } from "@/ui/pager";
import { LinesSkeleton } from "@/ui/skeleton";
import { EmptyState, ErrorState } from "@/ui/states";
import { Time } from "@/ui/time";
import { notificationsQuery } from "./data";
import { NoticeLink } from "./notice-link";

const LEVELS: Record<Notification["level"], { icon: LucideIcon; tone: string }> = {
  info: { icon: Info, tone: "bg-info-soft text-info" },
  success: { icon: CircleCheck, tone: "bg-good-soft text-good" },
  warning: { icon: TriangleAlert, tone: "bg-warn-soft text-warn" },
  error: { icon: CircleAlert, tone: "bg-bad-soft text-bad" },
};

export function NotificationsPage() {
  const list = useListState<Search<"notifications">>(["unread"]);
  const query = useQuery(notificationsQuery(list.search));
  const client = useQueryClient();
  const read = useMutation({
    mutationFn: (through_id: string) => unwrap(api.POST("/api/v1/notifications/read", { body: { through_id } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["notifications"] }),
  });
  const newest = query.data?.items[0];
  const actions = (
    <>
      <Button
        aria-pressed={list.search.unread === true}
        onClick={() => list.set({ unread: list.search.unread ? undefined : true })}
      >
        {list.search.unread ? m.notifications.show_all : m.notifications.only_unread}
      </Button>
      <Button disabled={!newest} busy={read.isPending} onClick={() => newest && read.mutate(newest.id)}>
        {m.notifications.read_all}
      </Button>
    </>
  );
  return (
    <PageFrame title={m.nav.notifications} lead={m.notifications.lead} actions={actions}>
      <Card flush>
        <Notices query={query} list={list} />
      </Card>
    </PageFrame>
  );
}

type Props = {
  query: ReturnType<typeof useQuery<{ items: Notification[]; next_cursor?: string | null }>>;
  list: ReturnType<typeof useListState<Search<"notifications">>>;
};

function Notices({ query, list }: Props) {
  if (query.isPending) {
    return (
      <div className="p-4">
        <LinesSkeleton lines={8} />
      </div>
    );
  }
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const { items, next_cursor: next } = query.data;
  if (items.length === 0 && list.filtered) {
    return (
      <EmptyState
        kind="no_match"
        title={m.notifications.all_read}
        body=""
        action={<Button onClick={list.clear}>{m.notifications.show_all}</Button>}
      />
    );
  }
  if (items.length === 0) return <EmptyState kind="nothing_yet" {...m.notifications.empty} />;
  return (
    <>
      <ul className="divide-line divide-y">
        {items.map((notice) => (
          <Notice key={notice.id} notice={notice} />
        ))}
      </ul>
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

function Notice({ notice }: { notice: Notification }) {
  const { icon: Icon, tone } = LEVELS[notice.level];
  return (
    <li className="flex items-start gap-3 px-4 py-3">
      <span className={clsx("grid size-8 shrink-0 place-items-center rounded-full", tone)}>
        <Icon aria-hidden className="size-4" />
      </span>
      <div className="min-w-0 flex-1">
        <p className={clsx("text-sm", notice.read ? "text-ink-2" : "font-semibold")}>
          <NoticeLink link={notice.link}>{notice.title}</NoticeLink>
          {notice.read ? null : <span className="sr-only"> {m.notifications.unread}</span>}
        </p>
        <p className="text-ink-2 text-sm">{notice.body}</p>
      </div>
      <span className="text-ink-3 text-xs">
        <Time at={notice.created_at} />
      </span>
      <span aria-hidden className={clsx("mt-1.5 size-2 rounded-full", !notice.read && "bg-accent")} />
    </li>
  );
}
