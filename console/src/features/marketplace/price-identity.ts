import type { paths } from "@/api/schema";
import type { Plan } from "@/api/types";

type Body = paths["/api/v1/plans/{plan_id}/prices"]["post"]["requestBody"]["content"]["application/json"];
export type Timing = Body["timing"];

/** What a new price is of, as typed. Without a meter it prices what the subscription holds. */
export type Identity = {
  description: string;
  component: string;
  currency: string;
  used: boolean;
  meter: string;
  unit: string;
  timing: Timing;
  tax_code: string;
  /** Properties of events, with commas between them. */
  group_by: string;
};

/** Begins in the currency that the plan is sold in, and else in the operator's guess. */
export function newIdentity(plan: Plan, currency: string): Identity {
  const sold = plan.prices[0]?.currency ?? currency;
  return {
    description: "",
    component: "",
    currency: sold,
    used: false,
    meter: "",
    unit: plan.interval,
    timing: "advance",
    tax_code: "",
    group_by: "",
  };
}

/** The part of the request that says what is priced. */
export function identityBody({ used, meter, timing, currency, group_by, ...texts }: Identity) {
  const { description, component, unit, tax_code } = texts;
  return {
    description: description.trim(),
    component: component || componentOf(description),
    currency: currency.toUpperCase(),
    unit,
    meter: used ? meter : null,
    timing: used ? ("arrears" as const) : timing,
    tax_code: tax_code.trim() || null,
    group_by: used ? propertiesIn(group_by) : [],
  };
}

const propertiesIn = (text: string): string[] =>
  text
    .split(",")
    .map((one) => one.trim())
    .filter(Boolean);

/** "Platform fee" is the component `platform_fee`, until another name is typed. */
export const componentOf = (description: string): string =>
  description
    .normalize("NFKD")
    .toLowerCase()
    .replace(/\p{M}/gu, "")
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^[^a-z]+|_+$/g, "")
    .slice(0, 60);
