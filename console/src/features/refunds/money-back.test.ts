import { expect, it } from "vitest";
import { leftOf, moneyBack, type MoneyBack } from "./money-back";

const money = (amount: string) => ({ amount, currency: "EUR" });
const PAYMENT = { amount: money("100.00"), refunded: money("30.10") };
const BACK: MoneyBack = {
  amount: "",
  method: "bank_transfer",
  reference: "SEPA 7",
  paid_at: "2026-12-01T09:00",
  reason: "goodwill",
  memo: "",
  credit_invoice: true,
};

const utc = (local: string) => `${local}:00Z`;

it("what was not given back yet is left", () => {
  expect(leftOf(PAYMENT)).toEqual(money("69.90"));
});

it("money given back names its amount and its instant", () => {
  expect(moneyBack(BACK, PAYMENT, utc)).toMatchObject({ amount: "69.90", paid_at: "2026-12-01T09:00:00Z" });
  expect(moneyBack({ ...BACK, amount: "5" }, PAYMENT, utc)).toMatchObject({ amount: "5", reference: "SEPA 7" });
});
