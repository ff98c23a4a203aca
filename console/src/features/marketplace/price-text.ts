import type { Price } from "@/api/types";
import { m } from "@/app/messages";
import { formatMoney } from "@/ui/format";

/** One line that says what a price costs; tier and call tables say the rest. */
export function priceText(price: Price, locale: string): string {
  const money = (amount: string | undefined) => formatMoney(amount ?? "0", price.currency, locale);
  const terms = price.terms;
  switch (price.model) {
    case "flat":
      return money(terms.amount);
    case "per_unit":
      return m.prices.per_unit(money(terms.unit_amount), price.unit);
    case "graduated":
    case "volume":
      return m.prices.from_per_unit(money(terms.tiers?.at(-1)?.unit_amount), price.unit);
    case "call":
      return m.prices.per_minute(money(terms.steps?.[0]?.per_minute));
  }
}

/** The currencies a plan is sold in, in the order of its prices. */
export function currenciesOf(prices: readonly Price[]): string[] {
  return [...new Set(prices.map((price) => price.currency))];
}
