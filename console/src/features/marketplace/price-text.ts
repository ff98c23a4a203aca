import type { Price } from "@/api/types";
import { m } from "@/app/messages";
import { compareDecimals, isZero, multiplyDecimals } from "@/ui/decimal";
import { formatMoney, formatQuantity } from "@/ui/format";

/** One line that says what a price costs; tier and call tables say the rest. */
export function priceText(price: Price, locale: string): string {
  const text = lowestPrice(price, locale);
  const { terms } = price;
  const varies = "tiers" in terms || (terms.model === "call" && !!terms.bands?.length);
  return varies ? m.prices.from(text) : text;
}

/** The same without "from": what the cheapest unit costs. */
export function lowestPrice(price: Price, locale: string): string {
  const money = (amount: string) => formatMoney(amount, price.currency, locale);
  const { terms } = price;
  switch (terms.model) {
    case "flat":
      return money(terms.amount);
    case "commitment":
      return m.prices.committed(money(terms.amount));
    case "per_unit":
      return m.prices.per_unit(money(terms.unit_amount), price.unit);
    case "graduated":
    case "volume":
      return sold(cheapest(terms.tiers), price, locale);
    case "package":
      return lot(terms.amount, terms.package_size, price, locale);
    case "percentage":
      return percent(terms.percent, money, locale, terms.fixed_amount);
    case "graduated_percentage":
      return m.prices.percent(formatQuantity(least(terms.tiers.map((tier) => tier.percent)), locale));
    case "call":
      return m.prices.per_minute(money(least([terms, ...(terms.bands ?? [])].map(firstMinute))));
  }
}

function percent(share: string, money: (amount: string) => string, locale: string, fixed = "0"): string {
  const shown = formatQuantity(share, locale);
  return isZero(fixed) ? m.prices.percent(shown) : m.prices.percent_and_fixed(shown, money(fixed));
}

type Sold = { unit_amount: string; block_size?: string | null };

function sold({ unit_amount, block_size }: Sold, price: Price, locale: string): string {
  if (block_size) return lot(unit_amount, block_size, price, locale);
  return m.prices.per_unit(formatMoney(unit_amount, price.currency, locale), price.unit);
}

function lot(amount: string, size: string, price: Price, locale: string): string {
  const units = m.unit(price.unit, size);
  return m.prices.per_lot(formatMoney(amount, price.currency, locale), formatQuantity(size, locale), units);
}

/** The lowest price there is; free units are in the table, as a price they would promise too much. */
function cheapest(tiers: readonly Sold[]): Sold {
  const priced = tiers.filter((tier) => !isZero(tier.unit_amount));
  return priced.reduce((found, tier) => (isCheaper(tier, found) ? tier : found), priced[0] ?? { unit_amount: "0" });
}

/** By what one unit costs, without a division: a / b < c / d where a × d < c × b. */
function isCheaper(a: Sold, b: Sold): boolean {
  const [one, other] = [a.block_size ?? "1", b.block_size ?? "1"];
  return compareDecimals(multiplyDecimals(a.unit_amount, other), multiplyDecimals(b.unit_amount, one)) < 0;
}

function firstMinute({ steps }: { steps: { per_minute: string }[] }): string {
  return steps[0]?.per_minute ?? "0";
}

function least(numbers: readonly string[]): string {
  const charged = numbers.filter((number) => !isZero(number));
  return charged.reduce((less, number) => (compareDecimals(number, less) < 0 ? number : less), charged[0] ?? "0");
}

/** The currencies a plan is sold in, in the order of its prices. */
export function currenciesOf(prices: readonly Pick<Price, "currency">[]): string[] {
  return [...new Set(prices.map((price) => price.currency))];
}
