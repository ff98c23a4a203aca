import { Plus, Trash2 } from "lucide-react";
import { m } from "@/app/messages";
import { Button, IconButton } from "@/ui/button";
import { TextField } from "@/ui/field";
import { withoutTier, withTier, withTierField, type TierDraft } from "./price-draft";
import { DECIMAL, type FieldsProps } from "./term-fields";

type Column = { name: Exclude<keyof TierDraft, "key">; label: string; required: boolean };

/** The tiers as a table to type in: the last one has no end, so that every quantity has a price. */
export function TierFields({ draft, offer, problems, onChange }: FieldsProps) {
  const { tiers } = draft;
  const columns = columnsOf(draft.model === "graduated_percentage", offer.currency);
  const alone = tiers.length === 1;
  return (
    <div>
      <table className="w-full table-fixed text-sm">
        <caption className="sr-only">{m.prices.tiers(m.price_models[draft.model] ?? draft.model)}</caption>
        <thead>
          <tr className="text-ink-2 text-start text-xs">
            {columns.map((column) => (
              <th key={column.name} scope="col" className="pe-2 pb-1 align-bottom font-medium">
                {column.label}
              </th>
            ))}
            <th scope="col" className="w-8">
              <span className="sr-only">{m.pricing.tier_actions}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {tiers.map((tier, index) => {
            const last = index === tiers.length - 1;
            return (
              <tr key={tier.key} className="align-top">
                {columns.map((column) => (
                  <td key={column.name} className="pe-2 pb-2">
                    {last && column.name === "up_to" ? (
                      <span className="text-ink-2 flex h-8 items-center">
                        {alone ? m.pricing.everything : m.pricing.and_above}
                      </span>
                    ) : (
                      <TierField
                        column={column}
                        tier={tier}
                        position={index + 1}
                        error={problems(`terms/tiers/${index}/${column.name}`)}
                        onChange={(change) => onChange({ tiers: withTierField(tiers, tier.key, change) })}
                      />
                    )}
                  </td>
                ))}
                <td>
                  {last ? null : (
                    <IconButton
                      label={m.pricing.remove_tier(index + 1)}
                      onClick={() => onChange({ tiers: withoutTier(tiers, tier.key) })}
                    >
                      <Trash2 aria-hidden className="size-4" />
                    </IconButton>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {problems("terms/tiers") ? <p className="text-bad mb-2 text-xs">{problems("terms/tiers")}</p> : null}
      <Button size="sm" onClick={() => onChange({ tiers: withTier(tiers) })}>
        <Plus aria-hidden className="size-3.5" />
        {m.pricing.add_tier}
      </Button>
    </div>
  );
}

type FieldProps = {
  column: Column;
  tier: TierDraft;
  position: number;
  error: string | undefined;
  onChange: (change: Partial<TierDraft>) => void;
};

function TierField({ column, tier, position, error, onChange }: FieldProps) {
  return (
    <TextField
      hideLabel
      label={m.pricing.tier_field(position, column.label)}
      value={tier[column.name]}
      onChange={(event) => onChange({ [column.name]: event.target.value.trim() })}
      error={error}
      inputMode="decimal"
      pattern={DECIMAL}
      required={column.required}
      placeholder={column.required ? undefined : m.pricing.no_blocks}
    />
  );
}

function columnsOf(percentage: boolean, currency: string): Column[] {
  const f = m.pricing.fields;
  const cost: Column = percentage
    ? { name: "percent", label: f.percent, required: true }
    : { name: "unit_amount", label: f.each(currency), required: true };
  const block: Column[] = percentage ? [] : [{ name: "block_size", label: f.block_size, required: false }];
  return [
    { name: "up_to", label: f.up_to, required: true },
    cost,
    { name: "flat_amount", label: f.flat_amount(currency), required: true },
    ...block,
  ];
}
