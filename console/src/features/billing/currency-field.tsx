import { m } from "@/app/messages";
import { TextField } from "@/ui/field";

type Props = { value: string; error: string | undefined; onChange: (currency: string) => void };

/** The company's own currency unless told otherwise: an invoice has one. */
export function CurrencyField({ value, error, onChange }: Props) {
  return (
    <TextField
      label={m.fields.currency}
      value={value}
      error={error}
      onChange={(event) => onChange(event.target.value.toUpperCase())}
      pattern="[A-Z]{3}"
      maxLength={3}
      autoComplete="off"
      fieldClass="w-24"
      required
    />
  );
}
