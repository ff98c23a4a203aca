import { dayIn } from "@/ui/format";

export type DayRange = { from: string; to: string };
export const RANGES = ["days_7", "days_30", "days_90", "month", "last_month"] as const;
export type RangeName = (typeof RANGES)[number];

/** The days of a named range by the calendar of a zone, both included. */
export function rangeOf(name: RangeName, zone: string, now: Date): DayRange {
  const today = dayIn(zone, now);
  switch (name) {
    case "days_7":
      return { from: dayIn(zone, now, -6), to: today };
    case "days_30":
      return { from: dayIn(zone, now, -29), to: today };
    case "days_90":
      return { from: dayIn(zone, now, -89), to: today };
    case "month":
      return { from: firstOfMonth(today), to: today };
    case "last_month": {
      const last = dayBefore(firstOfMonth(today));
      return { from: firstOfMonth(last), to: last };
    }
  }
}

/** The name of a range, or none when the days were chosen one by one. */
export const nameOf = (range: DayRange, zone: string, now: Date): RangeName | undefined =>
  RANGES.find((name) => {
    const named = rangeOf(name, zone, now);
    return named.from === range.from && named.to === range.to;
  });

const firstOfMonth = (day: string): string => `${day.slice(0, 7)}-01`;

const dayBefore = (day: string): string => moved(day, -1);

function moved(day: string, by: number): string {
  const date = new Date(`${day}T12:00:00Z`);
  date.setUTCDate(date.getUTCDate() + by);
  return date.toISOString().slice(0, 10);
}

/** More days than a report may have are not drawn either. */
const DAYS_MAX = 400;

export function daysOf({ from, to }: DayRange): string[] {
  const days: string[] = [];
  for (let day = from; day <= to && days.length < DAYS_MAX; day = moved(day, 1)) days.push(day);
  return days;
}
