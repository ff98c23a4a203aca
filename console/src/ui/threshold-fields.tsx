import { Plus, Trash2 } from "lucide-react";
import { m } from "@/app/messages";
import { Button, IconButton } from "./button";
import { TextField } from "./field";
import { withThreshold, type ThresholdRow } from "./threshold-rows";

const AMOUNT = "\\d{1,12}(\\.\\d{1,3})?";

type Words = {
  title: string;
  hint: string;
  field: (position: number, column: string) => string;
  add: string;
  remove: (position: number) => string;
};
type Props = {
  words: Words;
  rows: ThresholdRow[];
  most: number;
  /** The currency that a new row begins with, where it is free. */
  currency?: string;
  problem: (field: string) => string | undefined;
  onChange: (rows: ThresholdRow[]) => void;
};

/** By currency the amount from which on something happens. Problems are named `thresholds/0/amount`. */
export function ThresholdFields({ words, rows, most, currency, problem, onChange }: Props) {
  const put = (key: number, change: Partial<ThresholdRow>) =>
    onChange(rows.map((row) => (row.key === key ? { ...row, ...change } : row)));
  return (
    <fieldset className="border-t pt-4">
      <legend className="sr-only">{words.title}</legend>
      <p aria-hidden className="text-sm font-medium">
        {words.title}
      </p>
      <p className="text-ink-3 mb-2 text-xs">{words.hint}</p>
      {rows.map((row, index) => (
        <div key={row.key} className="mb-2 grid grid-cols-[5rem_minmax(0,12rem)_2rem] items-start gap-2">
          <TextField
            hideLabel
            label={words.field(index + 1, m.fields.currency)}
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
            label={words.field(index + 1, m.fields.amount)}
            value={row.amount}
            onChange={(event) => put(row.key, { amount: event.target.value.trim() })}
            error={problem(`thresholds/${index}/amount`)}
            placeholder={m.fields.amount}
            inputMode="decimal"
            pattern={AMOUNT}
            required
          />
          <IconButton
            label={words.remove(index + 1)}
            onClick={() => onChange(rows.filter((one) => one.key !== row.key))}
          >
            <Trash2 aria-hidden className="size-4" />
          </IconButton>
        </div>
      ))}
      {rows.length < most ? (
        <Button size="sm" onClick={() => onChange(withThreshold(rows, currency))}>
          <Plus aria-hidden className="size-3.5" />
          {words.add}
        </Button>
      ) : null}
    </fieldset>
  );
}
