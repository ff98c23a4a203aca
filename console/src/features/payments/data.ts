import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { Search } from "@/app/searches";

export function paymentsQuery(company: string | undefined, { state, cursor }: Search<"payments">) {
  const query = { company, state, cursor };
  return queryOptions({
    queryKey: ["payments", "list", query],
    queryFn: () => unwrap(api.GET("/api/v1/payments", { params: { query } })),
  });
}

export const paymentsOfInvoice = (invoice: string) =>
  queryOptions({
    queryKey: ["payments", "of-invoice", invoice],
    queryFn: () => unwrap(api.GET("/api/v1/payments", { params: { query: { invoice, limit: 20 } } })),
  });

export const paymentQuery = (id: string) =>
  queryOptions({
    queryKey: ["payments", "one", id],
    queryFn: () => unwrap(api.GET("/api/v1/payments/{payment_id}", { params: { path: { payment_id: id } } })),
  });

export const methodsQuery = (company: string | undefined) =>
  queryOptions({
    queryKey: ["payment-methods", company ?? null],
    queryFn: () => unwrap(api.GET("/api/v1/payment-methods", { params: { query: { company } } })),
  });

export const receiptHref = (paymentId: string) => `/api/v1/payments/${encodeURIComponent(paymentId)}/receipt`;
