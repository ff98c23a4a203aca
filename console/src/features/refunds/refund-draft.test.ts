import { describe, expect, it } from "vitest";
import { exceedsLeft, isRefundable, refundBody } from "./refund-draft";
import { whileStarted } from "./data";

const money = (amount: string) => ({ amount, currency: "EUR" });
const LEFT = { state: "succeeded", refundable: money("10.00") } as const;
const wish = { amount: "", reason: "goodwill", memo: "", credit_invoice: true } as const;

describe("a refund", () => {
  it("is offered for money that was taken, while some of it is left", () => {
    expect(isRefundable(LEFT)).toBe(true);
    expect(isRefundable({ ...LEFT, refundable: money("0.00") })).toBe(false);
    expect(isRefundable({ ...LEFT, state: "failed" })).toBe(false);
  });

  it("of an amount that was left out names what was seen", () => {
    expect(refundBody(wish, LEFT)).toEqual({ amount: "10.00", reason: "goodwill", memo: "", credit_invoice: true });
    expect(refundBody({ ...wish, amount: "2.50" }, LEFT).amount).toBe("2.50");
  });

  it("takes no more than is left, compared exactly", () => {
    expect(exceedsLeft("10.00", LEFT)).toBe(false);
    expect(exceedsLeft("10.001", LEFT)).toBe(true);
    expect(exceedsLeft("ten", LEFT)).toBe(false);
  });

  it("is read again only until its provider has answered", () => {
    expect(whileStarted([{ state: "succeeded" }, { state: "started" }])).toBe(2_000);
    expect(whileStarted([{ state: "pending" }])).toBe(false);
    expect(whileStarted(undefined)).toBe(false);
  });
});
