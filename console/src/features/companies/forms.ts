import type { BillingProfile } from "@/api/types";

export const field = (form: FormData, name: string) => String(form.get(name) ?? "").trim();

export function profileFrom(form: FormData): BillingProfile {
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
  };
}

/** Empty means "on the anniversary of each subscription". */
export function cycleDayFrom(form: FormData): number | null {
  const day = field(form, "billing_cycle_day");
  return day === "" ? null : Number.parseInt(day, 10);
}
