import type { Price } from "@/api/types";
import { m } from "@/app/messages";

type Counted = Pick<Price, "aggregation"> & Partial<Pick<Price, "group_by">>;

/** "The highest seats, where region is eu or us, for each region": nothing where the quantities of all events are added up. */
export function aggregationText({ aggregation, group_by = [] }: Counted): string {
  const groups = group_by.length ? [m.aggregation.for_each(group_by)] : [];
  if (!aggregation) return groups.join("");
  const { kind, property, filters } = aggregation;
  const what = m.aggregation.told[kind](property || m.aggregation.its_quantity);
  return [what, ...(filters ?? []).map((one) => m.aggregation.where(one.property, one.values)), ...groups].join(", ");
}
