import type { Price } from "@/api/types";
import { m } from "@/app/messages";
import { compareDecimals, isZero } from "@/ui/decimal";
import { formatMoney } from "@/ui/format";

/** One line that says what a price costs; tier and call tables say the rest. */
export function priceText(price: Price, locale: string): string {
  const text = lowestPrice(price, locale);
  return "tiers" in price.terms ? m.prices.from(text) : text;
}

/** The same without "from": what the cheapest unit costs. */
export function lowestPrice(price: Price, locale: string): string {
  const money = (amount: string) => formatMoney(amount, price.currency, locale);
  const { terms } = price;
  if ("amount" in terms) return money(terms.amount);
  if ("unit_amount" in terms) return m.prices.per_unit(money(terms.unit_amount), price.unit);
  if ("tiers" in terms) return m.prices.per_unit(money(cheapest(terms.tiers)), price.unit);
  return m.prices.per_minute(money(terms.steps[0]?.per_minute ?? "0"));
}

/** The lowest price there is; free units are in the table, as a price they would promise too much. */
function cheapest(tiers: readonly { unit_amount: string }[]): string {
  const amounts = tiers.map((tier) => tier.unit_amount).filter((amount) => !isZero(amount));
  return amounts.reduce((least, amount) => (compareDecimals(amount, least) < 0 ? amount : least), amounts[0] ?? "0");
}

/** The currencies a plan is sold in, in the order of its prices. */
export function currenciesOf(prices: readonly Price[]): string[] {
  return [...new Set(prices.map((price) => price.currency))];
}
