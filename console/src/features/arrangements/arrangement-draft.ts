import type { paths } from "@/api/schema";
import type { PaymentMethod } from "@/api/types";
import { momentIn } from "@/features/marketplace/moment-in";

type Body = paths["/api/v1/payment-arrangements"]["post"]["requestBody"]["content"]["application/json"];
export type Interval = Body["interval"];
export type ArrangementDraft = {
  amount: string;
  currency: string;
  interval: Interval;
  interval_count: string;
  starts_at: string;
  charges_max: string;
};

/** There the payer agrees on the provider's own page, and no saved method is named. */
export const ON_ITS_OWN_PAGE = "paypal";

/** What can be collected from: a saved method, or an account that is agreed to on its provider's page. */
export type Source = { provider: string; method: string | null };

type Known = Pick<PaymentMethod, "id" | "provider" | "is_default">;

/** Saved methods, the default first; what is agreed to elsewhere last. */
export function sourcesOf(methods: readonly Known[], providers: readonly string[]): Source[] {
  const saved = methods.filter((one) => one.provider !== ON_ITS_OWN_PAGE);
  return [
    ...saved.toSorted((a, b) => Number(b.is_default) - Number(a.is_default)).map(sourceOf),
    ...(providers.includes(ON_ITS_OWN_PAGE) ? [{ provider: ON_ITS_OWN_PAGE, method: null }] : []),
  ];
}

const sourceOf = ({ id, provider }: Known): Source => ({ provider, method: id });

/** The value of a choice. */
export const sourceKey = ({ provider, method }: Source): string => method ?? provider;

const AMOUNT = /^\d{1,12}(\.\d{1,4})?$/;
const WHOLE = /^\d{1,3}$/;

/** What is sent. Null while something is half typed. */
export function arrangementBody(source: Source | undefined, draft: ArrangementDraft, zone: string): Body | null {
  const { amount, currency, interval, interval_count, starts_at, charges_max } = draft;
  if (!source || !AMOUNT.test(amount) || !WHOLE.test(interval_count)) return null;
  if (charges_max !== "" && !WHOLE.test(charges_max)) return null;
  return {
    provider: source.provider,
    payment_method_id: source.method,
    amount,
    currency,
    interval,
    interval_count: Number(interval_count),
    starts_at: starts_at === "" ? null : momentIn(zone, `${starts_at}:00`),
    charges_max: charges_max === "" ? null : Number(charges_max),
  };
}
