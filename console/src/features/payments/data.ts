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

/** Money that came for an invoice without a provider: under the key of the payments, which it is one of. */
export const manualPaymentsOf = (invoice: string) =>
  queryOptions({
    queryKey: ["payments", "by-hand", invoice],
    queryFn: () => unwrap(api.GET("/api/v1/manual-payments", { params: { query: { invoice, limit: 100 } } })),
  });

export const manualRefundsOf = (id: string) =>
  queryOptions({
    queryKey: ["payments", "by-hand-refunds", id],
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/manual-payments/{manual_payment_id}/refunds", {
          params: { path: { manual_payment_id: id } },
        }),
      ),
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

/** The company's consent that a declined payment is tried with its other methods. */
export const rotationQuery = (company: string | undefined) =>
  queryOptions({
    queryKey: ["payment-methods", "rotation", company ?? null],
    queryFn: () => unwrap(api.GET("/api/v1/payment-method-rotation", { params: { query: { company } } })),
  });

/** Which providers an installation is connected to changes with its settings, not while one looks. */
export const providersQuery = queryOptions({
  queryKey: ["payment-providers"],
  queryFn: () => unwrap(api.GET("/api/v1/payment-providers")),
  staleTime: Infinity,
});

const ASK_AGAIN_MILLISECONDS = 1_500;
const ASKED_MOST = 12;

/**
 * What became of a method that was to be saved on a provider's page. Asking completes it, which is harmless twice; whoever may only read
 * reads. While the page is open it is asked again for a short while: a provider may tell its own page first.
 */
export const setupQuery = (id: string, mayComplete: boolean) =>
  queryOptions({
    queryKey: ["payment-setups", id],
    queryFn: () => {
      const params = { path: { setup_id: id } };
      return unwrap(
        mayComplete
          ? api.POST("/api/v1/payment-method-setups/{setup_id}/complete", { params })
          : api.GET("/api/v1/payment-method-setups/{setup_id}", { params }),
      );
    },
    refetchInterval: ({ state: { data, dataUpdateCount } }) =>
      data?.state === "open" && dataUpdateCount < ASKED_MOST ? ASK_AGAIN_MILLISECONDS : false,
  });

export const manualReceiptHref = (id: string) => `/api/v1/manual-payments/${encodeURIComponent(id)}/receipt`;

export const receiptHref = (paymentId: string) => `/api/v1/payments/${encodeURIComponent(paymentId)}/receipt`;
