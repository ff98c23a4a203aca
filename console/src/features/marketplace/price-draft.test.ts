import { describe, expect, it } from "vitest";
import type { Price } from "@/api/types";
import {
  adjustmentsOf,
  draftOf,
  isComplete,
  modelsFor,
  newDraft,
  termsOf,
  withoutTier,
  withTier,
  withTierField,
} from "./price-draft";

const tier = (up_to: string | null, unit_amount: string, block_size: string | null = null) => ({
  up_to,
  unit_amount,
  flat_amount: "0",
  block_size,
});

const TIERS = [tier("100", "0.05"), tier("1000", "0.04"), tier(null, "0.03")];

const draft = (terms: Price["terms"], adjustments: Price["adjustments"] = null) =>
  draftOf({ terms, adjustments } as Price);

describe("the draft of a price", () => {
  it.each<Price["terms"]>([
    { model: "flat", amount: "9.00" },
    { model: "per_unit", unit_amount: "0.0500000000000000000001" },
    { model: "package", amount: "5.00", package_size: "100", free_units: "20" },
    { model: "percentage", percent: "2.9", fixed_amount: "0.30", free_events: 1, free_volume: "50" },
    {
      model: "graduated_percentage",
      tiers: [
        { up_to: "100", percent: "3", flat_amount: "1" },
        { up_to: null, percent: "2", flat_amount: "0" },
      ],
    },
    { model: "call", connect_fee: "0.01", steps: [{ from_second: 0, increment_seconds: 60, per_minute: "0.06" }] },
  ])("sends back what it read, digit by digit: $model", (terms) => {
    expect(termsOf(draft(terms))).toEqual(terms);
  });

  it("sends a block only where there is one", () => {
    const terms = { model: "volume", tiers: [tier("50", "2", "10"), tier(null, "3")] } as const;
    expect(termsOf(draft({ model: "volume", tiers: [...terms.tiers] }))).toEqual({
      model: "volume",
      tiers: [
        { up_to: "50", unit_amount: "2", flat_amount: "0", block_size: "10" },
        { up_to: null, unit_amount: "3", flat_amount: "0" },
      ],
    });
  });

  it("keeps the fields of a model that is tried out and left", () => {
    const read = draft({ model: "graduated", tiers: TIERS });
    const tried = { ...read, model: "per_unit" as const, unit_amount: "0.02" };
    expect(termsOf(tried)).toEqual({ model: "per_unit", unit_amount: "0.02" });
    expect(termsOf({ ...tried, model: "graduated" })).toEqual(termsOf(read));
  });

  it("is complete when no field that is needed is empty", () => {
    const read = draft({ model: "graduated", tiers: TIERS });
    expect(isComplete(read)).toBe(true);
    expect(isComplete({ ...read, tiers: withTier(read.tiers) })).toBe(false);
    expect(isComplete({ ...read, discount_kind: "percent", discount: "" })).toBe(false);
    expect(isComplete(newDraft())).toBe(false);
    expect(isComplete({ ...newDraft(), amount: "9" })).toBe(true);
  });
});

describe("the tiers", () => {
  const { tiers } = draft({ model: "graduated", tiers: TIERS });

  it("get a row before the last one, which stays without an end", () => {
    const more = withTier(tiers);
    expect(more.map((row) => row.up_to)).toEqual(["100", "1000", "", ""]);
    expect(more.at(-1)).toBe(tiers.at(-1));
    expect(new Set(more.map((row) => row.key)).size).toBe(4);
    const told = termsOf({ ...draft({ model: "graduated", tiers: TIERS }), tiers: more });
    expect("tiers" in told && told.tiers.map((row) => row.up_to)).toEqual(["100", "1000", "", null]);
  });

  it("lose any row but the last", () => {
    expect(withoutTier(tiers, 0).map((row) => row.key)).toEqual([1, 2]);
    expect(withoutTier(tiers, 2)).toEqual(tiers);
  });

  it("change one field of one row", () => {
    const changed = withTierField(tiers, 1, { unit_amount: "0.045" });
    expect(changed.map((row) => row.unit_amount)).toEqual(["0.05", "0.045", "0.03"]);
  });
});

describe("the adjustments of a request", () => {
  const per_unit = { model: "per_unit", unit_amount: "1" } as const;

  it("are what was read", () => {
    const told = {
      included_units: "10",
      discount: { percent: "20", periods: 3 },
      minimum_amount: "25.00",
      maximum_amount: "500.00",
    };
    expect(adjustmentsOf(draft(per_unit, told))).toEqual(told);
    expect(adjustmentsOf(draft(per_unit, { discount: { amount: "10.00" } }))).toEqual({
      discount: { amount: "10.00" },
    });
  });

  it("are an empty object when they are taken away: left out, the old ones would stay", () => {
    const read = draft(per_unit, { minimum_amount: "25.00" });
    expect(adjustmentsOf({ ...read, minimum_amount: "" })).toEqual({});
  });

  it("have no included units where the model has no units", () => {
    const read = draft(per_unit, { included_units: "10" });
    expect(adjustmentsOf({ ...read, model: "flat" })).toEqual({});
  });
});

const held = (meter: string | null, model: Price["model"]) => modelsFor({ meter, inForce: { model } as Price });

describe("the models to choose from", () => {
  it("are those that the server sells for what is counted", () => {
    expect(held(null, "flat")).toEqual(["flat", "per_unit", "graduated", "volume", "package"]);
    expect(held("pages", "volume")).not.toContain("flat");
    expect(held("pages", "volume")).toContain("graduated_percentage");
    expect(held("pages", "volume")).not.toContain("call");
    expect(held("calls", "call")).toEqual(["call"]);
  });

  it("are all of them for a price that is not there yet", () => {
    expect(modelsFor({ meter: "calls", inForce: null })).toContain("call");
    expect(modelsFor({ meter: null, inForce: null })).toContain("flat");
    expect(modelsFor({ meter: null, inForce: null })).not.toContain("call");
  });
});
