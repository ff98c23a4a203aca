import type { components } from "@/api/schema";
import type { Price, PriceList } from "@/api/types";
import { m } from "@/app/messages";
import { currencyDigits } from "@/ui/currency-digits";
import { NOW, type Start } from "./effective-fields";
import { momentIn } from "./moment-in";
import { currenciesOf } from "./price-text";

export type PriceListBody = components["schemas"]["PriceListIn"];
export type RoundingKind = components["schemas"]["RoundingKind"];
export type Rounding = { kind: RoundingKind; amount: string };

/** What stands in the fields. `to` is empty while none is chosen. */
export type PriceListDraft = {
  from: string;
  to: string;
  rounding: Rounding;
  units: Rounding;
  start: Start;
  overwrite: boolean;
};

const NONE: Rounding = { kind: "none", amount: "" };
const DECIMAL = /^\d+(\.\d+)?$/;

export const draftFrom = (from: string): PriceListDraft => ({
  from,
  to: "",
  rounding: NONE,
  units: NONE,
  start: NOW,
  overwrite: false,
});

/** The currency that the plan was priced in first: what was converted is not converted once more, unless somebody chooses so. */
export function originalOf(prices: readonly Pick<Price, "id" | "currency">[], converted: readonly string[]): string {
  const currencies = currenciesOf(prices);
  const own = (code: string) => prices.some(({ id, currency }) => currency === code && !converted.includes(id));
  return currencies.find(own) ?? currencies[0] ?? "";
}

/** What most people mean by the kind, in a currency with or without decimals. */
export function usual(kind: RoundingKind, currency: string): Rounding {
  const whole = currency !== "" && currencyDigits(currency) === 0;
  if (kind === "ending") return { kind, amount: whole ? "90" : "0.99" };
  return kind === "step" ? { kind, amount: whole ? "100" : "1" } : NONE;
}

/** What is asked of the server; null while something is missing that only a person can say. */
export function bodyOf(draft: PriceListDraft, zone: string): PriceListBody | null {
  const { from, to, rounding, units, start, overwrite } = draft;
  if (!to || to === from || !isSaid(rounding) || !isSaid(units) || (start.later && !start.at)) return null;
  return {
    from,
    to,
    rounding: told(rounding),
    unit_prices: told(units),
    effective_from: start.later ? momentIn(zone, start.at) : null,
    overwrite,
  };
}

/** What is published: the same, at the rate that was looked at and no other. */
export const publishedBody = (body: PriceListBody, { source_rate, target_rate }: PriceList["rate"]): PriceListBody => ({
  ...body,
  expected: { source_rate, target_rate },
});

const isSaid = ({ kind, amount }: Rounding): boolean => kind === "none" || DECIMAL.test(amount);
const told = ({ kind, amount }: Rounding) => ({ kind, amount: kind === "none" ? null : amount });

/** "/terms/tiers/0/unit_amount" as people say it: "Tier 1, Each". */
export function amountName(pointer: string): string {
  const p = m.price_lists;
  const parts = pointer.split("/").slice(2);
  const last = parts.at(-1) ?? "";
  const places: string[] = [];
  parts.forEach((part, index) => {
    const position = Number(parts[index + 1]) + 1;
    if (part === "tiers" || part === "steps" || part === "bands") places.push(p.places[part](position));
  });
  if (parts.at(-2) === "cap") return p.places.cap;
  if (parts.at(-2) === "discount") return p.places.discount;
  const name = p.amounts[last] ?? last;
  return places.length === 0 ? name : p.placed(places.join(", "), name);
}
