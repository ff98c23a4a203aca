import { describe, expect, it } from "vitest";
import type { Price } from "@/api/types";
import { draftOf, newDraft, offerOf } from "./price-draft";
import { firstUse, quoteBody, quotedIn, unitPrice, volumesFor, type Quote } from "./price-quote";

const PRICE = {
  id: "pri_1",
  unit: "message",
  currency: "EUR",
  adjustments: { minimum_amount: "5.00" },
  terms: {
    model: "graduated",
    tiers: [
      { up_to: "1000", unit_amount: "0.05", flat_amount: "0" },
      { up_to: null, unit_amount: "0.03", flat_amount: "0" },
    ],
  },
} as unknown as Price;

const DRAFT = draftOf(PRICE);
const OFFER = offerOf(PRICE);
const AT = { weekday: "wed", time: "12:00" } as const;

describe("the volumes of the chart", () => {
  it("are twelve equal steps past the last tier and past the quantity", () => {
    const volumes = volumesFor(DRAFT, { quantity: "10", events: "" });
    expect(volumes).toHaveLength(12);
    expect(volumes.slice(0, 2)).toEqual(["200", "400"]);
    expect(volumesFor(DRAFT, { quantity: "90000", events: "" }).at(-1)).toBe("240000");
  });

  it("are there while nothing sensible is typed", () => {
    const flat = draftOf({ ...PRICE, terms: { model: "flat", amount: "1" } });
    expect(volumesFor(flat, { quantity: "", events: "" }).at(-1)).toBe("12");
    expect(volumesFor(flat, { quantity: "x", events: "" })).toHaveLength(12);
    expect(volumesFor(flat, { quantity: "9".repeat(40), events: "" }).every((one) => /^\d+$/.test(one))).toBe(true);
  });
});

describe("the request for a quote", () => {
  it("asks for the draft and the price in force, at the quantity and at every volume, in one body", () => {
    const body = quoteBody(DRAFT, OFFER, { ...AT, quantity: "1234.5", events: "" }, ["200", "400"]);
    expect(body?.currency).toBe("EUR");
    expect(body?.items).toHaveLength(6);
    expect(body?.items[0]).toEqual({
      price: { ...PRICE.terms, unit: "message" },
      adjustments: { minimum_amount: "5.00" },
      usage: { quantity: "1234.5" },
    });
    expect(body?.items[1]).toEqual({ price_id: "pri_1", usage: { quantity: "1234.5" } });
    expect(body?.items[4]?.usage).toEqual({ quantity: "400" });
  });

  it("keeps the events of a percentage as large as those asked for", () => {
    const draft = { ...DRAFT, model: "percentage" as const, percent: "2" };
    const body = quoteBody(draft, OFFER, { ...AT, quantity: "1000", events: "10" }, ["1", "500", "2000"]);
    expect(body?.items.filter((_, index) => index % 2 === 0).map((item) => item.usage?.events)).toEqual([10, 1, 5, 20]);
  });

  it("rates a call by its seconds, at a moment that bands can be told by", () => {
    const call = { model: "call", connect_fee: "0", steps: [] } as const;
    const price = { ...PRICE, terms: { ...call, steps: [] } } as Price;
    const body = quoteBody(draftOf(price), offerOf(price), firstUse(price), []);
    expect(body?.items[0]?.calls).toEqual([{ seconds: 180, started_at: "2026-03-18T12:00:00.000Z" }]);
    expect(body?.items[0]?.usage).toBeUndefined();
  });

  it("starts a call by the clock of the price's zone, and by UTC while a zone is being typed", () => {
    const call = { ...newDraft().call, steps: [{ key: 0, from_second: "0", increment_seconds: "1", per_minute: "1" }] };
    const use = { quantity: "60", events: "", weekday: "sun", time: "22:30" } as const;
    const start = (zone: string) =>
      quoteBody({ ...DRAFT, model: "call", call: { ...call, zone } }, OFFER, use, [])?.items[0]?.calls?.[0]?.started_at;
    expect(start("Asia/Tokyo")).toBe("2026-03-22T13:30:00.000Z");
    expect(start("Asia/To")).toBe("2026-03-22T22:30:00.000Z");
  });

  it("asks for the draft alone where no version is in force", () => {
    const body = quoteBody(DRAFT, { ...OFFER, inForce: null }, { ...AT, quantity: "1", events: "" }, ["2", "3"]);
    expect(body?.items.map((item) => item.usage?.quantity)).toEqual(["1", "2", "3"]);
    expect(body?.items.some((item) => item.price_id)).toBe(false);
  });

  it("is not made of empty fields", () => {
    expect(quoteBody(DRAFT, OFFER, { ...AT, quantity: "", events: "" }, [])).toBeNull();
    expect(quoteBody({ ...DRAFT, model: "flat" }, OFFER, { ...AT, quantity: "1", events: "" }, [])).toBeNull();
  });
});

describe("the answer", () => {
  it("is taken apart in the order in which it was asked for", () => {
    const lines = ["1", "2", "3", "4"].map((amount) => ({ amount }));
    const quoted = quotedIn({ lines } as unknown as Quote, true);
    expect(quoted?.drafted.amount).toBe("1");
    expect(quoted?.inForce?.amount).toBe("2");
    expect(quoted?.points.map((point) => [point.drafted.amount, point.inForce?.amount])).toEqual([["3", "4"]]);
    expect(quotedIn({ lines: [] } as unknown as Quote, true)).toBeNull();
    const alone = quotedIn({ lines } as unknown as Quote, false);
    expect(alone?.points.map((point) => [point.drafted.amount, point.inForce])).toEqual([
      ["2", null],
      ["3", null],
      ["4", null],
    ]);
  });

  it("gives the average price of a unit without a float", () => {
    expect(unitPrice({ amount: "57.04" }, "1234")).toBe("0.0462");
  });
});

it("begins with a quantity in which every tier has its part", () => {
  expect(firstUse(PRICE).quantity).toBe("1100");
  expect(firstUse({ terms: { model: "percentage", percent: "2" } } as Price)).toEqual({
    ...AT,
    quantity: "1000",
    events: "10",
  });
});
