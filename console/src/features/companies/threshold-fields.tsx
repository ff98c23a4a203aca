import { Plus, Trash2 } from "lucide-react";
import { m } from "@/app/messages";
import { Button, IconButton } from "@/ui/button";
import { TextField } from "@/ui/field";
import { withThreshold, type ThresholdDraft } from "./terms-draft";

const AMOUNT = "\\d{1,12}(\\.\\d{1,3})?";
const CURRENCIES_MAX = 20;

type Props = {
  rows: ThresholdDraft[];
  currency: string;
  problem: (field: string) => string | undefined;
  onChange: (rows: ThresholdDraft[]) => void;
};

/** By currency the amount at which what was used is invoiced at once. */
export function ThresholdFields({ rows, currency, problem, onChange }: Props) {
  const t = m.terms;
  const put = (key: number, change: Partial<ThresholdDraft>) =>
    onChange(rows.map((row) => (row.key === key ? { ...row, ...change } : row)));
  return (
    <fieldset className="border-t pt-4">
      <legend className="sr-only">{t.thresholds}</legend>
      <p aria-hidden className="text-sm font-medium">
        {t.thresholds}
      </p>
      <p className="text-ink-3 mb-2 text-xs">{t.thresholds_hint}</p>
      {rows.map((row, index) => (
        <div key={row.key} className="mb-2 grid grid-cols-[5rem_minmax(0,12rem)_2rem] items-start gap-2">
          <TextField
            hideLabel
            label={t.threshold(index + 1, m.fields.currency)}
            value={row.currency}
            onChange={(event) => put(row.key, { currency: event.target.value.toUpperCase() })}
            error={problem(`thresholds/${index}/currency`) ?? problem(`thresholds/${index}`)}
            placeholder={m.fields.currency}
            pattern="[A-Z]{3}"
            maxLength={3}
            required
          />
          <TextField
            hideLabel
            label={t.threshold(index + 1, m.fields.amount)}
            value={row.amount}
            onChange={(event) => put(row.key, { amount: event.target.value.trim() })}
            error={problem(`thresholds/${index}/amount`)}
            placeholder={m.fields.amount}
            inputMode="decimal"
            pattern={AMOUNT}
            required
          />
          <IconButton
            label={t.remove_threshold(index + 1)}
            onClick={() => onChange(rows.filter((one) => one.key !== row.key))}
          >
            <Trash2 aria-hidden className="size-4" />
          </IconButton>
        </div>
      ))}
      {rows.length < CURRENCIES_MAX ? (
        <Button size="sm" onClick={() => onChange(withThreshold(rows, currency))}>
          <Plus aria-hidden className="size-3.5" />
          {t.add_threshold}
        </Button>
      ) : null}
    </fieldset>
  );
}
