import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { Refund } from "@/api/types";
import type { Search } from "@/app/searches";

const WHILE_STARTED_MILLISECONDS = 2_000;

/** Facts tell how a refund begins and how it ends; that the provider has taken it on is told by none. It is a matter of a second. */
export const whileStarted = (refunds: Pick<Refund, "state">[] | undefined) =>
  refunds?.some((one) => one.state === "started") ? WHILE_STARTED_MILLISECONDS : false;

export function refundsQuery(company: string | undefined, { state, cursor }: Search<"refunds">) {
  const query = { company, state, cursor };
  return queryOptions({
    queryKey: ["refunds", "list", query],
    queryFn: () => unwrap(api.GET("/api/v1/refunds", { params: { query } })),
    refetchInterval: ({ state: { data } }) => whileStarted(data?.items),
  });
}

export const refundsOfPayment = (payment: string) =>
  queryOptions({
    queryKey: ["refunds", "of-payment", payment],
    queryFn: () => unwrap(api.GET("/api/v1/refunds", { params: { query: { payment, limit: 100 } } })),
    refetchInterval: ({ state: { data } }) => whileStarted(data?.items),
  });

export const refundQuery = (id: string) =>
  queryOptions({
    queryKey: ["refunds", "one", id],
    queryFn: () => unwrap(api.GET("/api/v1/refunds/{refund_id}", { params: { path: { refund_id: id } } })),
    refetchInterval: ({ state: { data } }) => whileStarted(data && [data]),
  });
