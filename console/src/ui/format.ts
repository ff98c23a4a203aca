import { currencyDigits } from "./currency-digits";
import { significantDigits } from "./decimal";

/** Intl's formatters cost far more to build than to use: one per combination, kept. */
const kept = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();

function keep<T extends Intl.NumberFormat | Intl.DateTimeFormat>(key: string, build: () => T): T {
  const found = kept.get(key);
  if (found) return found as T;
  const built = build();
  kept.set(key, built);
  return built;
}

/** Intl formats decimal strings exactly (ES2023); only its type insists on literals. */
const exact = (text: string) => text as Intl.StringNumericLiteral;

const MARKS = /^[\u200e\u200f\u061c]+/;

/**
 * Locales that write from right to left mark a number's direction in front of it; beside it "US$" becomes "$US" and a
 * minus leaves its digits. Set apart as a whole and from left to right, an amount stays what a bank would print: "-1,234.50 US$".
 */
const whole = (text: string): string => (MARKS.test(text) ? `\u2066${text.replace(MARKS, "")}\u2069` : text);

/** "1234.5", EUR -> "€1,234.50". Digits beyond the currency's own (unit prices, rated calls) are shown, never cut; `least` aligns a column of them. */
export function formatMoney(amount: string, currency: string, locale: string, least = 0): string {
  const own = Math.max(currencyDigits(currency), least);
  const digits = Math.max(own, significantDigits(amount));
  const options = { style: "currency", currency, minimumFractionDigits: own, maximumFractionDigits: digits } as const;
  const format = keep(`m|${locale}|${currency}|${own}|${digits}`, () => new Intl.NumberFormat(locale, options));
  return whole(format.format(exact(amount)));
}

/** A quantity as written by the server, with the locale's separators and no trailing zeros. */
export function formatQuantity(quantity: string | number, locale: string): string {
  const text = String(quantity);
  const digits = significantDigits(text);
  const format = keep(`q|${locale}|${digits}`, () => new Intl.NumberFormat(locale, { maximumFractionDigits: digits }));
  return whole(format.format(exact(text)));
}

const MOMENT = { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" } as const;
const DAY = { day: "numeric", month: "short", year: "numeric" } as const;

/** An instant in the company's zone: "22 Nov 2026, 19:23". */
export function formatMoment(at: string, zone: string, locale: string): string {
  const options = { ...MOMENT, hourCycle: "h23", timeZone: zone } as const;
  return keep(`t|${locale}|${zone}`, () => new Intl.DateTimeFormat(locale, options)).format(new Date(at));
}

/** The business day an instant belongs to in the company's zone. */
export function formatDayOf(at: string, zone: string, locale: string): string {
  return keep(`y|${locale}|${zone}`, () => new Intl.DateTimeFormat(locale, { ...DAY, timeZone: zone })).format(
    new Date(at),
  );
}

/** A calendar day ("2026-11-22") has no zone: it is formatted as it stands. */
export function formatDay(day: string, locale: string): string {
  return formatDayOf(`${day.slice(0, 10)}T12:00:00Z`, "UTC", locale);
}

/** Both days in their zone with what they share said once: "15 – 30 Nov 2026", and one day alone. */
export function formatDays(from: string, to: string, zone: string, locale: string): string {
  const format = keep(`y|${locale}|${zone}`, () => new Intl.DateTimeFormat(locale, { ...DAY, timeZone: zone }));
  return format.formatRange(new Date(from), new Date(to));
}

export function formatDayShort(day: string, locale: string): string {
  const options = { day: "numeric", month: "short", timeZone: "UTC" } as const;
  const format = keep(`s|${locale}`, () => new Intl.DateTimeFormat(locale, options));
  return format.format(new Date(`${day.slice(0, 10)}T12:00:00Z`));
}

/** "Nov 2026" */
export function formatMonthShort(day: string, locale: string): string {
  const options = { month: "short", year: "numeric", timeZone: "UTC" } as const;
  const format = keep(`h|${locale}`, () => new Intl.DateTimeFormat(locale, options));
  return format.format(new Date(`${day.slice(0, 10)}T12:00:00Z`));
}

/** "2026-11-22 18:23:11 UTC", what the tooltip gives beside the local time. */
export function formatUtc(at: string): string {
  return `${new Date(at).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** 3725 -> "1:02:05", 65 -> "1:05". */
export function formatDuration(seconds: number): string {
  const rest = [Math.floor(seconds / 60) % 60, Math.floor(seconds) % 60].map((part) => String(part).padStart(2, "0"));
  const hours = Math.floor(seconds / 3600);
  return hours > 0 ? `${hours}:${rest.join(":")}` : `${Number(rest[0])}:${rest[1]}`;
}

/** Today's calendar day in a zone as "YYYY-MM-DD", moved by whole days. */
export function dayIn(zone: string, now: Date, offsetDays = 0): string {
  const format = keep(`c|${zone}`, () => new Intl.DateTimeFormat("en-CA", { timeZone: zone }));
  const today = new Date(`${format.format(now)}T12:00:00Z`);
  today.setUTCDate(today.getUTCDate() + offsetDays);
  return today.toISOString().slice(0, 10);
}
