import { dividedDecimals, multiplyDecimals, subtractDecimals } from "@/ui/decimal";

/** The rate of a pair as its source wrote it, both over one base: exactly it is `target_rate / source_rate`. */
export type Pair = { source_rate: string; target_rate: string };

/** The digits at which a rate is shown, as the server does. */
const SHOWN_DIGITS = 12;
/** More than any rate has zeros after its point. */
const SCALE = 40;

export const reversed = ({ source_rate, target_rate }: Pair): Pair => ({
  source_rate: target_rate,
  target_rate: source_rate,
});

/** An amount in the other currency, rounded half up once, from the exact product: what `POST /convert` would answer. */
export const converted = (amount: string, { source_rate, target_rate }: Pair, digits: number): string =>
  dividedDecimals(multiplyDecimals(amount, target_rate), source_rate, digits);

/** How many of the target 1 of the source is, at twelve significant digits. To be shown, never to be multiplied with. */
export function shownRate({ source_rate, target_rate }: Pair): string {
  const digits = Math.max(0, SHOWN_DIGITS - magnitude(dividedDecimals(target_rate, source_rate, SCALE)));
  const text = dividedDecimals(target_rate, source_rate, digits);
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

/** The number of digits before the point; 0 for 0.1 … 1, negative below. */
function magnitude(rate: string): number {
  const [whole = "0", fraction = ""] = rate.split(".");
  if (whole !== "0") return whole.length;
  return -(/^0*/.exec(fraction)?.[0].length ?? 0);
}

/** By how many per cent the second is more than the first, with two digits: for the eye. */
export function changePercent(before: string, now: string): string {
  return dividedDecimals(multiplyDecimals(subtractDecimals(now, before), "100"), before, 2);
}
