import type { Price } from "@/api/types";
import { m } from "@/app/messages";
import { formatMoney, formatQuantity } from "@/ui/format";

/** What works on the amount besides the terms, in its order; empty where there is nothing. */
export function adjustmentsText({ adjustments, currency, unit }: Price, locale: string): string {
  if (!adjustments) return "";
  const { included_units: included, discount, maximum_amount: most, minimum_amount: least } = adjustments;
  const money = (amount: string) => formatMoney(amount, currency, locale);
  const t = m.pricing.adjusted;
  const off = discount?.percent ? t.percent(formatQuantity(discount.percent, locale)) : "";
  const less = discount?.amount ? t.amount(money(discount.amount)) : "";
  const first = discount?.periods ? t.first(discount.periods) : "";
  const parts = [
    included ? t.included(formatQuantity(included, locale), m.unit(unit, included)) : "",
    [off || less, first].filter(Boolean).join(" "),
    most ? t.maximum(money(most)) : "",
    least ? t.minimum(money(least)) : "",
  ];
  return parts.filter(Boolean).join(" · ");
}
