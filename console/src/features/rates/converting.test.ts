import { describe, expect, it } from "vitest";
import { changePercent, converted, reversed, shownRate } from "./converting";

/** As the European Central Bank had them on 13 June 2025, over euros. */
const USD_EUR = { source_rate: "1.1512", target_rate: "1" };
const USD_JPY = { source_rate: "1.1512", target_rate: "166.1" };
const JPY_USD = reversed(USD_JPY);

describe("an amount in another currency", () => {
  it("is rounded half up to the smallest unit, from the exact product", () => {
    expect(converted("100.00", USD_EUR, 2)).toBe("86.87");
    expect(converted("100.00", USD_EUR, 4)).toBe("86.8659");
    expect(converted("0.01", { source_rate: "2", target_rate: "1" }, 2)).toBe("0.01");
    expect(converted("0.01", { source_rate: "2.0001", target_rate: "1" }, 2)).toBe("0.00");
  });

  it("has the digits of its currency: none in yen, three in Kuwaiti dinars", () => {
    expect(converted("100.00", USD_JPY, 0)).toBe("14428");
    expect(converted("1000", JPY_USD, 2)).toBe("6.93");
    expect(converted("100.00", { source_rate: "1.1512", target_rate: "0.35261" }, 3)).toBe("30.630");
  });

  it("goes beyond what a float can hold, digit for digit", () => {
    expect(converted("9007199254740993.01", { source_rate: "1", target_rate: "1" }, 2)).toBe("9007199254740993.01");
    expect(converted("0.30", { source_rate: "0.1", target_rate: "1" }, 2)).toBe("3.00");
  });

  it("comes back as it was by way of dinars, and within a yen's worth by way of yen", () => {
    const kwd = { source_rate: "1.1512", target_rate: "0.35261" };
    expect(converted(converted("25.00", kwd, 3), reversed(kwd), 2)).toBe("25.00");
    expect(converted(converted("25.00", USD_JPY, 0), JPY_USD, 2)).toBe("25.00");
    expect(converted(converted("0.01", USD_JPY, 0), JPY_USD, 2)).toBe("0.01");
    expect(converted(converted("1", JPY_USD, 2), USD_JPY, 0)).toBe("1");
    expect(converted("0", USD_JPY, 0)).toBe("0");
  });

  it("comes back as it was, there and back with more digits", () => {
    for (const cents of [1, 7, 99, 100, 12_345, 999_999]) {
      const amount = (cents / 100).toFixed(2);
      const there = converted(amount, USD_EUR, 8);
      expect(converted(there, reversed(USD_EUR), 2)).toBe(amount);
    }
  });
});

describe("the rate", () => {
  it("is shown at twelve digits, as the server shows it", () => {
    expect(shownRate(USD_EUR)).toBe("0.868658790827");
    expect(shownRate(reversed(USD_EUR))).toBe("1.1512");
    expect(shownRate(USD_JPY)).toBe("144.284225156");
    expect(shownRate(JPY_USD)).toBe("0.00693076459964");
    expect(shownRate({ source_rate: "3", target_rate: "100000000000000" })).toBe("33333333333333");
    expect(shownRate({ source_rate: "1", target_rate: "1" })).toBe("1");
  });

  it("changes by per cent of what it was", () => {
    expect(changePercent("1.00", "1.0123")).toBe("1.23");
    expect(changePercent("2", "1")).toBe("-50.00");
    expect(changePercent("0.851063829787", "0.851063829787")).toBe("0.00");
  });
});
