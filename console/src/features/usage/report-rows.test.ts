import { describe, expect, it } from "vitest";
import type { UsageReportRow } from "@/api/types";
import { daysOf, nameOf, rangeOf } from "./day-ranges";
import { amountsOf, drillOf, firstSort, sortedRows, withEmptyDays } from "./report-rows";

const row = (key: string | null, part: Partial<UsageReportRow> = {}): UsageReportRow => ({
  key,
  label: null,
  events: 1,
  calls: 1,
  answered: 1,
  quantity: null,
  billable_seconds: 60,
  billed_seconds: 60,
  amounts: [],
  ...part,
});
const RANGE = { from: "2026-03-01", to: "2026-03-03" };

describe("the rows of a report", () => {
  it("add up a currency at a time, exactly", () => {
    const rows = [
      row("a", { amounts: [{ amount: "0.1000", currency: "EUR" }] }),
      row("b", {
        amounts: [
          { amount: "0.2000", currency: "EUR" },
          { amount: "7", currency: "JPY" },
        ],
      }),
    ];
    expect(amountsOf(rows)).toEqual([
      { amount: "0.3000", currency: "EUR" },
      { amount: "7", currency: "JPY" },
    ]);
  });

  it("have a day without usage where there is none", () => {
    const days = withEmptyDays([row("2026-03-02", { events: 5 })], RANGE);
    expect(days.map((day) => [day.key, day.events])).toEqual([
      ["2026-03-01", 0],
      ["2026-03-02", 5],
      ["2026-03-03", 0],
    ]);
  });

  it("are sorted by amounts as numbers, not as texts", () => {
    const of = (key: string, amount: string) => row(key, { amounts: [{ amount, currency: "EUR" }] });
    const sorted = sortedRows([of("a", "9.5"), of("b", "10.25"), row("c")], { key: "amount", descending: true });
    expect(sorted.map((one) => one.key)).toEqual(["b", "a", "c"]);
    expect(firstSort("day")).toEqual({ key: "key", descending: true });
    expect(firstSort("agent").key).toBe("events");
  });
});

describe("the way to the calls behind a row", () => {
  it("keeps the days of the report, and what it was narrowed to", () => {
    expect(drillOf(row("ada"), "agent", RANGE, { module: "mod_1" })).toEqual({
      ...RANGE,
      module: "mod_1",
      agent: "ada",
    });
    expect(drillOf(row("2026-03-02"), "day", RANGE, {})).toEqual({ from: "2026-03-02", to: "2026-03-02" });
  });

  it("is not there where nothing is", () => {
    expect(drillOf(row("sms", { calls: 0 }), "meter", RANGE, {})).toBeNull();
    expect(drillOf(row(null), "module", RANGE, {})).toBeNull();
    expect(drillOf(row(""), "agent", RANGE, {})).toBeNull();
  });
});

describe("days by name", () => {
  const now = new Date("2026-03-01T02:00:00Z");

  it("are those of the calendar of the zone", () => {
    expect(rangeOf("days_7", "UTC", now)).toEqual({ from: "2026-02-23", to: "2026-03-01" });
    expect(rangeOf("month", "America/New_York", now)).toEqual({ from: "2026-02-01", to: "2026-02-28" });
    expect(rangeOf("last_month", "UTC", now)).toEqual({ from: "2026-02-01", to: "2026-02-28" });
    expect(rangeOf("last_month", "America/New_York", now)).toEqual({ from: "2026-01-01", to: "2026-01-31" });
  });

  it("are known again, unless they were chosen one by one", () => {
    expect(nameOf({ from: "2026-02-23", to: "2026-03-01" }, "UTC", now)).toBe("days_7");
    expect(nameOf({ from: "2026-02-24", to: "2026-03-01" }, "UTC", now)).toBeUndefined();
  });

  it("are all of them, both ends included", () => {
    expect(daysOf(RANGE)).toEqual(["2026-03-01", "2026-03-02", "2026-03-03"]);
    expect(daysOf({ from: "2026-03-03", to: "2026-03-01" })).toEqual([]);
  });
});
