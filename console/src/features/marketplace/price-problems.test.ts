import { describe, expect, it } from "vitest";
import { Problem } from "@/api/problem";
import { fieldAt, problemsIn } from "./price-problems";

describe("the field of a pointer", () => {
  it.each([
    ["/terms/tiers/0/up_to", "terms/tiers/0/up_to"],
    ["/terms/graduated/tiers/0/up_to", "terms/tiers/0/up_to"],
    ["#/body/terms/model", "terms/model"],
    ["/items/0/price/tiers/1/unit_amount", "terms/tiers/1/unit_amount"],
    ["/items/12/price/package_size", "terms/package_size"],
    ["/items/0/adjustments/discount/percent", "adjustments/discount/percent"],
    ["/items/0/usage/quantity", "usage/quantity"],
    ["/effective_from", "effective_from"],
  ])("%s is %s", (pointer, field) => {
    expect(fieldAt(pointer)).toBe(field);
  });
});

const refused = (pointer: string, detail: string) => new Problem(422, { errors: [{ pointer, detail }] });

describe("the problems at the fields", () => {
  it("come from the revision first, then from the quote", () => {
    const problems = problemsIn(
      refused("/terms/amount", "refused"),
      refused("/items/0/price/amount", "not quoted"),
      new Error("down"),
      null,
    );
    expect(problems("terms/amount")).toBe("refused");
    expect(problems("terms/percent")).toBeUndefined();
  });
});
