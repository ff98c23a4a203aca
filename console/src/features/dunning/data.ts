import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { Search } from "@/app/searches";

const IN_SUMMARY = 100;

export function casesQuery(company: string | undefined, search: Search<"dunning">) {
  const { standing, state, currency, cursor } = search;
  // A state says by itself whether the case goes on.
  const open = state !== undefined || standing === "all" ? undefined : standing !== "ended";
  const query = { company, open, state, currency, cursor };
  return queryOptions({
    queryKey: ["dunning", "cases", query],
    queryFn: () => unwrap(api.GET("/api/v1/dunning-cases", { params: { query } })),
  });
}

/** What goes on, for the sums above the list. */
export const openCasesQuery = (company: string | undefined) =>
  queryOptions({
    queryKey: ["dunning", "open-cases", company ?? null],
    queryFn: () =>
      unwrap(api.GET("/api/v1/dunning-cases", { params: { query: { company, open: true, limit: IN_SUMMARY } } })),
  });

export const caseQuery = (id: string) =>
  queryOptions({
    queryKey: ["dunning", "case", id],
    queryFn: () => unwrap(api.GET("/api/v1/dunning-cases/{case_id}", { params: { path: { case_id: id } } })),
  });

/** The one in force: of the company that is named, or else the operator's. */
export const policyQuery = (company: string | undefined) =>
  queryOptions({
    queryKey: ["dunning", "policy", company ?? null],
    queryFn: () => unwrap(api.GET("/api/v1/dunning-policy", { params: { query: { company } } })),
  });

export const messagesQuery = queryOptions({
  queryKey: ["dunning", "messages"],
  queryFn: () => unwrap(api.GET("/api/v1/dunning-messages")),
});
