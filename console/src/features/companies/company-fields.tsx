import type { Problem } from "@/api/problem";
import type { Company } from "@/api/types";
import { m } from "@/app/messages";
import { CheckField, TextField } from "@/ui/field";
import { RATIO, TaxRateFields } from "./tax-rate-fields";

type Props = { company?: Company | undefined; problem: Problem | null };

const WIDE = "sm:col-span-2";

/** What a company is: shared by "create" and "edit". The slug is settled at creation; the currency is changed by itself, since it waits for the next period. */
export function IdentityFields({ company, problem }: Props) {
  const fixed = company !== undefined;
  const f = m.fields;
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <TextField name="name" label={f.name} required defaultValue={company?.name} error={problem?.for("name")} />
      <TextField
        name="slug"
        label={f.slug}
        required
        disabled={fixed}
        defaultValue={company?.slug}
        pattern="[a-z0-9\-]+"
        hint={m.companies.slug_hint}
        error={problem?.for("slug")}
      />
      <TextField
        name="zone"
        disabled={fixed}
        label={f.zone}
        required
        list="zones"
        defaultValue={company?.zone ?? browserZone()}
        error={problem?.for("zone")}
      />
      <TextField
        name="locale"
        label={f.locale}
        required
        defaultValue={company?.locale ?? "en"}
        error={problem?.for("locale")}
      />
      <TextField
        name="currency"
        label={f.currency}
        required
        disabled={fixed}
        defaultValue={company?.currency ?? "EUR"}
        pattern="[A-Z]{3}"
        maxLength={3}
        error={problem?.for("currency")}
      />
      <TextField
        name="billing_cycle_day"
        type="number"
        min={1}
        max={31}
        label={f.cycle_day}
        hint={m.companies.cycle_hint}
        defaultValue={company?.billing_cycle_day ?? ""}
        error={problem?.for("billing_cycle_day")}
      />
      <datalist id="zones">
        {Intl.supportedValuesOf("timeZone").map((zone) => (
          <option key={zone} value={zone}>
            {zone}
          </option>
        ))}
      </datalist>
    </div>
  );
}

/** What stands on the invoices from now on; issued ones keep what they said. */
export function ProfileFields({ company, problem }: Props) {
  const profile = company?.billing_profile;
  const error = (field: string) => problem?.for(`billing_profile/${field}`);
  const f = m.fields;
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <TextField
        name="legal_name"
        label={f.legal_name}
        required
        defaultValue={profile?.legal_name}
        error={error("legal_name")}
      />
      <TextField
        name="email"
        type="email"
        label={f.billing_email}
        required
        defaultValue={profile?.email}
        error={error("email")}
      />
      <TextField
        name="address"
        label={f.address}
        fieldClass={WIDE}
        required
        defaultValue={profile?.address_lines?.join(", ")}
        hint={m.companies.address_hint}
        error={error("address_lines")}
      />
      <TextField
        name="postal_code"
        label={f.postal_code}
        required
        defaultValue={profile?.postal_code}
        error={error("postal_code")}
      />
      <TextField name="city" label={f.city} required defaultValue={profile?.city} error={error("city")} />
      <TextField
        name="country"
        label={f.country}
        required
        maxLength={2}
        pattern="[A-Z]{2}"
        hint={m.companies.country_hint}
        defaultValue={profile?.country}
        error={error("country")}
      />
      <TextField name="tax_id" label={f.tax_id} defaultValue={profile?.tax_id ?? ""} error={error("tax_id")} />
      <TextField
        name="tax_rate"
        label={f.tax_rate}
        required
        inputMode="decimal"
        pattern={RATIO}
        hint={m.companies.tax_hint}
        defaultValue={profile?.tax_rate ?? "0"}
        error={error("tax_rate")}
      />
      <CheckField
        name="tax_inclusive"
        label={f.tax_inclusive}
        hint={m.companies.tax_inclusive_hint}
        defaultChecked={profile?.tax_inclusive ?? false}
      />
      <TaxRateFields company={company} problem={problem} />
    </div>
  );
}

function browserZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
