import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { Search } from "@/app/searches";

export const accountsQuery = (company: string | undefined) =>
  queryOptions({
    queryKey: ["ledger", "accounts", company ?? null],
    queryFn: () => unwrap(api.GET("/api/v1/ledger/accounts", { params: { query: { company } } })),
  });

export function transactionsQuery(
  company: string | undefined,
  { account, invoice, source, from, to, cursor }: Search<"ledger">,
) {
  const query = { company, account, invoice, source, from, to, cursor };
  return queryOptions({
    queryKey: ["ledger", "transactions", query],
    queryFn: () => unwrap(api.GET("/api/v1/ledger/transactions", { params: { query } })),
  });
}

/** What is posted never changes. */
export const transactionQuery = (id: string) =>
  queryOptions({
    queryKey: ["ledger", "transaction", id],
    queryFn: () =>
      unwrap(api.GET("/api/v1/ledger/transactions/{transaction_id}", { params: { path: { transaction_id: id } } })),
    staleTime: Infinity,
  });

const SHOWN_BESIDE = 20;

/** What was posted about one invoice: for the screens of the invoice and of its payments. */
export const postingsOfInvoice = (invoice: string) =>
  queryOptions({
    queryKey: ["ledger", "of-invoice", invoice],
    queryFn: () =>
      unwrap(api.GET("/api/v1/ledger/transactions", { params: { query: { invoice, limit: SHOWN_BESIDE } } })),
  });
