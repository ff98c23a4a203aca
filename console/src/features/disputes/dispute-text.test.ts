import { describe, expect, it } from "vitest";
import { countdown, countdownText, fileSize, isDecided, reasonText } from "./dispute-text";

const NOW = Date.parse("2026-11-23T12:00:00Z");

describe("until when a dispute must be answered", () => {
  it("is cut to whole days, hours and minutes, so that nobody is promised time that is not there", () => {
    expect(countdown("2026-11-30T11:59:00Z", NOW)).toEqual({ unit: "day", count: 6, tone: "neutral" });
    expect(countdown("2026-11-25T12:00:00Z", NOW)).toEqual({ unit: "day", count: 2, tone: "warn" });
    expect(countdown("2026-11-24T11:59:00Z", NOW)).toEqual({ unit: "hour", count: 23, tone: "bad" });
    expect(countdown("2026-11-23T12:00:30Z", NOW)).toEqual({ unit: "minute", count: 0, tone: "bad" });
  });

  it("is over at the moment itself", () => {
    expect(countdown("2026-11-23T12:00:00Z", NOW)).toBeNull();
  });

  it("is said in words", () => {
    expect(countdownText({ unit: "day", count: 6, tone: "neutral" }, "en-GB")).toBe("in 6 days");
    expect(countdownText({ unit: "hour", count: 1, tone: "bad" }, "de-DE")).toBe("in 1 Stunde");
  });
});

describe("a dispute", () => {
  it("gives its reason in words, and by its code where there are none", () => {
    expect(reasonText("MERCHANDISE_OR_SERVICE_NOT_RECEIVED")).toBe("Not received");
    expect(reasonText("noncompliant_moon")).toBe("noncompliant moon");
  });

  it("says how large its files are, and never too little", () => {
    expect([1, 1000, 1001, 999_999].map(fileSize)).toEqual(["1 kB", "1 kB", "2 kB", "1000 kB"]);
    expect([1_000_000, 4_450_001].map(fileSize)).toEqual(["1.0 MB", "4.5 MB"]);
  });

  it("that was decided cannot be answered", () => {
    expect(isDecided({ state: "accepted" })).toBe(true);
    expect(isDecided({ state: "answered" })).toBe(false);
  });
});
