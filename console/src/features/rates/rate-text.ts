import { formatQuantity } from "@/ui/format";
import { significantDigits } from "@/ui/decimal";

/** Enough to tell two days apart; the rest of the digits are there, and quieter. */
const LOUD_DIGITS = 6;

/** A rate as the locale writes it, its first digits and the others: "0.868658" and "790827". */
export function splitRate(rate: string, locale: string): { loud: string; quiet: string } {
  const text = formatQuantity(rate, locale);
  const quiet = Math.max(0, significantDigits(rate) - loudDecimals(rate));
  return { loud: text.slice(0, text.length - quiet), quiet: text.slice(text.length - quiet) };
}

/** A rate cut to the digits that a sentence or a column needs, rounded by the formatter. */
export function briefRate(rate: string, locale: string): string {
  const digits = loudDecimals(rate);
  return new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(rate as Intl.StringNumericLiteral);
}

function loudDecimals(rate: string): number {
  const [whole = "0", fraction = ""] = rate.split(".");
  if (whole !== "0") return Math.max(2, LOUD_DIGITS - whole.length);
  return LOUD_DIGITS + (/^0*/.exec(fraction)?.[0].length ?? 0);
}

/** "1.23" as "+1.23 %", the way the locale writes it. */
export function signedPercent(percent: string, locale: string): string {
  const options = { style: "unit", unit: "percent", signDisplay: "exceptZero", maximumFractionDigits: 2 } as const;
  return new Intl.NumberFormat(locale, options).format(percent as Intl.StringNumericLiteral);
}
