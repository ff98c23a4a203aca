import type { Price } from "@/api/types";

type Aggregation = NonNullable<Price["aggregation"]>;
export type AggregationKind = Aggregation["kind"];
export const KINDS: AggregationKind[] = ["sum", "count", "max", "latest", "unique_count", "weighted_sum"];

/** `values` as typed: texts between commas. */
export type FilterDraft = { key: number; property: string; values: string };
export type AggregationDraft = { kind: AggregationKind; property: string; filters: FilterDraft[] };

export const PLAIN: AggregationDraft = { kind: "sum", property: "", filters: [] };

export function aggregationDraftOf(aggregation: Price["aggregation"]): AggregationDraft {
  if (!aggregation) return PLAIN;
  const { kind, property, filters } = aggregation;
  const drafts = (filters ?? []).map((one, key) => ({ key, property: one.property, values: one.values.join(", ") }));
  return { kind, property: property ?? "", filters: drafts };
}

/** Always told: left out, a revision would keep that of the version before. */
export function aggregationOf({ kind, property, filters }: AggregationDraft): Aggregation {
  return {
    kind,
    ...(property && kind !== "count" ? { property } : {}),
    ...(filters.length ? { filters: filters.map(told) } : {}),
  } as Aggregation;
}

const told = ({ property, values }: FilterDraft) => ({
  property,
  values: values
    .split(",")
    .map((value) => value.trim())
    .filter(Boolean),
});

/** Whether the quantities of all events are added up, as is done without an aggregation. */
export const isPlain = (one: Price["aggregation"]): boolean =>
  !one || (one.kind === "sum" && !one.property && !one.filters?.length);

export function withFilter(filters: readonly FilterDraft[]): FilterDraft[] {
  const key = 1 + Math.max(-1, ...filters.map((one) => one.key));
  return [...filters, { key, property: "", values: "" }];
}
