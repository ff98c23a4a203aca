import { describe, expect, it } from "vitest";
import type { Price } from "@/api/types";
import { priceText } from "./price-text";

const tier = (unit_amount: string, block_size: string | null = null) => ({
  up_to: null,
  unit_amount,
  flat_amount: "0",
  block_size,
});

function text(terms: Price["terms"], unit = "message"): string {
  return priceText({ currency: "EUR", unit, terms } as Price, "en");
}

describe("what a price costs in one line", () => {
  it("is the cheapest unit of the tiers, whatever blocks they are sold in", () => {
    expect(text({ model: "volume", tiers: [tier("0.10"), tier("0.08")] })).toBe("from €0.08 / message");
    expect(text({ model: "graduated", tiers: [tier("0.10"), tier("8", "100")] })).toBe("from €8.00 / 100 messages");
    expect(text({ model: "graduated", tiers: [tier("0"), tier("0.07"), tier("8", "100")] })).toBe(
      "from €0.07 / message",
    );
  });

  it("is a package with what it holds", () => {
    expect(text({ model: "package", amount: "5.00", package_size: "100", free_units: "0" })).toBe(
      "€5.00 / 100 messages",
    );
  });

  it("is a percentage, with the amount per event if there is one", () => {
    const terms = { model: "percentage", percent: "2.90", free_events: 0, free_volume: "0" } as const;
    expect(text({ ...terms, fixed_amount: "0" }, "EUR")).toBe("2.9 %");
    expect(text({ ...terms, fixed_amount: "0.30" }, "EUR")).toBe("2.9 % + €0.30 per event");
    const tiers = ["3", "0", "0.5"].map((percent) => ({ up_to: null, percent, flat_amount: "0" }));
    expect(text({ model: "graduated_percentage", tiers }, "EUR")).toBe("from 0.5 %");
  });
});
