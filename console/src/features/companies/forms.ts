import type { BillingProfile } from "@/api/types";

export const field = (form: FormData, name: string) => String(form.get(name) ?? "").trim();

/** Rates by tax code are not edited here: those that the company has stay. */
export function profileFrom(form: FormData, before?: BillingProfile): BillingProfile {
  return {
    legal_name: field(form, "legal_name"),
    email: field(form, "email"),
    address_lines: field(form, "address")
      .split(/\s*,\s*/)
      .filter(Boolean),
    postal_code: field(form, "postal_code"),
    city: field(form, "city"),
    country: field(form, "country").toUpperCase(),
    tax_id: field(form, "tax_id"),
    tax_rate: field(form, "tax_rate"),
    tax_inclusive: form.has("tax_inclusive"),
    tax_rates: before?.tax_rates ?? {},
  };
}

/** Empty means "on the anniversary of each subscription". */
export function cycleDayFrom(form: FormData): number | null {
  const day = field(form, "billing_cycle_day");
  return day === "" ? null : Number.parseInt(day, 10);
}
