import { describe, expect, it } from "vitest";
import { inOrder, matching } from "./currency-search";

const named = (code: string, name: string, symbol = code) => ({ code, name, symbol });
const ALL = [
  named("AED", "United Arab Emirates Dirham"),
  named("CHF", "Swiss Franc"),
  named("EUR", "Euro", "€"),
  named("ISK", "Icelandic Króna"),
  named("SEK", "Swedish Krona"),
  named("USD", "US Dollar", "$"),
  named("USN", "US Dollar (Next day)"),
];
const codes = (typed: string) => matching(ALL, typed).map((one) => one.code);

describe("currencies", () => {
  it("stand with those that are traded most first, then by code", () => {
    expect(inOrder(ALL).map((one) => one.code)).toEqual(["USD", "EUR", "CHF", "AED", "ISK", "SEK", "USN"]);
  });

  it("are found by code, sign and name, the best first", () => {
    expect(codes("us")).toEqual(["USD", "USN"]);
    expect(codes("usn")).toEqual(["USN"]);
    expect(codes("€")).toEqual(["EUR"]);
    expect(codes("dollar")).toEqual(["USD", "USN"]);
    expect(codes("e")).toEqual(["EUR", "AED", "ISK", "SEK", "USN"]);
  });

  it("are found without accents and in any case", () => {
    expect(codes("KRONA")).toEqual(["ISK", "SEK"]);
    expect(codes("króna")).toEqual(["ISK", "SEK"]);
  });

  it("are all there while nothing is typed, and none where nothing fits", () => {
    expect(codes("  ")).toEqual(ALL.map((one) => one.code));
    expect(codes("xyz")).toEqual([]);
  });
});
