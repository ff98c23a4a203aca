import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { ProviderNotice } from "@/api/types";
import type { Search } from "@/app/searches";

const WHILE_HANDLED_MILLISECONDS = 2_000;

/** A fact tells that a notice came; that its job has handled it is told by none. It is a matter of a second. */
const whileHandled = (notices: Pick<ProviderNotice, "state">[] | undefined) =>
  notices?.some((one) => one.state === "received") ? WHILE_HANDLED_MILLISECONDS : false;

export function noticesQuery({ provider, state, cursor }: Search<"notices">) {
  const query = { provider, state, cursor };
  return queryOptions({
    queryKey: ["notices", "list", query],
    queryFn: () => unwrap(api.GET("/api/v1/payment-notices", { params: { query } })),
    refetchInterval: ({ state: { data } }) => whileHandled(data?.items),
  });
}

export const noticeQuery = (id: string) =>
  queryOptions({
    queryKey: ["notices", "one", id],
    queryFn: () => unwrap(api.GET("/api/v1/payment-notices/{notice_id}", { params: { path: { notice_id: id } } })),
    refetchInterval: ({ state: { data } }) => whileHandled(data && [data]),
  });

export const noticesOfPayment = (payment: string) =>
  queryOptions({
    queryKey: ["notices", "of-payment", payment],
    queryFn: () => unwrap(api.GET("/api/v1/payment-notices", { params: { query: { payment } } })),
    refetchInterval: ({ state: { data } }) => whileHandled(data?.items),
  });
