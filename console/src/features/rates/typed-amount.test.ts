import { describe, expect, it } from "vitest";
import { readAmount, writeAmount } from "./typed-amount";

const read = (text: string, locale = "en", digits = 2) => {
  const typed = readAmount(text, locale, digits);
  return typed.kind === "amount" ? typed.amount : typed.kind;
};

describe("an amount that is typed", () => {
  it("is read as the reader's language writes it", () => {
    expect(read("1,234.56")).toBe("1234.56");
    expect(read("1.234,56", "de")).toBe("1234.56");
    expect(read("1 234,56", "fr")).toBe("1234.56");
    expect(read("1’234.56", "de-CH")).toBe("1234.56");
    expect(read("12,34,567.8", "en-IN")).toBe("1234567.8");
    expect(read("١٬٢٣٤٫٥٦", "ar-EG")).toBe("1234.56");
    expect(read("١٢٫٥", "ar-AE")).toBe("12.5");
  });

  it("may be on its way", () => {
    expect(["", "  "].map((text) => read(text))).toEqual(["empty", "empty"]);
    expect(read("12.")).toBe("12");
    expect(read(".5")).toBe("0.5");
    expect(read("007")).toBe("7");
    expect(read("100.500")).toBe("100.50");
  });

  it("is never guessed where it could mean two things", () => {
    for (const text of ["1,5", "1,50", "1.2.3", "-5", "+5", "1e3", "NaN", "ten", ".", ",", "12,345,6", "0x10", "५॥"])
      expect([text, read(text)]).toEqual([text, "wrong"]);
    expect(read("1.5", "de")).toBe("wrong");
    expect(read("1.500", "de")).toBe("1500");
  });

  it("has no more digits than its currency", () => {
    expect(read("0.123")).toBe("too_fine");
    expect(read("100.5", "en", 0)).toBe("too_fine");
    expect(read("100.0", "en", 0)).toBe("100");
    expect(read("0.125", "en", 3)).toBe("0.125");
    expect(read("1".repeat(17))).toBe("too_large");
  });

  it("is read again as it was written, in every language", () => {
    for (const locale of ["en", "de", "fr", "es", "de-CH", "en-IN", "ar-EG", "hi", "fa"])
      for (const grouped of [true, false])
        expect([locale, read(writeAmount("1234567.89", locale, 2, grouped), locale)]).toEqual([locale, "1234567.89"]);
    expect(writeAmount("1234567.89", "de", 2, true)).toBe("1.234.567,89");
    expect(writeAmount("14428", "en", 0, true)).toBe("14,428");
  });
});
