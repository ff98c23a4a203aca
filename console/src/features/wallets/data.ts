import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";

export const walletsQuery = (company: string | undefined, cursor?: string) =>
  queryOptions({
    queryKey: ["wallets", "list", company ?? null, cursor ?? null],
    queryFn: () => unwrap(api.GET("/api/v1/wallets", { params: { query: { company, cursor, limit: 50 } } })),
  });

export const walletQuery = (id: string) =>
  queryOptions({
    queryKey: ["wallets", "one", id],
    queryFn: () => unwrap(api.GET("/api/v1/wallets/{wallet_id}", { params: { path: { wallet_id: id } } })),
  });

export const walletDrawsQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ["wallets", "draws", id],
    queryFn: ({ pageParam }) =>
      unwrap(
        api.GET("/api/v1/wallets/{wallet_id}/draws", {
          params: { path: { wallet_id: id }, query: { cursor: pageParam, limit: 20 } },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
