import { describe, expect, it } from "vitest";
import { factText } from "./fact-text";

const eur = (amount: string) => ({ amount, currency: "EUR" });
const said = (kind: string, payload: Record<string, unknown>) => factText({ kind, payload }, "en-GB");

describe("what is said of drafts, one-off lines and thresholds", () => {
  it("is what a draft comes to and when it will be issued", () => {
    expect(said("invoice.drafted", { total: eur("59.50"), lines: 2, issue_on: "2026-12-04", fresh: true })).toBe(
      "Draft of an invoice: €59.50 · to be issued on 4 Dec 2026",
    );
    expect(said("invoice.draft_withdrawn", { currency: "EUR" })).toBe("Draft withdrawn");
  });

  it("is how far usage was and what was agreed", () => {
    expect(said("invoice.threshold_reached", { number: "INV-7", used: eur("510"), threshold: eur("500") })).toBe(
      "Threshold for an invoice reached: INV-7 · €510.00 of €500.00",
    );
  });

  it("is the line with its amount, below zero too", () => {
    expect(said("invoice_item.added", { description: "Training", amount: eur("250") })).toBe(
      "One-off line added: €250.00 · Training",
    );
    expect(said("invoice_item.deleted", { description: "Loyalty", amount: eur("-20") })).toBe(
      "One-off line deleted: -€20.00 · Loyalty",
    );
    expect(said("invoice.late_fee_charged", { number: "INV-7", fee: eur("5"), item_id: "itm_1" })).toBe(
      "Late fee charged: INV-7 · €5.00",
    );
  });
});
