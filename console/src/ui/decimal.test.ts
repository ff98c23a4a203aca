import { describe, expect, it } from "vitest";
import {
  addDecimals,
  asPercent,
  compareDecimals,
  dividedDecimals,
  isNegative,
  isZero,
  multiplyDecimals,
  significantDigits,
  subtractDecimals,
} from "./decimal";

describe("decimal strings", () => {
  it("compare by value, not by text or float", () => {
    expect(compareDecimals("10", "9")).toBe(1);
    expect(compareDecimals("0.1", "0.10")).toBe(0);
    expect(compareDecimals("-2", "1")).toBe(-1);
    expect(compareDecimals("9007199254740993", "9007199254740992")).toBe(1);
  });

  it("add exactly where floats would not", () => {
    expect(addDecimals("0.1", "0.2")).toBe("0.3");
    expect(addDecimals("-0.05", "0.1")).toBe("0.05");
    expect(addDecimals("9007199254740993", "0.0001")).toBe("9007199254740993.0001");
  });

  it("subtract exactly, below zero as well", () => {
    expect(subtractDecimals("0.3", "0.10")).toBe("0.20");
    expect(subtractDecimals("0.05", "-0.1")).toBe("0.15");
    expect(subtractDecimals("1", "1.5")).toBe("-0.5");
  });

  it("divide half up to the digits asked for", () => {
    expect(dividedDecimals("10", "3", 4)).toBe("3.3333");
    expect(dividedDecimals("0.5", "100", 2)).toBe("0.01");
    expect(dividedDecimals("-1.00", "0.08", 1)).toBe("-12.5");
    expect(() => dividedDecimals("1", "0.0", 2)).toThrow(RangeError);
  });

  it("multiply exactly", () => {
    expect(multiplyDecimals("0.1", "-0.2")).toBe("-0.02");
    expect(multiplyDecimals("9007199254740993", "3")).toBe("27021597764222979");
  });

  it("know zero and sign in any spelling", () => {
    expect(["0", "0.00", "-0.0"].map(isZero)).toEqual([true, true, true]);
    expect(["-0.01", "0", "0.01"].map(isNegative)).toEqual([true, false, false]);
  });

  it("count the digits that mean something", () => {
    expect(["1", "1.50", "0.0125", "2.000"].map(significantDigits)).toEqual([0, 1, 4, 0]);
  });

  it("become per cent by moving the point", () => {
    expect(["0.19", "0.077", "0", "1", "0.055"].map(asPercent)).toEqual(["19", "7.7", "0", "100", "5.5"]);
  });

  it("are refused when they are not decimals", () => {
    expect(() => compareDecimals("1e3", "1")).toThrow(RangeError);
    expect(() => compareDecimals("NaN", "1")).toThrow(RangeError);
  });
});
