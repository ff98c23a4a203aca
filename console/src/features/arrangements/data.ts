import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { Search } from "@/app/searches";

export function arrangementsQuery(company: string | undefined, { state, cursor }: Search<"arrangements">) {
  const query = { company, state, cursor };
  return queryOptions({
    queryKey: ["arrangements", "list", query],
    queryFn: () => unwrap(api.GET("/api/v1/payment-arrangements", { params: { query } })),
  });
}

export const arrangementQuery = (id: string) =>
  queryOptions({
    queryKey: ["arrangements", "one", id],
    queryFn: () =>
      unwrap(api.GET("/api/v1/payment-arrangements/{arrangement_id}", { params: { path: { arrangement_id: id } } })),
  });
