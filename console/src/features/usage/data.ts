import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { UsageReport } from "@/api/types";
import type { Search } from "@/app/searches";

type Company = string | undefined;

export function callsQuery(company: Company, { from, to, disposition, module, meter, agent, cursor }: Search<"calls">) {
  const query = { company, from, to, disposition, module, meter, agent, cursor };
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

export const alertsQuery = (company: Company) =>
  queryOptions({
    queryKey: ["usage", "alerts", company ?? null],
    queryFn: () => unwrap(api.GET("/api/v1/usage/alerts", { params: { query: { company } } })),
  });

export const refusalsQuery = (company: Company) =>
  queryOptions({
    queryKey: ["usage", "refusals", company ?? null],
    queryFn: () => unwrap(api.GET("/api/v1/usage/refusals", { params: { query: { company, limit: 20 } } })),
  });

export type ReportWish = {
  company: Company;
  from: string;
  to: string;
  group_by: UsageReport["group_by"];
  module: string | undefined;
  meter: string | undefined;
};

export const reportQuery = (query: ReportWish) =>
  queryOptions({
    queryKey: ["usage", "report", query],
    queryFn: async () => (await unwrap(api.GET("/api/v1/usage/reports", { params: { query } }))) as UsageReport,
  });

/** The same report for a spreadsheet. */
export function reportHref(wish: ReportWish): string {
  const told = Object.entries({ ...wish, format: "csv" }).filter(([, value]) => value !== undefined);
  return `/api/v1/usage/reports?${new URLSearchParams(told as [string, string][]).toString()}`;
}
