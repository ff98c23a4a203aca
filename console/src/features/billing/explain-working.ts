import type { Step } from "@/api/types";
import { m } from "@/app/messages";
import { formatMoney, formatQuantity } from "@/ui/format";

/** "1,200 minutes × €0.02 × 19/31": the factors of a step, only those the server gave. */
export function workingOf(step: Step, currency: string, locale: string): string {
  const quantity = step.quantity
    ? [formatQuantity(step.quantity, locale), step.unit && m.unit(step.unit, step.quantity)].filter(Boolean).join(" ")
    : "";
  const price = step.unit_amount ? formatMoney(step.unit_amount, currency, locale) : "";
  return [quantity, price, step.factor ?? ""].filter(Boolean).join(" × ");
}
