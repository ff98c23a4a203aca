import { describe, expect, it } from "vitest";
import type { PriceList } from "@/api/types";
import { amountName, bodyOf, draftFrom, originalOf, publishedBody, usual } from "./price-list-draft";

const ZONE = "Europe/Berlin";
const complete = { ...draftFrom("EUR"), to: "USD" };

describe("the body", () => {
  it("is there as soon as a currency is chosen", () => {
    expect(bodyOf(draftFrom("EUR"), ZONE)).toBeNull();
    expect(bodyOf({ ...complete, to: "EUR" }, ZONE)).toBeNull();
    expect(bodyOf(complete, ZONE)).toEqual({
      from: "EUR",
      to: "USD",
      rounding: { kind: "none", amount: null },
      unit_prices: { kind: "none", amount: null },
      effective_from: null,
      overwrite: false,
    });
  });

  it("waits until the amount of a rule is one", () => {
    expect(bodyOf({ ...complete, rounding: { kind: "ending", amount: "" } }, ZONE)).toBeNull();
    expect(bodyOf({ ...complete, rounding: { kind: "ending", amount: "0." } }, ZONE)).toBeNull();
    expect(bodyOf({ ...complete, units: { kind: "step", amount: "x" } }, ZONE)).toBeNull();
    const said = bodyOf({ ...complete, rounding: { kind: "ending", amount: "0.99" } }, ZONE);
    expect(said?.rounding).toEqual({ kind: "ending", amount: "0.99" });
  });

  it("says a later moment by the clock of the zone", () => {
    expect(bodyOf({ ...complete, start: { later: true, at: "" } }, ZONE)).toBeNull();
    const later = bodyOf({ ...complete, start: { later: true, at: "2026-04-01T00:00" } }, ZONE);
    expect(later?.effective_from).toBe("2026-03-31T22:00:00.000Z");
  });
});

it("is published at the rate that was looked at, digit for digit", () => {
  const body = bodyOf(complete, ZONE)!;
  const rate = { source_rate: "1", target_rate: "1.1512", rate: "1.1512" } as PriceList["rate"];
  expect(publishedBody(body, rate)).toEqual({ ...body, expected: { source_rate: "1", target_rate: "1.1512" } });
});

it("begins with what was not converted itself", () => {
  const prices = [
    { id: "b", currency: "CHF" },
    { id: "a", currency: "EUR" },
    { id: "c", currency: "EUR" },
  ];
  expect(originalOf(prices, ["b", "c"])).toBe("EUR");
  expect(originalOf(prices, [])).toBe("CHF");
  expect(originalOf(prices, ["a", "b", "c"])).toBe("CHF");
  expect(originalOf([], [])).toBe("");
});

it("offers a rule that the currency can have", () => {
  expect(usual("ending", "USD")).toEqual({ kind: "ending", amount: "0.99" });
  expect(usual("ending", "JPY")).toEqual({ kind: "ending", amount: "90" });
  expect(usual("step", "JPY")).toEqual({ kind: "step", amount: "100" });
  expect(usual("none", "JPY")).toEqual({ kind: "none", amount: "" });
});

it.each([
  ["/terms/amount", "Amount"],
  ["/terms/tiers/0/unit_amount", "Tier 1, Each"],
  ["/terms/tiers/11/flat_amount", "Tier 12, Flat fee"],
  ["/terms/bands/1/steps/0/per_minute", "Band 2, Step 1, Per minute"],
  ["/terms/cap/amount", "At most per call"],
  ["/adjustments/discount/amount", "Discount"],
  ["/adjustments/minimum_amount", "At least per period"],
  ["/terms/something_new", "something_new"],
])("names the amount at %s", (pointer, name) => {
  expect(amountName(pointer)).toBe(name);
});
