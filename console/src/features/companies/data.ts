import { queryOptions, useQuery } from "@tanstack/react-query";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import { useIsOperator } from "@/app/session";

export const companiesQuery = (cursor: string | undefined) =>
  queryOptions({
    queryKey: ["companies", "list", cursor ?? null],
    queryFn: () => unwrap(api.GET("/api/v1/companies", { params: { query: { cursor } } })),
  });

/** For the switcher and for names in lists. */
export const allCompanies = queryOptions({
  queryKey: ["companies", "all"],
  queryFn: () => unwrap(api.GET("/api/v1/companies", { params: { query: { limit: 100 } } })),
  staleTime: 300_000,
});

export const companyQuery = (id: string) =>
  queryOptions({
    queryKey: ["companies", "one", id],
    queryFn: () => unwrap(api.GET("/api/v1/companies/{company_id}", { params: { path: { company_id: id } } })),
  });

/** A test company's clock; read every second while it moves. */
export const clockQuery = (id: string) =>
  queryOptions({
    queryKey: ["companies", "clock", id],
    queryFn: () =>
      unwrap(api.GET("/api/v1/companies/{company_id}/test-clock", { params: { path: { company_id: id } } })),
    refetchInterval: (query) => (query.state.data?.advancing_to ? 1_000 : false),
  });

/** A company's name for the operator; company users know where they are. */
export function useCompanyName(id: string | null): string | null {
  const { data } = useQuery({ ...allCompanies, enabled: useIsOperator() });
  return data?.items.find((company) => company.id === id)?.name ?? id;
}
