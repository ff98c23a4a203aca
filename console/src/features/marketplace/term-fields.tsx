import type { ReactNode } from "react";
import type { Price } from "@/api/types";
import { m } from "@/app/messages";
import { SelectField, TextField } from "@/ui/field";
import { modelsFor, type Model, type PriceDraft } from "./price-draft";
import type { Problems } from "./price-problems";
import { TermsTable } from "./terms-table";
import { TierFields } from "./tier-fields";

export const DECIMAL = "\\d+(\\.\\d+)?";

export type FieldsProps = {
  draft: PriceDraft;
  price: Price;
  problems: Problems;
  onChange: (change: Partial<PriceDraft>) => void;
};

/** The model and its fields. How calls are rated is shown and not edited here. */
export function TermFields(props: FieldsProps) {
  const { draft, price, problems, onChange } = props;
  const options = modelsFor(price).map((value) => ({ value, label: m.price_models[value] ?? value }));
  return (
    <div className="flex flex-col gap-4">
      <SelectField
        label={m.pricing.model}
        hint={m.pricing.model_hints[draft.model]}
        error={problems("terms/model") ?? problems("terms")}
        value={draft.model}
        disabled={options.length === 1}
        onChange={(event) => onChange({ model: event.target.value as Model })}
        options={options}
        fieldClass="max-w-md"
      />
      <ModelFields {...props} />
    </div>
  );
}

type TextName =
  "amount" | "unit_amount" | "package_size" | "free_units" | "percent" | "fixed_amount" | "free_events" | "free_volume";

function ModelFields(props: FieldsProps) {
  const { draft, price, problems, onChange } = props;
  const f = m.pricing.fields;
  const text = (name: TextName, label: string, pattern = DECIMAL) => (
    <TextField
      label={label}
      value={draft[name]}
      onChange={(event) => onChange({ [name]: event.target.value.trim() })}
      error={problems(`terms/${name}`)}
      inputMode={pattern === DECIMAL ? "decimal" : "numeric"}
      pattern={pattern}
      required
    />
  );
  switch (draft.model) {
    case "flat":
      return <Grid>{text("amount", f.amount(price.currency))}</Grid>;
    case "per_unit":
      return <Grid>{text("unit_amount", f.unit_amount(price.currency, price.unit))}</Grid>;
    case "package":
      return (
        <Grid>
          {text("amount", f.package_amount(price.currency))}
          {text("package_size", f.package_size)}
          {text("free_units", f.free_units)}
        </Grid>
      );
    case "percentage":
      return (
        <Grid>
          {text("percent", f.percent)}
          {text("fixed_amount", f.fixed_amount(price.currency))}
          {text("free_events", f.free_events, "\\d+")}
          {text("free_volume", f.free_volume(price.currency))}
        </Grid>
      );
    case "call":
      return <TermsTable price={price} />;
    default:
      return <TierFields {...props} />;
  }
}

function Grid({ children }: { children: ReactNode }) {
  return <div className="grid gap-3 sm:grid-cols-2">{children}</div>;
}
