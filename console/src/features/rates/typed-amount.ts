/** What stands in a field for an amount. `too_fine`: more digits than the currency has; an amount is never rounded unseen. */
export type Typed = { kind: "empty" | "wrong" | "too_fine" | "too_large" } | { kind: "amount"; amount: string };

/** As many as any amount may have, to the smallest unit (kernel, DIGITS_MAX). */
const DIGITS_MAX = 18;

/** An amount as people write it in the locale: "1.234,56" in German, "1,234.56" in English. What could mean two things is wrong. */
export function readAmount(text: string, locale: string, digits: number): Typed {
  const { group, decimal } = separators(locale);
  const plain = withPlainDigits(text).replaceAll(/[\s'’]/gu, "");
  if (plain === "") return { kind: "empty" };
  const match = new RegExp(`^(\\d+|\\d{1,3}(?:${group}\\d{2,3})*${group}\\d{3})?(?:${decimal}(\\d*))?$`, "u").exec(
    plain,
  );
  if (!match || !/\d/.test(plain)) return { kind: "wrong" };
  const whole = (match[1] ?? "0").replaceAll(/\D/g, "").replace(/^0+(?=\d)/, "");
  const fraction = match[2] ?? "";
  if (fraction.replace(/0+$/, "").length > digits) return { kind: "too_fine" };
  if (whole.length + digits > DIGITS_MAX) return { kind: "too_large" };
  const kept = fraction.slice(0, digits);
  return { kind: "amount", amount: kept ? `${whole}.${kept}` : whole };
}

/** For the eye with its groups, and plain for whoever is typing in it. */
export function writeAmount(amount: string, locale: string, digits: number, grouped: boolean): string {
  const fixed = { minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: grouped } as const;
  return new Intl.NumberFormat(locale, fixed).format(amount as Intl.StringNumericLiteral);
}

function separators(locale: string): { group: string; decimal: string } {
  const parts = new Intl.NumberFormat(locale, { useGrouping: true }).formatToParts(1_234_567.8);
  const of = (type: string, otherwise: string) => parts.find((part) => part.type === type)?.value ?? otherwise;
  const group = withoutSpace(of("group", ","));
  // A space between groups has gone already; what then stands for it fits nothing.
  return { group: group === "" ? "(?!)" : `[${group}٬]`, decimal: `[${of("decimal", ".")}٫]` };
}

const withoutSpace = (text: string) => text.replaceAll(/[\s'’]/gu, "");

/** The zeros of the digits that a keyboard of another script has: Arabic-Indic, Persian, Devanagari, Bengali, full-width. */
const ZEROS = [0x660, 0x6f0, 0x966, 0x9e6, 0xff10];

const withPlainDigits = (text: string) =>
  text.replaceAll(/\p{Nd}/gu, (digit) => {
    const point = digit.codePointAt(0) ?? 0;
    const zero = ZEROS.find((one) => point >= one && point < one + 10);
    return zero === undefined ? digit : String(point - zero);
  });
