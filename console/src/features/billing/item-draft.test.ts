import { describe, expect, it } from "vitest";
import { amountOf, BLANK, isBelowZero, isDiscount, itemBody, sumOf } from "./item-draft";

const line = (unit_amount: string, quantity = "1") => ({ ...BLANK, description: "Training", unit_amount, quantity });
const taxed = (tax_percent: string) => itemBody({ ...line("1"), tax_percent }).tax_rate;

describe("a one-off line as it is typed", () => {
  it("becomes strings, and what is left empty is the server's to decide", () => {
    expect(itemBody(line("250.00", "1.5"))).toEqual({
      description: "Training",
      quantity: "1.5",
      unit: "",
      unit_amount: "250.00",
      tax_rate: null,
      module_id: null,
    });
  });

  it("says its tax as a ratio that the server takes", () => {
    expect(taxed("19")).toBe("0.190000");
    expect(taxed("0")).toBe("0.000000");
    expect(taxed("7.7")).toBe("0.077000");
  });

  it("comes to quantity times price, rounded once, away from zero at the half", () => {
    expect(amountOf(line("0.335", "1"), "EUR")).toBe("0.34");
    expect(amountOf(line("-0.335", "1"), "EUR")).toBe("-0.34");
    expect(amountOf(line("0.1", "3"), "EUR")).toBe("0.30");
    expect(amountOf(line("99.5", "1"), "JPY")).toBe("100");
  });

  it("is rounded to the digits that the server gives its currency, not the browser's", () => {
    const amounts = ["HUF", "IQD", "JPY", "KWD"].map((currency) => amountOf(line("10.1265"), currency));
    expect(amounts).toEqual(["10.13", "10.127", "10", "10.127"]);
    expect(sumOf([line("0.004"), line("0.4")], "HUF")).toBe("0.40");
  });

  it("comes to nothing yet while it is not fully typed", () => {
    for (const half of ["", "-", "1.", "1,50", "abc"]) expect(amountOf(line(half), "EUR")).toBeNull();
    expect(amountOf(line("1", ""), "EUR")).toBeNull();
    expect(sumOf([line("1"), line("")], "EUR")).toBeNull();
  });

  it("is a discount below zero, and an invoice is not", () => {
    expect([isDiscount(line("-20")), isDiscount(line("20")), isDiscount(line("-"))]).toEqual([true, false, false]);
    expect(sumOf([line("250"), line("-20", "2")], "EUR")).toBe("210.00");
    expect(isBelowZero(sumOf([line("10"), line("-10.01")], "EUR"))).toBe(true);
    expect(isBelowZero(sumOf([line("10"), line("-10")], "EUR"))).toBe(false);
  });
});
