/** "2026-12-01T00:00" by the clock of a zone as an instant. An hour that a zone skips is the one after it. */
export function momentIn(zone: string, local: string): string {
  const asUtc = Date.parse(`${local}Z`);
  const first = asUtc - offsetAt(zone, asUtc);
  return new Date(asUtc - offsetAt(zone, first)).toISOString();
}

/** How far the clock of a zone is ahead of UTC, in milliseconds. */
function offsetAt(zone: string, at: number): number {
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" });
  return Date.parse(`${format.format(at).replace(" ", "T")}Z`) - Math.floor(at / 1000) * 1000;
}

/** What the clock of a zone shows now, as a field of day and time writes it. */
export function localNow(zone: string, now: number = Date.now()): string {
  return new Date(now + offsetAt(zone, now)).toISOString().slice(0, 16);
}
