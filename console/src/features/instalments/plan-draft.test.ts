import { expect, it } from "vitest";
import { FIRST_DRAFT, planBody } from "./plan-draft";

it("a plan is asked for as it was typed, and what was left empty is left to the server", () => {
  expect(planBody("inv_1", FIRST_DRAFT)).toEqual({
    invoice_id: "inv_1",
    count: 3,
    every: 1,
    interval: "month",
    first_on: null,
    down_payment: null,
    grace_days: 14,
  });
  const typed = { ...FIRST_DRAFT, first_on: "2027-01-31", down_payment: "50.00" };
  expect(planBody("inv_1", typed)).toMatchObject({ first_on: "2027-01-31", down_payment: "50.00" });
});

it("what is half typed is not asked for", () => {
  for (const half of [{ count: "" }, { every: "1." }, { grace_days: "-1" }, { down_payment: "5." }]) {
    expect(planBody("inv_1", { ...FIRST_DRAFT, ...half })).toBeNull();
  }
});
