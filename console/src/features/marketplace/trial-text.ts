import type { Plan } from "@/api/types";
import { m } from "@/app/messages";
import { priceText } from "./price-text";

/** What the plan costs in a currency, in one line: "€29.00 / month + €0.10 / call". */
export function planText(plan: Plan, currency: string, locale: string): string {
  const interval = m.intervals(plan.interval, plan.interval_count);
  return plan.prices
    .filter((price) => price.currency === currency)
    .map((price) => {
      const text = priceText(price, locale);
      return price.model === "flat" || price.model === "commitment" ? `${text} ${interval}` : text;
    })
    .join(" + ");
}

/** "14 days free, then …", and null where the plan begins with no trial. */
export function trialText(plan: Plan, currency: string, locale: string): string | null {
  if (plan.trial_days === null) return null;
  return m.marketplace.trial_then(plan.trial_days, planText(plan, currency, locale));
}
