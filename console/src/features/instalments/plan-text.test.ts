import { describe, expect, it } from "vitest";
import type { Instalment } from "@/api/types";
import { besideOf, lastDayOf, nextPart, overdueParts, paidOf } from "./plan-text";

const eur = (amount: string) => ({ amount, currency: "EUR" });
const part = (number: number, state: Instalment["state"], left: string, paid = "0.00") => ({
  id: `ins_${number}`,
  number,
  due_on: `2027-0${number}-01`,
  amount: eur("40.00"),
  left: eur(left),
  paid: eur(paid),
  state,
  paid_at: null,
  payment_id: null,
});
const PARTS = [part(1, "paid", "0.00", "40.00"), part(2, "overdue", "40.00"), part(3, "upcoming", "25.50")];
const plan = (state: "active" | "completed" | "settled" | "defaulted" | "canceled", left: string) => ({
  state,
  amount: eur("120.00"),
  left: eur(left),
  parts: PARTS,
});

describe("an instalment plan", () => {
  it("counts what is not asked for any more, and tells what of it came beside its parts", () => {
    expect(paidOf(plan("active", "65.50"))).toEqual(eur("54.50"));
    expect(besideOf(plan("active", "65.50"))).toEqual(eur("14.50"));
    expect(besideOf(plan("active", "80.00"))).toBeNull();
  });

  it("is paid altogether once it was kept, and by its parts alone where it was not", () => {
    expect(paidOf(plan("settled", "0.00"))).toEqual(eur("120.00"));
    expect(besideOf(plan("settled", "0.00"))).toBeNull();
    expect(paidOf(plan("defaulted", "0.00"))).toEqual(eur("40.00"));
  });

  it("names the part that asks for money next, while it is active", () => {
    expect(nextPart(plan("active", "65.50"))?.number).toBe(2);
    expect(nextPart(plan("canceled", "0.00"))).toBeUndefined();
    expect(overdueParts(plan("active", "65.50")).map((one) => one.number)).toEqual([2]);
  });

  it("waits through the days of grace, also across a month", () => {
    expect(lastDayOf("2027-02-20", 14)).toBe("2027-03-06");
    expect(lastDayOf("2027-02-20", 0)).toBe("2027-02-20");
  });
});
