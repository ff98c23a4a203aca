import { m } from "@/app/messages";
import { SelectField, TextField } from "@/ui/field";
import type { Interval, PlanDraft } from "./plan-draft";

const i = m.instalments;
const INTERVALS = Object.entries(i.intervals).map(([value, label]) => ({ value, label }));
const PARTS_MAX = 36;
const EVERY_MAX = 366;
const GRACE_DAYS_MAX = 90;

type Props = {
  draft: PlanDraft;
  currency: string;
  problem: (name: string) => string | undefined;
  onChange: (part: Partial<PlanDraft>) => void;
};

/** How many equal parts, how far apart, from when on. */
export function PlanFields({ draft, currency, problem, onChange }: Props) {
  const text = (name: Exclude<keyof PlanDraft, "interval">) => ({
    value: draft[name],
    onChange: (event: { target: { value: string } }) => onChange({ [name]: event.target.value.trim() }),
    error: problem(name),
  });
  return (
    <div className="flex flex-col gap-3">
      <div className="grid grid-cols-[minmax(0,1fr)_4.5rem_6.5rem] items-start gap-2">
        <TextField type="number" label={i.count} {...text("count")} min={1} max={PARTS_MAX} required />
        <TextField type="number" label={i.every} {...text("every")} min={1} max={EVERY_MAX} required />
        <SelectField
          label={i.interval}
          options={INTERVALS}
          value={draft.interval}
          onChange={(event) => onChange({ interval: event.target.value as Interval })}
          error={problem("interval")}
        />
      </div>
      <TextField type="date" label={i.first_on} hint={i.first_on_hint} {...text("first_on")} />
      <TextField
        label={i.down_payment(currency)}
        hint={i.down_payment_hint}
        {...text("down_payment")}
        inputMode="decimal"
        pattern="\d{1,12}(\.\d{1,3})?"
        autoComplete="off"
      />
      <TextField
        type="number"
        label={i.grace_days}
        hint={i.grace_hint}
        {...text("grace_days")}
        min={0}
        max={GRACE_DAYS_MAX}
        required
      />
    </div>
  );
}
