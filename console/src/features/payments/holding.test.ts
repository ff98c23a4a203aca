import { expect, it } from "vitest";
import { captureBody, exceedsHeld, isHeld } from "./holding";

const money = (amount: string) => ({ amount, currency: "EUR" });

it("what is held is taken or released once", () => {
  expect(isHeld({ state: "authorised", capturing: null })).toBe(true);
  expect(isHeld({ state: "authorised", capturing: money("5.00") })).toBe(false);
  expect(isHeld({ state: "succeeded", capturing: null })).toBe(false);
});

it("no more is taken than is held, and all of it where nothing is said", () => {
  const held = { amount: money("119.00") };
  expect(exceedsHeld("119.00", held)).toBe(false);
  expect(exceedsHeld("119.01", held)).toBe(true);
  expect(exceedsHeld("", held)).toBe(false);
  expect(captureBody("", held)).toEqual({ amount: "119.00" });
  expect(captureBody("19.5", held)).toEqual({ amount: "19.5" });
});
