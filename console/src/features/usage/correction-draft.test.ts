import { describe, expect, it } from "vitest";
import { standingOf } from "./call-standing";
import { correctionBody, waysOf } from "./correction-draft";

const TOLD = {
  billable_seconds: 90,
  rated: { amount: "0.2000", currency: "EUR", price_id: "pri_1", billed_seconds: 120 },
};

describe("the correction of a call", () => {
  it("tells either a length or that it is void, never both", () => {
    const draft = { way: "length" as const, seconds: "45", reason: " Counted twice " };
    expect(correctionBody(draft)).toEqual({ billable_seconds: 45, reason: "Counted twice" });
    expect(correctionBody({ ...draft, way: "void" })).toEqual({ void: true, reason: "Counted twice" });
    expect(correctionBody({ ...draft, way: "revive" })).toEqual({ void: false, reason: "Counted twice" });
  });

  it("lets a void call only count again", () => {
    expect(waysOf(true)).toEqual(["revive"]);
    expect(waysOf(false)).toEqual(["length", "void"]);
  });
});

describe("what a call counts for", () => {
  it("is what was told, until it is corrected", () => {
    expect(standingOf({ ...TOLD, in_force: null })).toEqual({
      corrected: false,
      isVoid: false,
      billableSeconds: 90,
      rated: TOLD.rated,
    });
  });

  it("is nothing once it is void: not what it was rated at before", () => {
    const standing = standingOf({ ...TOLD, in_force: { is_void: true, billable_seconds: 0, rated: null } });
    expect(standing).toEqual({ corrected: true, isVoid: true, billableSeconds: 0, rated: null });
  });
});
