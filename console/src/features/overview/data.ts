import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";

export const overviewQuery = (company: string | undefined) =>
  queryOptions({
    queryKey: ["overview", company ?? null],
    queryFn: () => unwrap(api.GET("/api/v1/overview", { params: { query: { company } } })),
  });

/** Live: new facts are put in front as they are heard, so the key names only whose feed it is. */
export const activityQuery = (company: string | undefined) =>
  queryOptions({
    queryKey: ["activity", company ?? null],
    queryFn: () => unwrap(api.GET("/api/v1/activity", { params: { query: { company, limit: 30 } } })),
  });
