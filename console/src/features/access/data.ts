import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";

export const demoQuery = queryOptions({
  queryKey: ["demo"],
  queryFn: () => unwrap(api.GET("/api/v1/demo")),
  staleTime: Infinity,
});

export const usersQuery = (company: string | undefined, cursor: string | undefined) =>
  queryOptions({
    queryKey: ["users", { company, cursor }],
    queryFn: () => unwrap(api.GET("/api/v1/users", { params: { query: { company, cursor } } })),
  });

export const rolesQuery = queryOptions({
  queryKey: ["roles"],
  queryFn: () => unwrap(api.GET("/api/v1/roles", {})),
  staleTime: 300_000,
});

export const apiKeysQuery = queryOptions({
  queryKey: ["api-keys"],
  queryFn: () => unwrap(api.GET("/api/v1/api-keys", {})),
});

export const sessionsQuery = queryOptions({
  queryKey: ["sessions"],
  queryFn: () => unwrap(api.GET("/api/v1/sessions", {})),
});

export const permissionsQuery = queryOptions({
  queryKey: ["permissions"],
  queryFn: () => unwrap(api.GET("/api/v1/permissions", {})),
  staleTime: 300_000,
});
