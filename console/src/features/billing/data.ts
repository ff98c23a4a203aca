import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { Explain } from "@/api/types";
import type { Search } from "@/app/searches";

export function invoicesQuery(company: string | undefined, { from, to, state, cursor }: Search<"invoices">) {
  const query = { company, from, to, state, cursor };
  return queryOptions({
    queryKey: ["invoices", "list", query],
    queryFn: () => unwrap(api.GET("/api/v1/invoices", { params: { query } })),
  });
}

export const invoiceQuery = (id: string) =>
  queryOptions({
    queryKey: ["invoices", "one", id],
    queryFn: () => unwrap(api.GET("/api/v1/invoices/{invoice_id}", { params: { path: { invoice_id: id } } })),
  });

type LinePath = { invoice_id: string; line_id: string };

/** An issued line never changes, and neither does its derivation. */
export const explainQuery = (path: LinePath) =>
  queryOptions({
    queryKey: ["explain", path],
    queryFn: async () =>
      (await unwrap(
        api.GET("/api/v1/invoices/{invoice_id}/lines/{line_id}/explain", { params: { path } }),
      )) as unknown as Explain,
    staleTime: Infinity,
  });

export const lineCallsQuery = (path: LinePath, cursor: string | undefined) =>
  queryOptions({
    queryKey: ["line-calls", path, cursor ?? null],
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/invoices/{invoice_id}/lines/{line_id}/calls", {
          params: { path, query: { cursor, limit: 20 } },
        }),
      ),
    staleTime: Infinity,
  });

/** A key of its own below that of the invoices: whatever changes an invoice changes what is left of it. */
export const creditableQuery = (invoice: string) =>
  queryOptions({
    queryKey: ["invoices", "creditable", invoice],
    queryFn: () =>
      unwrap(api.GET("/api/v1/invoices/{invoice_id}/creditable", { params: { path: { invoice_id: invoice } } })),
  });

export const creditNotesQuery = (invoice: string) =>
  queryOptions({
    queryKey: ["invoices", "credit-notes", invoice],
    queryFn: () => unwrap(api.GET("/api/v1/credit-notes", { params: { query: { invoice, limit: 100 } } })),
  });

export const upcomingQuery = (company: string | undefined) =>
  queryOptions({
    queryKey: ["invoices", "upcoming", company ?? null],
    queryFn: () => unwrap(api.GET("/api/v1/billing/upcoming", { params: { query: { company } } })),
  });

const MOST_ITEMS = 100;

export const waitingItemsQuery = (company: string | undefined) =>
  queryOptions({
    queryKey: ["invoices", "items", company ?? null],
    queryFn: () =>
      unwrap(api.GET("/api/v1/invoice-items", { params: { query: { company, waiting: true, limit: MOST_ITEMS } } })),
  });

/** Below the key of the invoices, which `billing.terms_changed` makes stale. */
/** Under the key that a change of the company makes stale, as its terms are. */
export const termsQuery = (company: string | undefined) =>
  queryOptions({
    queryKey: ["companies", "terms", company ?? null],
    queryFn: () => unwrap(api.GET("/api/v1/billing/terms", { params: { query: { company } } })),
  });

export const creditNotePdfHref = (noteId: string) => `/api/v1/credit-notes/${encodeURIComponent(noteId)}/pdf`;

export const pdfHref = (invoiceId: string) => `/api/v1/invoices/${encodeURIComponent(invoiceId)}/pdf`;
