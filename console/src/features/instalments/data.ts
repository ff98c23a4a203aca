import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { Search } from "@/app/searches";

export function plansQuery(company: string | undefined, { state, cursor }: Search<"plans">) {
  const query = { company, state, cursor };
  return queryOptions({
    queryKey: ["instalments", "list", query],
    queryFn: () => unwrap(api.GET("/api/v1/instalment-plans", { params: { query } })),
  });
}

/** An invoice may have had several, one after the other: the newest is first, and alone may be active. */
export const plansOfInvoice = (invoice: string) =>
  queryOptions({
    queryKey: ["instalments", "of-invoice", invoice],
    queryFn: () => unwrap(api.GET("/api/v1/instalment-plans", { params: { query: { invoice, limit: 20 } } })),
  });

export const planQuery = (id: string) =>
  queryOptions({
    queryKey: ["instalments", "one", id],
    queryFn: () => unwrap(api.GET("/api/v1/instalment-plans/{plan_id}", { params: { path: { plan_id: id } } })),
  });
