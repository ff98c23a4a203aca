import type { Dispute } from "@/api/types";
import { m } from "@/app/messages";
import type { Tone } from "@/ui/badge";

const TONES: Record<Dispute["state"], Tone> = {
  warning: "warn",
  open: "bad",
  answered: "info",
  won: "good",
  lost: "neutral",
  accepted: "neutral",
};

export const disputeTone = (state: Dispute["state"]): Tone => TONES[state];

const DECIDED: ReadonlySet<Dispute["state"]> = new Set(["won", "lost", "accepted"]);

export const isDecided = ({ state }: Pick<Dispute, "state">): boolean => DECIDED.has(state);

/** Providers name reasons in capitals or not; one that is not known here, as it is. */
export function reasonText(reason: string): string {
  const code = reason.toLowerCase();
  return m.disputes.reasons[code] ?? code.replaceAll("_", " ");
}

export const fileHref = (dispute: string, file: string): string => `/api/v1/disputes/${dispute}/files/${file}`;

/** In whole kilobytes, from a megabyte on in tenths of one: never less than it is. */
export function fileSize(bytes: number): string {
  if (bytes < 1_000_000) return `${Math.ceil(bytes / 1000)} kB`;
  return `${(Math.ceil(bytes / 100_000) / 10).toFixed(1)} MB`;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const SOON = 3 * DAY;

export type Countdown = { unit: "day" | "hour" | "minute"; count: number; tone: "neutral" | "warn" | "bad" };

/** How long is left until a moment, in whole days, hours or minutes, cut and never rounded up. Null once it is over. */
export function countdown(until: string, now: number): Countdown | null {
  const left = Date.parse(until) - now;
  if (left <= 0) return null;
  const tone = left < DAY ? "bad" : left < SOON ? "warn" : "neutral";
  if (left >= DAY) return { unit: "day", count: Math.floor(left / DAY), tone };
  if (left >= HOUR) return { unit: "hour", count: Math.floor(left / HOUR), tone };
  return { unit: "minute", count: Math.floor(left / MINUTE), tone };
}

/** "in 6 days", in the reader's language. */
export const countdownText = ({ unit, count }: Countdown, locale: string): string =>
  new Intl.RelativeTimeFormat(locale, { numeric: "always" }).format(count, unit);
