/** Exact comparisons on the API's decimal strings. Amounts never pass through a binary float on their way to the screen. */
const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;

type Parts = { negative: boolean; whole: string; fraction: string };

function parts(text: string): Parts {
  const match = DECIMAL.exec(text);
  if (!match) throw new RangeError(`not a decimal: ${text}`);
  return { negative: match[1] === "-", whole: match[2] ?? "0", fraction: match[3] ?? "" };
}

function scaled(text: string, digits: number): bigint {
  const { negative, whole, fraction } = parts(text);
  const value = BigInt(whole + fraction.padEnd(digits, "0"));
  return negative ? -value : value;
}

/** How many digits the server wrote after the point, trailing zeros dropped. */
export function significantDigits(text: string): number {
  return parts(text).fraction.replace(/0+$/, "").length;
}

/** Negative, zero or positive, like a comparator for `sort`. */
export function compareDecimals(a: string, b: string): number {
  const digits = Math.max(parts(a).fraction.length, parts(b).fraction.length);
  const difference = scaled(a, digits) - scaled(b, digits);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

export function addDecimals(a: string, b: string): string {
  const digits = Math.max(parts(a).fraction.length, parts(b).fraction.length);
  return unscaled(scaled(a, digits) + scaled(b, digits), digits);
}

export function subtractDecimals(a: string, b: string): string {
  const digits = Math.max(parts(a).fraction.length, parts(b).fraction.length);
  return unscaled(scaled(a, digits) - scaled(b, digits), digits);
}

export function multiplyDecimals(a: string, b: string): string {
  const [first, second] = [parts(a).fraction.length, parts(b).fraction.length];
  return unscaled(scaled(a, first) * scaled(b, second), first + second);
}

/** a / b rounded half up to so many digits: for averages on the screen, never for what is owed. */
export function dividedDecimals(a: string, b: string, digits: number): string {
  const [first, second] = [parts(a).fraction.length, parts(b).fraction.length];
  const [dividend, divisor] = [
    scaled(a, first) * 10n ** BigInt(second + digits),
    scaled(b, second) * 10n ** BigInt(first),
  ];
  if (divisor === 0n) throw new RangeError("divided by zero");
  const [size, by] = [magnitude(dividend), magnitude(divisor)];
  const rounded = (2n * size + by) / (2n * by);
  return unscaled(dividend < 0n === divisor < 0n ? rounded : -rounded, digits);
}

const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);

export function isZero(text: string): boolean {
  return compareDecimals(text, "0") === 0;
}

export function isNegative(text: string): boolean {
  return compareDecimals(text, "0") < 0;
}

/** "0.19" becomes "19": a rate shown as per cent without touching a float. */
export function asPercent(rate: string): string {
  const { negative, whole, fraction } = parts(rate);
  const digits = fraction.padEnd(2, "0");
  const shifted = `${whole}${digits.slice(0, 2)}`.replace(/^0+(?=\d)/, "");
  const rest = digits.slice(2).replace(/0+$/, "");
  return `${negative ? "-" : ""}${shifted}${rest ? `.${rest}` : ""}`;
}

/** A height in pixels may be approximate; a sum of money may not. For charts only. */
export function forPixels(text: string): number {
  return Number(text);
}

function unscaled(value: bigint, digits: number): string {
  const text = (value < 0n ? -value : value).toString().padStart(digits + 1, "0");
  const whole = text.slice(0, text.length - digits);
  const fraction = text.slice(text.length - digits);
  return `${value < 0n ? "-" : ""}${whole}${digits ? `.${fraction}` : ""}`;
}
