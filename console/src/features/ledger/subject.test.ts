import { expect, it } from "vitest";
import { isFor, subjectOf } from "./subject";

it("tells from a source what it was posted for", () => {
  expect(subjectOf("payment:pay_1:settled")).toBe("pay_1");
  expect(subjectOf("credit_note:cnt_1")).toBe("cnt_1");
  expect(subjectOf("unknown")).toBeUndefined();
  expect(isFor("payment:pay_1:fee", "pay_1")).toBe(true);
  expect(isFor("payment:pay_11:fee", "pay_1")).toBe(false);
});
