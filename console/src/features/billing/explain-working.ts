import type { Step } from "@/api/types";
import { m } from "@/app/messages";
import { asPercent } from "@/ui/decimal";
import { formatMoney, formatQuantity } from "@/ui/format";

/** "1,200 minutes × €0.02 × 19/31": the factors of a step, only those the server gave. */
export function workingOf(step: Step, currency: string, locale: string): string {
  const quantity = step.quantity
    ? [formatQuantity(step.quantity, locale), step.unit && m.unit(step.unit, step.quantity)].filter(Boolean).join(" ")
    : "";
  const price = step.unit_amount ? priceOf(step.kind, step.unit_amount, currency, locale) : "";
  return [quantity, price, step.factor ?? ""].filter(Boolean).join(" × ");
}

/** A percentage multiplies money; anything else is multiplied by money. */
function priceOf(kind: string, amount: string, currency: string, locale: string): string {
  return kind === "percentage"
    ? m.prices.percent(formatQuantity(asPercent(amount), locale))
    : formatMoney(amount, currency, locale);
}
