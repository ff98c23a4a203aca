import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { Search } from "@/app/searches";

export const modulesQuery = queryOptions({
  queryKey: ["modules", "list"],
  queryFn: () => unwrap(api.GET("/api/v1/modules", { params: { query: { limit: 100 } } })),
  staleTime: 300_000,
});

export const moduleQuery = (id: string) =>
  queryOptions({
    queryKey: ["modules", "one", id],
    queryFn: () => unwrap(api.GET("/api/v1/modules/{module_id}", { params: { path: { module_id: id } } })),
  });

export function subscriptionsQuery(company: string | undefined, { state, cursor }: Search<"subscriptions">) {
  const query = { company, state, cursor };
  return queryOptions({
    queryKey: ["subscriptions", "list", query],
    queryFn: () => unwrap(api.GET("/api/v1/subscriptions", { params: { query } })),
  });
}

export const subscriptionQuery = (id: string) =>
  queryOptions({
    queryKey: ["subscriptions", "one", id],
    queryFn: () =>
      unwrap(api.GET("/api/v1/subscriptions/{subscription_id}", { params: { path: { subscription_id: id } } })),
  });

export const timelineQuery = (id: string) =>
  queryOptions({
    queryKey: ["subscriptions", "timeline", id],
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/subscriptions/{subscription_id}/timeline", { params: { path: { subscription_id: id } } }),
      ),
  });

/** Of the versions that were converted the newest; those in force are among them, as far as a plan has no hundreds of them. */
export const priceConversionsQuery = (planId: string) =>
  queryOptions({
    queryKey: ["modules", "price-conversions", planId],
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/plans/{plan_id}/price-conversions", {
          params: { path: { plan_id: planId }, query: { limit: 100 } },
        }),
      ),
  });
