import type { paths } from "@/api/schema";

type Body = paths["/api/v1/instalment-plans"]["post"]["requestBody"]["content"]["application/json"];
export type Interval = NonNullable<Body["interval"]>;
export type PlanDraft = {
  count: string;
  every: string;
  interval: Interval;
  first_on: string;
  down_payment: string;
  grace_days: string;
};

export const FIRST_DRAFT: PlanDraft = {
  count: "3",
  every: "1",
  interval: "month",
  first_on: "",
  down_payment: "",
  grace_days: "14",
};

const WHOLE = /^\d{1,3}$/;
const AMOUNT = /^\d{1,12}(\.\d{1,3})?$/;

/** What is sent. Null while something is half typed: then there is nothing to ask for yet. */
export function planBody(invoice_id: string, draft: PlanDraft): Body | null {
  const { count, every, interval, first_on, down_payment, grace_days } = draft;
  if (![count, every, grace_days].every((text) => WHOLE.test(text))) return null;
  if (down_payment !== "" && !AMOUNT.test(down_payment)) return null;
  return {
    invoice_id,
    count: Number(count),
    every: Number(every),
    interval,
    first_on: first_on === "" ? null : first_on,
    down_payment: down_payment === "" ? null : down_payment,
    grace_days: Number(grace_days),
  };
}
