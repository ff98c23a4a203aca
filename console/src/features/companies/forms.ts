import type { BillingProfile } from "@/api/types";
import { momentIn } from "@/features/marketplace/moment-in";
import { ratesFrom } from "./tax-rates";

export const field = (form: FormData, name: string) => String(form.get(name) ?? "").trim();

/** Throws the Problem of two rates for one tax code. */
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
    tax_inclusive: form.has("tax_inclusive"),
    tax_rates: ratesFrom(form),
  };
}

/** Empty means "on the anniversary of each subscription". */
export function cycleDayFrom(form: FormData): number | null {
  const day = field(form, "billing_cycle_day");
  return day === "" ? null : Number.parseInt(day, 10);
}

/** The clock of a test company begins with a day where the company is; null makes a real company. */
export function clockFrom(form: FormData): { now: string } | null {
  if (!form.has("test_company")) return null;
  const begins = `${field(form, "clock_day")}T00:00:00`;
  return { now: momentWhere(field(form, "zone"), begins) };
}

/** What is no zone is refused by the server, at the field of the zone. */
function momentWhere(zone: string, local: string): string {
  try {
    return momentIn(zone, local);
  } catch (error) {
    if (error instanceof RangeError) return `${local}Z`;
    throw error;
  }
}
