import { queryOptions, useMutation, useQueryClient, type QueryKey } from "@tanstack/react-query";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { paths } from "@/api/schema";
import type { Finding, Reconciliation } from "@/api/types";
import type { Search } from "@/app/searches";

const WHILE_BUSY_MILLISECONDS = 2_000;

export const isBusy = ({ state }: Pick<Reconciliation, "state">): boolean => state === "waiting" || state === "running";

/** Facts tell that a run was asked for and how it ended; that it has begun is told by none. */
export const whileBusy = (runs: readonly Pick<Reconciliation, "state">[] | undefined) =>
  runs?.some(isBusy) ? WHILE_BUSY_MILLISECONDS : false;

export function runsQuery({ provider, cursor }: Search<"reconciliations">) {
  const query = { provider, cursor };
  return queryOptions({
    queryKey: ["reconciliations", "runs", query],
    queryFn: () => unwrap(api.GET("/api/v1/reconciliations", { params: { query } })),
    refetchInterval: ({ state: { data } }) => whileBusy(data?.items),
  });
}

export const runQuery = (id: string) =>
  queryOptions({
    queryKey: ["reconciliations", "run", id],
    queryFn: () =>
      unwrap(api.GET("/api/v1/reconciliations/{reconciliation_id}", { params: { path: { reconciliation_id: id } } })),
    refetchInterval: ({ state: { data } }) => whileBusy(data && [data]),
  });

type Wanted = Pick<Search<"reconciliations">, "provider" | "kind" | "state" | "cursor"> & { reconciliation?: string };

export const findingsQuery = ({ provider, kind, state, cursor, reconciliation }: Wanted) => {
  const query = { provider, kind: kind as Finding["kind"] | undefined, state, cursor, reconciliation };
  return queryOptions({
    queryKey: ["reconciliations", "findings", query],
    queryFn: () => unwrap(api.GET("/api/v1/reconciliation-findings", { params: { query } })),
  });
};

export const findingQuery = (id: string) =>
  queryOptions({
    queryKey: ["reconciliations", "finding", id],
    queryFn: () =>
      unwrap(api.GET("/api/v1/reconciliation-findings/{finding_id}", { params: { path: { finding_id: id } } })),
  });

type Asked = paths["/api/v1/reconciliations"]["post"]["requestBody"]["content"]["application/json"];

export const startRun = (body: Asked) => unwrap(api.POST("/api/v1/reconciliations", { body }));

export const reportHref = (id: string) => `/api/v1/reconciliations/${encodeURIComponent(id)}/report`;

export type Remedy = Finding["remedies"][number];

/** A remedy may book or give back: whatever shows that is read again. */
export const MENDED: QueryKey[] = [
  ["reconciliations"],
  ["payments"],
  ["refunds"],
  ["disputes"],
  ["invoices"],
  ["ledger"],
];

export const settle = (finding: Pick<Finding, "id">, remedy: Remedy, note = "") =>
  unwrap(
    api.POST("/api/v1/reconciliation-findings/{finding_id}/remedies", {
      params: { path: { finding_id: finding.id } },
      body: { remedy, note },
    }),
  );

export function useSettle(finding: Pick<Finding, "id">, onDone: (after: Finding) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (remedy: Remedy) => settle(finding, remedy),
    onSuccess: async (after) => {
      await Promise.all(MENDED.map((queryKey) => client.invalidateQueries({ queryKey })));
      onDone(after);
    },
  });
}
