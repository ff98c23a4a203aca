import { describe, expect, it } from "vitest";
import { waitsFor } from "./confirming";

const PAYER = { mayPay: true, operator: false };
const WAITING = { state: "requires_action", action_url: "https://bank.example/3ds", failure_code: null } as const;
const DECLINED = { state: "pending", action_url: null, failure_code: "authentication_required" } as const;

describe("a payment", () => {
  it("that waits for its payer sends them where they confirm it, and nobody else", () => {
    expect(waitsFor(WAITING, PAYER)).toBe("action");
    expect(waitsFor({ ...WAITING, action_url: null }, { mayPay: false, operator: false })).toBe("others");
    expect(waitsFor(WAITING, { mayPay: true, operator: true })).toBe("others");
  });

  it("that was tried without its payer asks them to pay it themselves", () => {
    expect(waitsFor(DECLINED, PAYER)).toBe("payer");
    expect(waitsFor({ ...DECLINED, state: "failed" }, PAYER)).toBe("payer");
    expect(waitsFor(DECLINED, { mayPay: false, operator: false })).toBe("nothing");
    expect(waitsFor(DECLINED, { mayPay: true, operator: true })).toBe("nothing");
  });

  it("that is over or was declined for another reason asks for nothing", () => {
    expect(waitsFor({ ...DECLINED, state: "succeeded" }, PAYER)).toBe("nothing");
    expect(waitsFor({ ...DECLINED, failure_code: "insufficient_funds" }, PAYER)).toBe("nothing");
  });
});
