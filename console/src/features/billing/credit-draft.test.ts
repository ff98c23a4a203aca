import { describe, expect, it } from "vitest";
import type { Creditable, InvoiceDetail } from "@/api/types";
import { creditBody, exceeds, isCreditable, linesLeft, REST } from "./credit-draft";

const money = (amount: string) => ({ amount, currency: "EUR" });
const LEFT: Creditable = {
  invoice_id: "inv_1",
  total: money("10.02"),
  lines: [{ invoice_line_id: "lin_2", amount: money("8.42"), tax: money("1.60") }],
};
const INVOICE = {
  lines: [
    { id: "lin_1", description: "Setup" },
    { id: "lin_2", description: "Starter" },
  ],
} as InvoiceDetail;
const wish = { line: REST, amount: "", reason: "goodwill", memo: "" } as const;

describe("a credit note", () => {
  it("over the rest names what the server has left, not what the invoice once was", () => {
    expect(creditBody(wish, LEFT)).toEqual({ amount: "10.02", reason: "goodwill", memo: "" });
  });

  it("over a line names an amount only when one was typed", () => {
    const whole = creditBody({ ...wish, line: "lin_2" }, LEFT);
    expect(whole.lines).toEqual([{ invoice_line_id: "lin_2" }]);
    const part = creditBody({ ...wish, line: "lin_2", amount: "3.00" }, LEFT);
    expect(part.lines).toEqual([{ invoice_line_id: "lin_2", amount: "3.00" }]);
  });

  it("is offered for the lines of which something is left", () => {
    expect(linesLeft(INVOICE, LEFT)).toEqual([{ id: "lin_2", description: "Starter", amount: "8.42" }]);
    expect(isCreditable(LEFT)).toBe(true);
    expect(isCreditable({ ...LEFT, total: money("0.00"), lines: [] })).toBe(false);
  });

  it("is not sent for more than a line has left", () => {
    const [line] = linesLeft(INVOICE, LEFT);
    expect(exceeds("8.43", line)).toBe(true);
    expect(exceeds("8.420", line)).toBe(false);
    expect(exceeds("", line)).toBe(false);
  });
});
