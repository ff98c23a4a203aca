import { expect, it } from "vitest";
import { localNow, momentIn } from "./moment-in";

it.each([
  ["UTC", "2026-12-01T00:00", "2026-12-01T00:00:00.000Z"],
  ["Europe/Berlin", "2026-12-01T00:00", "2026-11-30T23:00:00.000Z"],
  ["Asia/Kathmandu", "2026-12-01T00:00", "2026-11-30T18:15:00.000Z"],
  // An hour before and an hour after the clocks go forward, and after they went back.
  ["Europe/Berlin", "2027-03-28T01:30", "2027-03-28T00:30:00.000Z"],
  ["Europe/Berlin", "2027-03-28T03:30", "2027-03-28T01:30:00.000Z"],
  ["Europe/Berlin", "2026-10-25T03:30", "2026-10-25T02:30:00.000Z"],
  ["America/New_York", "2026-11-01T00:30", "2026-11-01T04:30:00.000Z"],
])("in %s the clock's %s is %s", (zone, local, instant) => {
  expect(momentIn(zone, local)).toBe(instant);
});

it("writes what a clock shows now, as a field of day and time has it", () => {
  const now = Date.parse("2026-07-01T22:30:45Z");
  expect(localNow("Europe/Berlin", now)).toBe("2026-07-02T00:30");
  expect(localNow("America/New_York", now)).toBe("2026-07-01T18:30");
});
