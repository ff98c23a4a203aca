import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { Mail } from "@/api/types";
import type { Search } from "@/app/searches";

const WHILE_SENDING_MILLISECONDS = 2_000;

/** No fact tells that a mail was sent: the list is read again while one is due. */
const isDue = ({ state, next_attempt_at: at }: Pick<Mail, "state" | "next_attempt_at">) =>
  state === "waiting" && at !== null && Date.parse(at) <= Date.now() + WHILE_SENDING_MILLISECONDS;

export function mailsQuery(company: string | undefined, { state, kind, cursor }: Search<"mails">) {
  const query = { company, state, kind, cursor };
  return queryOptions({
    queryKey: ["mails", "list", query],
    queryFn: () => unwrap(api.GET("/api/v1/mails", { params: { query } })),
    refetchInterval: ({ state: { data } }) => (data?.items.some(isDue) ? WHILE_SENDING_MILLISECONDS : false),
  });
}

export const mailQuery = (id: string) =>
  queryOptions({
    queryKey: ["mails", "one", id],
    queryFn: () => unwrap(api.GET("/api/v1/mails/{mail_id}", { params: { path: { mail_id: id } } })),
    refetchInterval: ({ state: { data } }) => (data && isDue(data) ? WHILE_SENDING_MILLISECONDS : false),
  });
