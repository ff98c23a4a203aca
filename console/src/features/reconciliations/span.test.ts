import { expect, it } from "vitest";
import { whileBusy } from "./data";
import { monthSoFar, spanOf } from "./span";

it("a comparison is of the month so far, or of the one that is over", () => {
  expect(monthSoFar(new Date("2026-11-23T13:00:00Z"))).toEqual({ from: "2026-11-01", through: "2026-11-23" });
  expect(monthSoFar(new Date("2026-12-01T00:10:00Z"))).toEqual({ from: "2026-11-01", through: "2026-12-01" });
});

it("days become a half-open span by UTC, which never ends in the future", () => {
  const now = new Date("2026-11-23T13:00:00Z");
  expect(spanOf("2026-10-01", "2026-10-31", now)).toEqual({
    from: "2026-10-01T00:00:00Z",
    to: "2026-11-01T00:00:00.000Z",
  });
  expect(spanOf("2026-11-23", "2026-11-23", now).to).toBe("2026-11-23T13:00:00.000Z");
});

it("a run is read again while it is not over", () => {
  expect(whileBusy([{ state: "finished" }, { state: "waiting" }])).toBe(2_000);
  expect(whileBusy([{ state: "failed" }])).toBe(false);
  expect(whileBusy(undefined)).toBe(false);
});
