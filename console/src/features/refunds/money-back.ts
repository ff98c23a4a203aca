import type { paths } from "@/api/schema";
import type { ManualPayment, Money } from "@/api/types";
import { subtractDecimals } from "@/ui/decimal";

type Path = paths["/api/v1/manual-payments/{manual_payment_id}/refunds"]["post"];
type Body = Path["requestBody"]["content"]["application/json"];
export type MoneyBack = {
  amount: string;
  method: Body["method"];
  reference: string;
  /** By the clock of the screen's zone. */
  paid_at: string;
  reason: Body["reason"];
  memo: string;
  credit_invoice: boolean;
};
type Given = Pick<ManualPayment, "amount" | "refunded">;

/** What can still be given back. */
export const leftOf = ({ amount, refunded }: Given): Money => ({
  ...amount,
  amount: subtractDecimals(amount.amount, refunded.amount),
});

/** What was left out is all that is left, named so that no more is written down than was seen. */
export const moneyBack = (
  { amount, paid_at, ...rest }: MoneyBack,
  payment: Given,
  momentOf: (local: string) => string,
): Body => ({
  ...rest,
  amount: amount === "" ? leftOf(payment).amount : amount,
  paid_at: momentOf(paid_at),
});
