import type { RatePoint } from "@/api/types";
import type { RateSpan } from "@/app/searches";
import { addDecimals, compareDecimals, dividedDecimals } from "@/ui/decimal";
import { changePercent } from "./converting";

const DAYS: Record<RateSpan, number> = { "30d": 30, "90d": 90, "1y": 365, "3y": 1095 };

/** The day of an instant, by UTC as the sources keep them. */
export const dayOf = (at: string): string => new Date(at).toISOString().slice(0, 10);

export function daysBefore(day: string, days: number): string {
  return dayOf(new Date(Date.parse(`${day}T12:00:00Z`) - days * 86_400_000).toISOString());
}

/** A span reaches back from the last day that is known, so that a history that ended still has a chart. */
export const spanUntil = (until: string, span: RateSpan) => ({ since: daysBefore(until, DAYS[span]), until });

/** Whole days between two instants. */
export const daysBetween = (from: string, to: Date): number =>
  Math.max(0, Math.floor((to.getTime() - Date.parse(from)) / 86_400_000));

export type Course = { change: string; high: RatePoint; low: RatePoint; average: string };

const AVERAGE_DIGITS = 12;

/** What a chart says in numbers; null without a point. */
export function courseOf(points: readonly RatePoint[]): Course | null {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return null;
  const by = (sign: 1 | -1) =>
    points.reduce((found, one) => (compareDecimals(one.rate, found.rate) * sign > 0 ? one : found), first);
  const sum = points.reduce((total, one) => addDecimals(total, one.rate), "0");
  return {
    change: changePercent(first.rate, last.rate),
    high: by(1),
    low: by(-1),
    average: dividedDecimals(sum, String(points.length), AVERAGE_DIGITS),
  };
}
