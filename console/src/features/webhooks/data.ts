import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { WebhookDelivery } from "@/api/types";
import type { Search } from "@/app/searches";

const WHILE_SENDING_MILLISECONDS = 2_000;

/** No fact tells of a delivery, since it would be delivered again: the log is read again while one is due. */
const isDue = ({ state, next_attempt_at: at }: Pick<WebhookDelivery, "state" | "next_attempt_at">) =>
  state === "waiting" && at !== null && Date.parse(at) <= Date.now() + WHILE_SENDING_MILLISECONDS;

export const endpointsQuery = (company: string | undefined, cursor: string | undefined) =>
  queryOptions({
    queryKey: ["webhooks", "list", company, cursor],
    queryFn: () => unwrap(api.GET("/api/v1/webhook-endpoints", { params: { query: { company, cursor } } })),
  });

export const endpointQuery = (id: string) =>
  queryOptions({
    queryKey: ["webhooks", "one", id],
    queryFn: () =>
      unwrap(api.GET("/api/v1/webhook-endpoints/{endpoint_id}", { params: { path: { endpoint_id: id } } })),
  });

export const kindsQuery = queryOptions({
  queryKey: ["webhook-kinds"],
  queryFn: () => unwrap(api.GET("/api/v1/webhook-kinds")),
  staleTime: Infinity,
});

export function deliveriesQuery(endpoint: string, { state, cursor }: Search<"webhook">) {
  const query = { endpoint_id: endpoint, state, cursor };
  return queryOptions({
    queryKey: ["webhooks", "deliveries", query],
    queryFn: () => unwrap(api.GET("/api/v1/webhook-deliveries", { params: { query } })),
    refetchInterval: ({ state: { data } }) => (data?.items.some(isDue) ? WHILE_SENDING_MILLISECONDS : false),
  });
}

export const deliveryQuery = (id: string) =>
  queryOptions({
    queryKey: ["webhooks", "delivery", id],
    queryFn: () =>
      unwrap(api.GET("/api/v1/webhook-deliveries/{delivery_id}", { params: { path: { delivery_id: id } } })),
    refetchInterval: ({ state: { data } }) => (data && isDue(data) ? WHILE_SENDING_MILLISECONDS : false),
  });
