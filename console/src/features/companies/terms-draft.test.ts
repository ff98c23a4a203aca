import { describe, expect, it } from "vitest";
import { termsBody, termsDraftOf, type Terms } from "./terms-draft";

const AGREED: Terms = {
  company_id: "com_1",
  grace_days: 2,
  net_days: 30,
  thresholds: [{ currency: "EUR", amount: "500.00" }],
  early_discount: { days: 10, percent: "2", amount: null, cap: "50" },
  late_fee: { after_days: 14, percent: null, amount: "25", cap: null },
};

const NOTHING: Terms = {
  company_id: "com_1",
  grace_days: 0,
  net_days: null,
  thresholds: [],
  early_discount: null,
  late_fee: null,
};

describe("billing terms", () => {
  it("are sent as they were read", () => {
    expect(termsBody(termsDraftOf(AGREED))).toEqual({
      grace_days: 2,
      net_days: 30,
      thresholds: [{ currency: "EUR", amount: "500.00" }],
      early_discount: { days: 10, percent: "2", cap: "50" },
      late_fee: { after_days: 14, amount: "25" },
    });
  });

  it("say nothing where nothing was agreed", () => {
    expect(termsBody(termsDraftOf(NOTHING))).toEqual({
      grace_days: 0,
      net_days: null,
      thresholds: [],
      early_discount: null,
      late_fee: null,
    });
  });

  it("are taken back by choosing none, and keep no percentage beside an amount", () => {
    const draft = termsDraftOf(AGREED);
    const early = { ...draft.early, kind: "amount" as const, share: "7.50", cap: "" };
    const body = termsBody({ ...draft, net_days: "", early, late: { ...draft.late, kind: "none" } });
    expect(body.early_discount).toEqual({ days: 10, amount: "7.50" });
    expect(body.late_fee).toBeNull();
    expect(body.net_days).toBeNull();
  });
});
