import { expect, it } from "vitest";
import { addressOf } from "./ids";

const TAIL = "01k0abcdefghjkmnpqrstvwxyz";

it("an id leads to the screen of its kind", () => {
  expect(addressOf(` inv_${TAIL} `)).toBe(`/invoices/inv_${TAIL}`);
  expect(addressOf(`arr_${TAIL}`)).toBe(`/payment-arrangements/arr_${TAIL}`);
  expect(addressOf(`cal_${TAIL}`)).toBe(`/calls?call=cal_${TAIL}`);
});

it("what is no id, or has no screen, leads nowhere", () => {
  expect(addressOf("inv_1")).toBeUndefined();
  expect(addressOf(`ses_${TAIL}`)).toBeUndefined();
  expect(addressOf("/invoices")).toBeUndefined();
});
