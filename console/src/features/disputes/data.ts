import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { Search } from "@/app/searches";

export function disputesQuery(company: string | undefined, { state, cursor }: Search<"disputes">) {
  const query = { company, state, cursor };
  return queryOptions({
    queryKey: ["disputes", "list", query],
    queryFn: () => unwrap(api.GET("/api/v1/disputes", { params: { query } })),
  });
}

export const disputesOfPayment = (payment: string) =>
  queryOptions({
    queryKey: ["disputes", "of-payment", payment],
    queryFn: () => unwrap(api.GET("/api/v1/disputes", { params: { query: { payment, limit: 20 } } })),
  });

export const disputeQuery = (id: string) =>
  queryOptions({
    queryKey: ["disputes", "one", id],
    queryFn: () => unwrap(api.GET("/api/v1/disputes/{dispute_id}", { params: { path: { dispute_id: id } } })),
  });
