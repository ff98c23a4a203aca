import type { paths } from "@/api/schema";
import type { UsageAlert } from "@/api/types";

type Body = paths["/api/v1/usage/alerts"]["post"]["requestBody"]["content"]["application/json"];

/** `key` keeps what is typed in its row when one above is removed. */
export type ThresholdDraft = { key: number; amount: string; unit: "percent" | "value" };

/** What stands in the fields, as typed. Fields of the other kind are kept, so that trying one out loses nothing. */
export type AlertDraft = {
  name: string;
  meter: string;
  kind: UsageAlert["kind"];
  measure: UsageAlert["measure"];
  thresholds: ThresholdDraft[];
  percent_of: UsageAlert["percent_of"];
  limit: string;
  factor: string;
  minimum: string;
  days: string;
};

export const newAlert = (meter: string): AlertDraft => ({
  name: "",
  meter,
  kind: "threshold",
  measure: "quantity",
  thresholds: [{ key: 0, amount: "80", unit: "percent" }],
  percent_of: "limit",
  limit: "",
  factor: "3",
  minimum: "",
  days: "14",
});

export const withThreshold = (rows: readonly ThresholdDraft[]): ThresholdDraft[] => [
  ...rows,
  { key: 1 + Math.max(-1, ...rows.map((row) => row.key)), amount: "", unit: rows.at(-1)?.unit ?? "percent" },
];

/** What percentages are of is asked for where there is a percentage. */
export const hasPercent = ({ thresholds }: Pick<AlertDraft, "thresholds">): boolean =>
  thresholds.some((row) => row.unit === "percent");

/** A price includes a quantity: of calls or seconds there is no such number. */
export const percentOf = (draft: AlertDraft): AlertDraft["percent_of"] =>
  draft.measure === "quantity" ? draft.percent_of : "limit";

export function alertBody(draft: AlertDraft): Body {
  const { kind, measure, factor, minimum } = draft;
  const told = { name: draft.name.trim(), meter: draft.meter.trim(), kind, measure };
  if (kind === "spike") return { ...told, spike: { factor, minimum, days: Number.parseInt(draft.days, 10) } };
  const thresholds = draft.thresholds.map(({ amount, unit }) => ({ [unit]: amount }));
  if (!hasPercent(draft)) return { ...told, thresholds };
  const percent_of = percentOf(draft);
  return { ...told, thresholds, percent_of, ...(percent_of === "limit" ? { limit: draft.limit } : {}) };
}
