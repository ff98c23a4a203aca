import type { Price } from "@/api/types";
import { m } from "@/app/messages";

/** "The highest seats, where region is eu or us": nothing where the quantities of all events are added up. */
export function aggregationText({ aggregation }: Pick<Price, "aggregation">): string {
  if (!aggregation) return "";
  const { kind, property, filters } = aggregation;
  const what = m.aggregation.told[kind](property || m.aggregation.its_quantity);
  return [what, ...(filters ?? []).map((one) => m.aggregation.where(one.property, one.values))].join(", ");
}
