import { m } from "@/app/messages";
import { SelectField, TextField } from "@/ui/field";
import { countsUnits, type DiscountKind } from "./price-draft";
import { DECIMAL, type FieldsProps } from "./term-fields";

const KINDS: DiscountKind[] = ["none", "percent", "amount"];
const DISCOUNTS = KINDS.map((value) => ({ value, label: m.pricing.discounts[value] }));

type AmountName = "included_units" | "minimum_amount" | "maximum_amount";

/** What works on the amount after the model, in the order in which it does. Left empty, there is none. */
export function AdjustmentFields({ draft, offer, problems, onChange }: FieldsProps) {
  const f = m.pricing.fields;
  const optional = (name: AmountName, label: string) => (
    <TextField
      label={label}
      value={draft[name]}
      onChange={(event) => onChange({ [name]: event.target.value.trim() })}
      error={problems(`adjustments/${name}`)}
      inputMode="decimal"
      pattern={DECIMAL}
      placeholder={m.kit.none}
    />
  );
  const { discount_kind: kind } = draft;
  return (
    <div className="grid gap-3 sm:grid-cols-3">
      {countsUnits(draft.model) ? optional("included_units", f.included_units(m.unit(offer.unit, ""))) : null}
      {optional("maximum_amount", f.maximum_amount(offer.currency))}
      {optional("minimum_amount", f.minimum_amount(offer.currency))}
      <SelectField
        label={f.discount}
        value={kind}
        onChange={(event) => onChange({ discount_kind: event.target.value as DiscountKind })}
        error={problems("adjustments/discount")}
        options={DISCOUNTS}
        fieldClass="sm:col-start-1"
      />
      {kind === "none" ? null : (
        <>
          <TextField
            label={kind === "percent" ? f.percent : f.discount_amount(offer.currency)}
            value={draft.discount}
            onChange={(event) => onChange({ discount: event.target.value.trim() })}
            error={problems(`adjustments/discount/${kind}`)}
            inputMode="decimal"
            pattern={DECIMAL}
            required
          />
          <TextField
            label={f.discount_periods}
            value={draft.discount_periods}
            onChange={(event) => onChange({ discount_periods: event.target.value.trim() })}
            error={problems("adjustments/discount/periods")}
            inputMode="numeric"
            pattern="[1-9]\d*"
            placeholder={m.pricing.all_periods}
          />
        </>
      )}
    </div>
  );
}
