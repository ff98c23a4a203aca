import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { Job } from "@/api/types";
import type { Search } from "@/app/searches";

const WHILE_BUSY_MILLISECONDS = 3_000;
const BUSY = new Set<Job["state"]>(["queued", "running"]);

/** No fact tells of a job's progress: the page is read again while something on it is due or runs. */
export function jobsQuery(company: string | undefined, { state, cursor }: Search<"jobs">) {
  const query = { company, state, cursor };
  return queryOptions({
    queryKey: ["jobs", query],
    queryFn: () => unwrap(api.GET("/api/v1/jobs", { params: { query } })),
    refetchInterval: ({ state: { data } }) => (data?.items.some(isBusy) ? WHILE_BUSY_MILLISECONDS : false),
  });
}

/** What is due tomorrow does not move today. */
function isBusy({ state, run_at }: Job): boolean {
  return BUSY.has(state) && Date.parse(run_at) <= Date.now() + WHILE_BUSY_MILLISECONDS;
}
