import type { paths } from "@/api/schema";
import type { Payment } from "@/api/types";
import { compareDecimals } from "@/ui/decimal";

type Body = NonNullable<
  NonNullable<paths["/api/v1/payments/{payment_id}/capture"]["post"]["requestBody"]>["content"]["application/json"]
>;
type Held = Pick<Payment, "state" | "capturing">;

/** What is held can be taken or released while neither was asked for yet. */
export const isHeld = ({ state, capturing }: Held): boolean => state === "authorised" && capturing === null;

export const exceedsHeld = (amount: string, { amount: held }: Pick<Payment, "amount">): boolean =>
  /^\d+(\.\d+)?$/.test(amount) && compareDecimals(amount, held.amount) > 0;

/** What was left out is all that is held, named so that no more is taken than was seen. */
export const captureBody = (amount: string, { amount: held }: Pick<Payment, "amount">): Body => ({
  amount: amount === "" ? held.amount : amount,
});
