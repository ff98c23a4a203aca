import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { components } from "@/api/schema";

export type Report = components["schemas"]["ScenarioReportOut"];
export type Step = components["schemas"]["ScenarioStepOut"];
export type Expectation = components["schemas"]["ExpectationOut"];
export type Invoice = components["schemas"]["ScenarioInvoiceOut"];
export type Line = components["schemas"]["ScenarioLineOut"];

/** They come with the program: a running console never sees others. */
export const examplesQuery = queryOptions({
  queryKey: ["scenarios", "examples"],
  queryFn: () => unwrap(api.GET("/api/v1/scenarios/examples")),
  staleTime: Infinity,
});

export function runScenario(scenario: string): Promise<Report> {
  return unwrap(api.POST("/api/v1/scenarios/run", { body: { scenario } }));
}
