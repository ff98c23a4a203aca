import { expect, it } from "vitest";
import type { Price } from "@/api/types";
import { adjustmentsText } from "./adjustments-text";

const text = (adjustments: Price["adjustments"]) =>
  adjustmentsText({ adjustments, currency: "EUR", unit: "message" } as Price, "en");

it("says what works on the amount, in its order", () => {
  expect(
    text({
      minimum_amount: "25.00",
      maximum_amount: "500.00",
      discount: { percent: "20", periods: 3 },
      included_units: "1000",
    }),
  ).toBe("1,000 messages included · 20 % off in the first 3 periods · at most €500.00 · at least €25.00");
  expect(text({ discount: { amount: "10.00" } })).toBe("€10.00 off");
});

it("says nothing where there is nothing", () => {
  expect(text(null)).toBe("");
  expect(text({})).toBe("");
});
