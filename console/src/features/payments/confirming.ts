import type { Payment } from "@/api/types";

type Who = { mayPay: boolean; operator: boolean };
type Waiting = Pick<Payment, "state" | "action_url" | "failure_code">;

/** A payment that was declined because nobody sat at a screen can be paid by somebody who does, also when it is tried no more. */
const TO_BE_PAID_AGAIN = new Set<Payment["state"]>(["pending", "failed"]);

/** What a payment asks for of whoever looks at it: `action` where the provider says, `payer` to pay it at this screen. */
export function waitsFor(payment: Waiting, { mayPay, operator }: Who): "nothing" | "others" | "action" | "payer" {
  if (payment.state === "requires_action") return payment.action_url && !operator ? "action" : "others";
  const asked = payment.failure_code === "authentication_required" && TO_BE_PAID_AGAIN.has(payment.state);
  return asked && mayPay && !operator ? "payer" : "nothing";
}
