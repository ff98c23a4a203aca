import { describe, expect, it } from "vitest";
import { aggregationDraftOf, aggregationOf, isPlain, PLAIN, withFilter } from "./aggregation-draft";
import { aggregationText } from "./aggregation-text";
import { componentOf, identityBody, newIdentity } from "./price-identity";

const TOLD = { kind: "max", property: "seats", filters: [{ property: "region", values: ["eu", "us"] }] } as const;
const ONE = { ...TOLD, filters: [{ property: "region", values: ["eu", "us"] }] };

describe("the draft of an aggregation", () => {
  it("sends back what it read", () => {
    expect(aggregationOf(aggregationDraftOf(ONE))).toEqual(TOLD);
  });

  it("says sum where nothing is said: left out, a revision would keep what was", () => {
    expect(aggregationOf(aggregationDraftOf(null))).toEqual({ kind: "sum" });
    expect(aggregationOf({ ...PLAIN, kind: "count", property: "left over" })).toEqual({ kind: "count" });
  });

  it("splits what is typed between commas", () => {
    const [filter] = withFilter([]);
    const filters = filter ? [{ ...filter, property: "region", values: " eu,us ,, " }] : [];
    expect(aggregationOf({ ...PLAIN, filters }).filters).toEqual([{ property: "region", values: ["eu", "us"] }]);
  });

  it("is plain where the quantities of all events are added up", () => {
    expect(isPlain(null)).toBe(true);
    expect(isPlain({ kind: "sum", filters: [] })).toBe(true);
    expect(isPlain({ kind: "sum", property: "bytes", filters: [] })).toBe(false);
    expect(isPlain(ONE)).toBe(false);
  });

  it("reads as a sentence", () => {
    expect(aggregationText({ aggregation: ONE })).toBe("The highest seats, where region is eu or us");
    expect(aggregationText({ aggregation: null })).toBe("");
    expect(aggregationText({ aggregation: null, group_by: ["region", "tier"] })).toBe("for each region and tier");
  });
});

describe("what a new price is of", () => {
  it("has a component named after the line, until another name is typed", () => {
    expect(componentOf("Platform fee")).toBe("platform_fee");
    expect(componentOf("24/7 Überwachung ")).toBe("uberwachung");
  });

  it("is billed afterwards when it is used, whatever was chosen before", () => {
    const plan = { prices: [], interval: "month" } as unknown as Parameters<typeof newIdentity>[0];
    const identity = { ...newIdentity(plan, "eur"), description: "Pages", meter: "pages" };
    expect(identityBody(identity)).toEqual({
      description: "Pages",
      component: "pages",
      currency: "EUR",
      unit: "month",
      meter: null,
      timing: "advance",
      tax_code: null,
      group_by: [],
    });
    expect(identityBody({ ...identity, tax_code: " telecom " }).tax_code).toBe("telecom");
    expect(identityBody({ ...identity, used: true })).toMatchObject({ meter: "pages", timing: "arrears" });
    expect(identityBody({ ...identity, used: true, group_by: " region, tier," }).group_by).toEqual(["region", "tier"]);
  });
});
