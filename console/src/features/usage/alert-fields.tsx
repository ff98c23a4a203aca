import { Plus, Trash2 } from "lucide-react";
import { m } from "@/app/messages";
import { Button, IconButton } from "@/ui/button";
import { SelectField, TextField } from "@/ui/field";
import { hasPercent, percentOf, withThreshold, type AlertDraft, type ThresholdDraft } from "./alert-draft";

const DECIMAL = "\\d+(\\.\\d+)?";
const THRESHOLDS_MAX = 20;
const UNITS = (["percent", "value"] as const).map((value) => ({ value, label: m.alerts.units[value] }));
const PERCENT_OFS = (["limit", "included"] as const).map((value) => ({ value, label: m.alerts.percent_ofs[value] }));

type Props = {
  draft: AlertDraft;
  problem: (field: string) => string | undefined;
  onChange: (change: Partial<AlertDraft>) => void;
};

/** What a period must come to, in what is watched or as a percentage of something. */
export function ThresholdFields({ draft, problem, onChange }: Props) {
  const { thresholds } = draft;
  const a = m.alerts;
  const whole = percentOf(draft);
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 text-sm font-medium">{a.thresholds}</legend>
      {thresholds.map((row, index) => (
        <ThresholdRow
          key={row.key}
          row={row}
          position={index + 1}
          error={
            problem(`thresholds/${index}/${row.unit}`) ??
            problem(`thresholds/${index}`) ??
            (index === 0 ? problem("thresholds") : undefined)
          }
          onChange={(change) =>
            onChange({ thresholds: thresholds.map((one) => (one.key === row.key ? { ...one, ...change } : one)) })
          }
          onRemove={
            thresholds.length > 1
              ? () => onChange({ thresholds: thresholds.filter((one) => one.key !== row.key) })
              : undefined
          }
        />
      ))}
      {thresholds.length < THRESHOLDS_MAX ? (
        <Button size="sm" className="self-start" onClick={() => onChange({ thresholds: withThreshold(thresholds) })}>
          <Plus aria-hidden className="size-3.5" />
          {a.add_threshold}
        </Button>
      ) : null}
      {hasPercent(draft) ? (
        <div className="mt-2 grid gap-3 sm:grid-cols-2">
          <SelectField
            label={a.percent_of}
            value={whole}
            disabled={draft.measure !== "quantity"}
            onChange={(event) => onChange({ percent_of: event.target.value as AlertDraft["percent_of"] })}
            error={problem("percent_of")}
            options={PERCENT_OFS}
          />
          {whole === "limit" ? (
            <TextField
              label={a.limit}
              value={draft.limit}
              onChange={(event) => onChange({ limit: event.target.value.trim() })}
              error={problem("limit")}
              inputMode="decimal"
              pattern={DECIMAL}
              required
            />
          ) : null}
        </div>
      ) : null}
    </fieldset>
  );
}

type RowProps = {
  row: ThresholdDraft;
  position: number;
  error: string | undefined;
  onChange: (change: Partial<ThresholdDraft>) => void;
  onRemove: (() => void) | undefined;
};

function ThresholdRow({ row, position, error, onChange, onRemove }: RowProps) {
  const a = m.alerts;
  return (
    <div className="grid grid-cols-[minmax(0,10rem)_minmax(0,8rem)_2rem] items-start gap-2">
      <TextField
        hideLabel
        label={a.threshold(position, a.reaches)}
        value={row.amount}
        onChange={(event) => onChange({ amount: event.target.value.trim() })}
        error={error}
        inputMode="decimal"
        pattern={DECIMAL}
        required
      />
      <SelectField
        hideLabel
        label={a.threshold(position, a.unit)}
        value={row.unit}
        onChange={(event) => onChange({ unit: event.target.value as ThresholdDraft["unit"] })}
        options={UNITS}
      />
      {onRemove ? (
        <IconButton label={a.remove_threshold(position)} onClick={onRemove}>
          <Trash2 aria-hidden className="size-4" />
        </IconButton>
      ) : null}
    </div>
  );
}

/** By how much an hour must stand out, and from what on that matters. */
export function SpikeFields({ draft, problem, onChange }: Props) {
  const a = m.alerts;
  const text = (name: "factor" | "minimum") => ({
    value: draft[name],
    onChange: (event: { target: { value: string } }) => onChange({ [name]: event.target.value.trim() }),
    error: problem(`spike/${name}`),
    inputMode: "decimal" as const,
    pattern: DECIMAL,
    required: true,
  });
  return (
    <div className="grid gap-3 sm:grid-cols-3">
      <TextField label={a.factor} {...text("factor")} />
      <TextField label={a.minimum} hint={a.minimum_hint} {...text("minimum")} />
      <TextField
        type="number"
        label={a.days}
        value={draft.days}
        onChange={(event) => onChange({ days: event.target.value })}
        error={problem("spike/days")}
        min={3}
        max={34}
        required
      />
    </div>
  );
}
