import { Plus, Trash2 } from "lucide-react";
import { m } from "@/app/messages";
import { Button, IconButton } from "@/ui/button";
import { TextField } from "@/ui/field";
import { changed, withThreshold, type ThresholdDraft } from "./policy-draft";
import type { FieldsProps } from "./retry-fields";

const d = m.dunning;
const AMOUNT = "\\d{1,12}(\\.\\d{1,3})?";
const THRESHOLDS_MAX = 50;

/** By currency the amount below which nothing is dunned. */
export function ThresholdFields({ draft, onChange, problem }: FieldsProps) {
  const rows = draft.thresholds;
  const put = (key: number, change: Partial<ThresholdDraft>) => onChange({ thresholds: changed(rows, key, change) });
  return (
    <fieldset className="flex flex-col gap-2 border-t pt-4">
      <legend className="sr-only">{d.thresholds}</legend>
      <p aria-hidden className="font-semibold">
        {d.thresholds} <span className="text-ink-3 font-normal">{d.thresholds_hint}</span>
      </p>
      {rows.map((row, index) => (
        <div key={row.key} className="grid grid-cols-[5rem_minmax(0,12rem)_2rem] items-start gap-2">
          <TextField
            hideLabel
            label={d.threshold(index + 1, m.fields.currency)}
            value={row.currency}
            onChange={(event) => put(row.key, { currency: event.target.value.toUpperCase() })}
            error={problem(`thresholds/${index}/currency`) ?? problem(`thresholds/${index}`)}
            placeholder="EUR"
            pattern="[A-Z]{3}"
            maxLength={3}
            required
          />
          <TextField
            hideLabel
            label={d.threshold(index + 1, m.fields.amount)}
            value={row.amount}
            onChange={(event) => put(row.key, { amount: event.target.value.trim() })}
            error={problem(`thresholds/${index}/amount`)}
            placeholder={m.fields.amount}
            inputMode="decimal"
            pattern={AMOUNT}
            required
          />
          <IconButton
            label={d.remove_threshold(index + 1)}
            onClick={() => onChange({ thresholds: rows.filter((one) => one.key !== row.key) })}
          >
            <Trash2 aria-hidden className="size-4" />
          </IconButton>
        </div>
      ))}
      <div>
        {rows.length < THRESHOLDS_MAX ? (
          <Button size="sm" onClick={() => onChange({ thresholds: withThreshold(rows) })}>
            <Plus aria-hidden className="size-3.5" />
            {d.add_threshold}
          </Button>
        ) : null}
      </div>
    </fieldset>
  );
}
