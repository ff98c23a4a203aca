import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { Search } from "@/app/searches";

export const unreadCount = queryOptions({
  queryKey: ["notifications", "unread-count"],
  queryFn: () => unwrap(api.GET("/api/v1/notifications/unread-count")),
});

export function notificationsQuery({ unread, cursor }: Search<"notifications">) {
  const query = { unread, cursor };
  return queryOptions({
    queryKey: ["notifications", "list", query],
    queryFn: () => unwrap(api.GET("/api/v1/notifications", { params: { query } })),
  });
}
