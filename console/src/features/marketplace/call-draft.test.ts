import { describe, expect, it } from "vitest";
import { callDraftOf, callTermsOf, localMoment, newCall, withBand, withoutStep, withStep } from "./call-draft";
import type { CallTerms } from "./price-draft";

const TERMS: CallTerms = {
  model: "call",
  connect_fee: "0.0500",
  steps: [
    { from_second: 0, increment_seconds: 60, per_minute: "0.10" },
    { from_second: 60, increment_seconds: 6, per_minute: "0.0800" },
  ],
  zone: "Europe/Berlin",
  bands: [
    {
      weekdays: ["sat", "sun"],
      from: "22:00",
      to: "24:00",
      connect_fee: "0",
      steps: [{ from_second: 0, increment_seconds: 1, per_minute: "0.02" }],
    },
  ],
  cap: { amount: "2.50", kind: "free" },
};

describe("the draft of a call price", () => {
  it("sends back what it read, digit by digit", () => {
    expect(callTermsOf(callDraftOf(TERMS))).toEqual(TERMS);
  });

  it("tells no zone, bands or cap where there are none", () => {
    const call = { ...newCall(), steps: [{ key: 0, from_second: "0", increment_seconds: "1", per_minute: "0.06" }] };
    expect(callTermsOf(call)).toEqual({
      model: "call",
      connect_fee: "0",
      steps: [{ from_second: 0, increment_seconds: 1, per_minute: "0.06" }],
    });
  });

  it("tells weekdays in the order of the week, however they were chosen", () => {
    const draft = callDraftOf(TERMS);
    const [band] = draft.bands;
    const chosen = { ...draft, bands: band ? [{ ...band, weekdays: ["sun", "mon"] as ("sun" | "mon")[] }] : [] };
    expect(callTermsOf(chosen).bands?.[0]?.weekdays).toEqual(["mon", "sun"]);
  });

  it("gets a step a minute after the last one, and never loses the first", () => {
    const { steps } = callDraftOf(TERMS);
    const more = withStep(steps);
    expect(more.map((step) => step.from_second)).toEqual(["0", "60", "120"]);
    expect(more.at(-1)?.per_minute).toBe("0.0800");
    expect(withoutStep(more, 1).map((step) => step.from_second)).toEqual(["0", "120"]);
    expect(withoutStep(more, 0)).toEqual(more);
  });

  it("gets a band in the price's zone, and else in that of the console", () => {
    expect(withBand(newCall(), "Asia/Tokyo").zone).toBe("Asia/Tokyo");
    const two = withBand(callDraftOf(TERMS), "Asia/Tokyo");
    expect(two.zone).toBe("Europe/Berlin");
    expect(new Set(two.bands.map((band) => band.key)).size).toBe(2);
  });
});

it("gives a weekday and an hour as a moment of one week", () => {
  expect(localMoment("mon", "08:30")).toBe("2026-03-16T08:30");
  expect(localMoment("sun", "23:00")).toBe("2026-03-22T23:00");
});
