import { describe, expect, it } from "vitest";
import type { Plan } from "@/api/types";
import { planText, trialText } from "./trial-text";

const price = (currency: string, terms: object, unit: string) => ({ currency, terms, unit, ...terms });
const PLAN = {
  interval: "month",
  interval_count: 1,
  trial_days: 14,
  prices: [
    price("EUR", { model: "flat", amount: "29.00" }, "month"),
    price("USD", { model: "flat", amount: "35.00" }, "month"),
    price("EUR", { model: "per_unit", unit_amount: "0.10" }, "call"),
  ],
} as unknown as Plan;

describe("what a plan begins with", () => {
  it("is what it costs in the company's currency", () => {
    expect(planText(PLAN, "EUR", "en")).toBe("€29.00 / month + €0.10 / call");
    expect(planText({ ...PLAN, interval_count: 3 }, "USD", "en")).toBe("$35.00 / 3 months");
  });

  it("is a trial first, where the plan has one", () => {
    expect(trialText(PLAN, "USD", "en")).toBe("14 days free, then $35.00 / month.");
    expect(trialText({ ...PLAN, trial_days: 1 }, "USD", "en")).toBe("1 day free, then $35.00 / month.");
    expect(trialText({ ...PLAN, trial_days: null }, "USD", "en")).toBeNull();
  });
});
