import { describe, expect, it } from "vitest";
import { writtenLocale } from "@/app/language";
import {
  dayIn,
  formatDay,
  formatDayOf,
  formatDays,
  formatDuration,
  formatMoment,
  formatMoney,
  formatQuantity,
  formatUtc,
} from "./format";

const days = (from: string, to: string, locale: string) =>
  formatDays(from, to, "Europe/Berlin", locale).replaceAll("\u2009", " ");
const set = (text: string) => `\u2066${text}\u2069`;

describe("money", () => {
  it("has the digits of its currency: 0, 2 or 3", () => {
    expect(formatMoney("1234.5", "EUR", "en")).toBe("€1,234.50");
    expect(formatMoney("128000", "JPY", "en")).toBe("¥128,000");
    expect(formatMoney("1.5", "BHD", "en")).toBe("BHD\u00a01.500");
  });

  it("has them as the server counts, where a browser shows none", () => {
    expect(formatMoney("1234.50", "HUF", "en")).toBe("HUF\u00a01,234.50");
    expect(formatMoney("1234.00", "IDR", "en")).toBe("IDR\u00a01,234.00");
    expect(formatMoney("1.5", "IQD", "en")).toBe("IQD\u00a01.500");
    expect(formatMoney("1.500", "KWD", "en")).toBe("KWD\u00a01.500");
  });

  it("keeps finer digits of unit prices and rated calls", () => {
    expect(formatMoney("0.0125", "EUR", "en")).toBe("€0.0125");
    expect(formatMoney("0.189", "EUR", "en", 4)).toBe("€0.1890");
  });

  it("is exact beyond what a float holds", () => {
    expect(formatMoney("90071992547409.93", "EUR", "en")).toBe("€90,071,992,547,409.93");
    expect(formatMoney("9007199254740993.07", "USD", "en")).toBe("$9,007,199,254,740,993.07");
  });

  it("follows the reader's locale", () => {
    expect(formatMoney("-1234.5", "EUR", "de-DE")).toBe("-1.234,50\u00a0€");
  });
});

describe("a period", () => {
  it("says once what its days share", () => {
    expect(days("2026-10-31T23:00:00Z", "2026-11-30T22:59:59Z", "en-GB")).toBe("1 – 30 Nov 2026");
    expect(days("2026-10-14T22:00:00Z", "2026-12-14T22:59:59Z", "de")).toBe("15. Okt. – 14. Dez. 2026");
    expect(days("2026-12-14T23:00:00Z", "2027-01-14T22:59:59Z", "en-GB")).toBe("15 Dec 2026 – 14 Jan 2027");
    expect(days("2026-11-01T00:00:00Z", "2026-11-01T12:00:00Z", "en-GB")).toBe("1 Nov 2026");
  });
});

describe("in Arabic", () => {
  it("an amount stands from left to right as a whole, its sign and its code included", () => {
    const ar = writtenLocale("ar-EG");
    expect(formatMoney("1234.5", "USD", ar)).toBe(set("1,234.50\u00a0US$"));
    expect(formatMoney("-1234.5", "USD", ar)).toBe(set("-1,234.50\u00a0US$"));
    expect(formatQuantity("-2.5", ar)).toBe(set("-2.5"));
  });

  it("digits are Latin and days Gregorian, whatever a region prefers", () => {
    expect(formatDay("2026-11-22", writtenLocale("ar-SA"))).toBe("22 نوفمبر 2026");
    expect(formatQuantity("12450.5", writtenLocale("ar-EG"))).toBe("12,450.5");
    expect(formatDay("2026-11-22", writtenLocale("fa"))).toContain("2026");
  });
});

describe("quantities", () => {
  it("lose trailing zeros, never digits", () => {
    expect(formatQuantity("12450.500000", "en")).toBe("12,450.5");
    expect(formatQuantity(1204, "en")).toBe("1,204");
    expect(formatQuantity("0.000001", "en")).toBe("0.000001");
  });
});

describe("times", () => {
  const late = "2026-10-31T23:30:00Z";

  it("are shown in the company's zone", () => {
    expect(formatMoment(late, "Europe/Berlin", "en-GB")).toBe("1 Nov 2026, 00:30");
    expect(formatMoment(late, "America/New_York", "en-GB")).toBe("31 Oct 2026, 19:30");
    expect(formatUtc(late)).toBe("2026-10-31 23:30:00 UTC");
  });

  it("belong to the business day of that zone", () => {
    expect(formatDayOf(late, "Asia/Tokyo", "en-GB")).toBe("1 Nov 2026");
    expect(formatDayOf(late, "UTC", "en-GB")).toBe("31 Oct 2026");
  });

  it("leave calendar days alone", () => {
    expect(formatDay("2026-11-01", "en-GB")).toBe("1 Nov 2026");
  });

  it("count days in the zone, also across the change of clocks", () => {
    const now = new Date("2026-10-25T00:30:00Z");
    expect(dayIn("Europe/Berlin", now)).toBe("2026-10-25");
    expect(dayIn("America/New_York", now)).toBe("2026-10-24");
    expect(dayIn("Europe/Berlin", now, -29)).toBe("2026-09-26");
  });

  it("are durations without a zone", () => {
    expect([0, 65, 3725].map(formatDuration)).toEqual(["0:00", "1:05", "1:02:05"]);
  });
});
