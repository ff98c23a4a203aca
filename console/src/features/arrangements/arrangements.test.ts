import { describe, expect, it } from "vitest";
import { arrangementBody, sourceKey, sourcesOf, type ArrangementDraft } from "./arrangement-draft";
import { everyText, isCancellable, meaningOf, receivedOf } from "./arrangement-text";

const method = (id: string, provider: string, is_default = false) => ({ id, provider, is_default });
const DRAFT: ArrangementDraft = {
  amount: "50.00",
  currency: "EUR",
  interval: "month",
  interval_count: "1",
  starts_at: "",
  charges_max: "",
};

const money = (amount: string) => ({ amount, currency: "EUR" });

describe("what an arrangement is collected from", () => {
  it("is a saved method, the default first, or an account agreed to elsewhere", () => {
    const methods = [method("pmt_1", "stripe"), method("pmt_2", "paypal"), method("pmt_3", "stripe", true)];
    expect(sourcesOf(methods, ["stripe", "paypal"]).map(sourceKey)).toEqual(["pmt_3", "pmt_1", "paypal"]);
    expect(sourcesOf(methods, ["stripe"]).map(sourceKey)).toEqual(["pmt_3", "pmt_1"]);
    expect(sourcesOf([], [])).toEqual([]);
  });
});

describe("an arrangement in a form", () => {
  it("leaves out what was left empty", () => {
    expect(arrangementBody({ provider: "stripe", method: "pmt_1" }, DRAFT, "Europe/Berlin")).toEqual({
      provider: "stripe",
      payment_method_id: "pmt_1",
      amount: "50.00",
      currency: "EUR",
      interval: "month",
      interval_count: 1,
      starts_at: null,
      charges_max: null,
    });
  });

  it("names no method where the payer agrees elsewhere, and begins by the company's clock", () => {
    const draft = { ...DRAFT, starts_at: "2026-12-01T09:00", charges_max: "12" };
    const body = arrangementBody({ provider: "paypal", method: null }, draft, "Europe/Berlin");
    expect(body).toMatchObject({
      payment_method_id: null,
      starts_at: "2026-12-01T08:00:00.000Z",
      charges_max: 12,
    });
  });

  it("is not sent while something is half typed", () => {
    const source = { provider: "stripe", method: "pmt_1" };
    expect(arrangementBody(undefined, DRAFT, "UTC")).toBeNull();
    expect(arrangementBody(source, { ...DRAFT, amount: "1." }, "UTC")).toBeNull();
    expect(arrangementBody(source, { ...DRAFT, interval_count: "" }, "UTC")).toBeNull();
    expect(arrangementBody(source, { ...DRAFT, charges_max: "a" }, "UTC")).toBeNull();
  });
});

describe("an arrangement in words", () => {
  it("says how often", () => {
    expect(everyText({ interval: "month", interval_count: 1 })).toBe("every month");
    expect(everyText({ interval: "week", interval_count: 2 })).toBe("every 2 weeks");
  });

  it("that is being cancelled says so, and is not cancelled twice", () => {
    const one = { state: "active", cancelling: true, provider: "stripe" } as const;
    expect(meaningOf(one)).toMatch(/^Stripe is being told/);
    expect(isCancellable(one)).toBe(false);
    expect(isCancellable({ ...one, cancelling: false })).toBe(true);
    expect(isCancellable({ state: "ended", cancelling: false })).toBe(false);
    expect(meaningOf({ ...one, state: "cancelled" })).toMatch(/^Nothing more/);
  });

  it("has received what was paid, exactly", () => {
    const charge = (state: "paid" | "failed", amount: string) => ({ state, amount: money(amount) });
    const charges = [charge("paid", "0.10"), charge("failed", "0.10"), charge("paid", "0.20")];
    expect(receivedOf({ amount: money("0.10"), charges })).toEqual({ paid: 2, sum: money("0.30") });
  });
});
