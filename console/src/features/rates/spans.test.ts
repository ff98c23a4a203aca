import { describe, expect, it } from "vitest";
import { courseOf, daysBefore, daysBetween, spanUntil } from "./spans";

const point = (day: string, rate: string) => ({ day, rate, source: "ecb" as const, as_of: `${day}T13:15:00Z` });

describe("a course", () => {
  it("reaches back from the last day that is known, by the calendar of UTC", () => {
    expect(spanUntil("2025-12-31", "30d")).toEqual({ since: "2025-12-01", until: "2025-12-31" });
    expect(spanUntil("2025-12-31", "1y").since).toBe("2024-12-31");
    expect(daysBefore("2024-03-01", 1)).toBe("2024-02-29");
  });

  it("is told in numbers, digit for digit", () => {
    const points = [point("2025-01-02", "1.0321"), point("2025-01-03", "1.0299"), point("2025-01-06", "1.0426")];
    const course = courseOf(points);
    expect(course?.change).toBe("1.02");
    expect([course?.high.day, course?.low.day]).toEqual(["2025-01-06", "2025-01-03"]);
    expect(course?.average).toBe("1.034866666667");
  });

  it("of one day has not moved, and of none says nothing", () => {
    expect(courseOf([point("2025-01-02", "1.5")])).toMatchObject({ change: "0.00", average: "1.500000000000" });
    expect(courseOf([])).toBeNull();
  });

  it("counts whole days", () => {
    expect(daysBetween("2025-12-31T13:15:00Z", new Date("2026-01-01T13:14:59Z"))).toBe(0);
    expect(daysBetween("2025-12-31T13:15:00Z", new Date("2026-01-01T13:15:00Z"))).toBe(1);
  });
});
