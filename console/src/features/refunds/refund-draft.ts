import type { paths } from "@/api/schema";
import type { Payment } from "@/api/types";
import { compareDecimals, isZero } from "@/ui/decimal";

type Body = paths["/api/v1/payments/{payment_id}/refunds"]["post"]["requestBody"]["content"]["application/json"];
export type Wish = { amount: string; reason: Body["reason"]; memo: string; credit_invoice: boolean };
type Left = Pick<Payment, "state" | "refundable">;

/** Only money that was taken goes back, and no more of it than is left. */
export const isRefundable = ({ state, refundable }: Left): boolean =>
  state === "succeeded" && !isZero(refundable.amount);

export const exceedsLeft = (amount: string, { refundable }: Pick<Left, "refundable">): boolean =>
  /^\d+(\.\d+)?$/.test(amount) && compareDecimals(amount, refundable.amount) > 0;

/** What was left out is all that is left, named so that no more is given back than was seen. */
export const refundBody = ({ amount, ...rest }: Wish, { refundable }: Pick<Left, "refundable">): Body => ({
  ...rest,
  amount: amount === "" ? refundable.amount : amount,
});
