import { dayIn } from "@/ui/format";

/** The first of the month that yesterday belongs to, by UTC: on the first of a month one compares the one that is over. */
export function monthSoFar(now: Date): { from: string; through: string } {
  return { from: `${dayIn("UTC", now, -1).slice(0, 7)}-01`, through: dayIn("UTC", now) };
}

/** Whole days by UTC as a half-open span; a day that is not over lasts until now. */
export function spanOf(from: string, through: string, now: Date): { from: string; to: string } {
  const end = new Date(`${through}T00:00:00Z`);
  end.setUTCDate(end.getUTCDate() + 1);
  return { from: `${from}T00:00:00Z`, to: dayIn("UTC", now) === through ? now.toISOString() : end.toISOString() };
}
