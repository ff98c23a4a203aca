import type { ReactNode } from "react";
import { m } from "@/app/messages";
import { SelectField, TextField } from "@/ui/field";
import { CallFields } from "./call-fields";
import { modelsFor, type Model, type Offer, type PriceDraft } from "./price-draft";
import type { Problems } from "./price-problems";
import { TierFields } from "./tier-fields";

export const DECIMAL = "\\d+(\\.\\d+)?";

export type FieldsProps = {
  draft: PriceDraft;
  offer: Offer;
  problems: Problems;
  onChange: (change: Partial<PriceDraft>) => void;
};

/** The model and its fields. */
export function TermFields(props: FieldsProps) {
  const { draft, offer, problems, onChange } = props;
  const options = modelsFor(offer).map((value) => ({ value, label: m.price_models[value] ?? value }));
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
  const { draft, offer, problems, onChange } = props;
  const { currency, unit } = offer;
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
    case "commitment":
      return <Grid>{text("amount", f.amount(currency))}</Grid>;
    case "per_unit":
      return <Grid>{text("unit_amount", f.unit_amount(currency, unit || m.pricing.a_unit))}</Grid>;
    case "package":
      return (
        <Grid>
          {text("amount", f.package_amount(currency))}
          {text("package_size", f.package_size)}
          {text("free_units", f.free_units)}
        </Grid>
      );
    case "percentage":
      return (
        <Grid>
          {text("percent", f.percent)}
          {text("fixed_amount", f.fixed_amount(currency))}
          {text("free_events", f.free_events, "\\d+")}
          {text("free_volume", f.free_volume(currency))}
        </Grid>
      );
    case "call":
      return <CallFields {...props} />;
    default:
      return <TierFields {...props} />;
  }
}

function Grid({ children }: { children: ReactNode }) {
  return <div className="grid gap-3 sm:grid-cols-2">{children}</div>;
}
