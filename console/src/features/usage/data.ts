import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { Search } from "@/app/searches";

type Company = string | undefined;

export function callsQuery(company: Company, { from, to, disposition, module, cursor }: Search<"calls">) {
  const query = { company, from, to, disposition, module, cursor };
  return queryOptions({
    queryKey: ["calls", "list", query],
    queryFn: () => unwrap(api.GET("/api/v1/calls", { params: { query } })),
  });
}

export const callQuery = (id: string) =>
  queryOptions({
    queryKey: ["calls", "one", id],
    queryFn: () => unwrap(api.GET("/api/v1/calls/{call_id}", { params: { path: { call_id: id } } })),
  });

export const totalsQuery = (company: Company) =>
  queryOptions({
    queryKey: ["usage", "totals", company ?? null],
    queryFn: () => unwrap(api.GET("/api/v1/usage/totals", { params: { query: { company, period: "current" } } })),
  });

export function dailyQuery(company: Company, range: { from: string; to: string; module: string | undefined }) {
  const query = { company, ...range };
  return queryOptions({
    queryKey: ["usage", "daily", query],
    queryFn: () => unwrap(api.GET("/api/v1/usage/daily", { params: { query } })),
  });
}
