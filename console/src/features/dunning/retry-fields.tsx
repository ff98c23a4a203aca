import { m } from "@/app/messages";
import { CheckField, SelectField, TextField } from "@/ui/field";
import type { PolicyDraft, RetryTime } from "./policy-draft";

const d = m.dunning;
const TIMES = Object.entries(d.retry_times).map(([value, label]) => ({ value, label }));
const DAYS_MAX = 20;

export type FieldsProps = {
  draft: PolicyDraft;
  onChange: (part: Partial<PolicyDraft>) => void;
  problem: (name: string) => string | undefined;
};

/** When a declined payment is tried again. */
export function RetryFields({ draft, onChange, problem }: FieldsProps) {
  const days = Array.from({ length: DAYS_MAX }, (_, index) => problem(`retry_days/${index}`)).find(Boolean);
  return (
    <fieldset className="flex flex-col gap-3 border-t pt-4">
      <legend className="sr-only">{d.retries}</legend>
      <p aria-hidden className="font-semibold">
        {d.retries}
      </p>
      <div className="grid items-start gap-3 sm:grid-cols-[minmax(0,1fr)_16rem_6rem]">
        <TextField
          label={d.retry_days}
          hint={d.retry_days_hint}
          value={draft.retry_days}
          onChange={(event) => onChange({ retry_days: event.target.value })}
          error={problem("retry_days") ?? days}
          pattern="[\d\s,;]*"
          autoComplete="off"
        />
        <SelectField
          label={d.retry_time}
          options={TIMES}
          value={draft.retry_time}
          onChange={(event) => onChange({ retry_time: event.target.value as RetryTime })}
        />
        {draft.retry_time === "fixed" ? (
          <TextField
            type="number"
            label={d.retry_hour}
            value={draft.retry_hour}
            onChange={(event) => onChange({ retry_hour: event.target.value })}
            error={problem("retry_hour")}
            min={0}
            max={23}
            required
          />
        ) : null}
      </div>
      <CheckField
        label={d.rotation}
        hint={d.rotation_hint}
        checked={draft.rotation}
        onChange={(event) => onChange({ rotation: event.target.checked })}
      />
    </fieldset>
  );
}
