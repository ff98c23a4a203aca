import { Trash2 } from "lucide-react";
import { m } from "@/app/messages";
import { IconButton } from "@/ui/button";
import { TextField } from "@/ui/field";
import { WEEKDAYS, type BandDraft, type Weekday } from "./call-draft";
import type { Problems } from "./price-problems";
import { StepFields } from "./step-fields";

type Props = {
  band: BandDraft;
  index: number;
  currency: string;
  problems: Problems;
  onChange: (part: Partial<BandDraft>) => void;
  onRemove: () => void;
};

/** Until midnight is 24:00, which a platform's field for times does not know. */
const TIME = "([01]\\d|2[0-3]):[0-5]\\d|24:00";

/** Other prices at certain hours of certain weekdays, by the clock of the price's zone. */
export function BandFields({ band, index, currency, problems, onChange, onRemove }: Props) {
  const c = m.call_terms;
  const at = `terms/bands/${index}`;
  const title = c.band(index + 1);
  const text = (name: "from" | "to" | "connect_fee", label: string, pattern: string) => (
    <TextField
      label={label}
      value={band[name]}
      onChange={(event) => onChange({ [name]: event.target.value.trim() })}
      error={problems(`${at}/${name}`)}
      pattern={pattern}
      inputMode={name === "connect_fee" ? "decimal" : "text"}
      required={name !== "connect_fee"}
    />
  );
  return (
    <fieldset className="bg-sunken flex flex-col gap-3 rounded-lg border p-3">
      <legend className="sr-only">{title}</legend>
      <div className="flex items-center">
        <p aria-hidden className="flex-1 text-sm font-semibold">
          {title}
        </p>
        <IconButton label={c.remove_band(index + 1)} onClick={onRemove}>
          <Trash2 aria-hidden className="size-4" />
        </IconButton>
      </div>
      <Weekdays
        chosen={band.weekdays}
        error={problems(`${at}/weekdays`) ?? problems(at)}
        onChange={(weekdays) => onChange({ weekdays })}
      />
      <div className="grid grid-cols-2 gap-3 sm:grid-cols-3">
        {text("from", c.band_from, TIME)}
        {text("to", c.band_to, TIME)}
        {text("connect_fee", c.connect_fee(currency), "\\d+(\\.\\d+)?")}
      </div>
      <StepFields
        steps={band.steps}
        at={`${at}/steps`}
        caption={c.band_steps(index + 1)}
        currency={currency}
        problems={problems}
        onChange={(steps) => onChange({ steps })}
      />
    </fieldset>
  );
}

type WeekdaysProps = { chosen: Weekday[]; error: string | undefined; onChange: (days: Weekday[]) => void };

function Weekdays({ chosen, error, onChange }: WeekdaysProps) {
  const toggled = (day: Weekday) => (chosen.includes(day) ? chosen.filter((one) => one !== day) : [...chosen, day]);
  return (
    <fieldset>
      <legend className="text-sm font-medium">{m.call_terms.weekdays}</legend>
      <div className="mt-1 flex flex-wrap gap-1.5">
        {WEEKDAYS.map((day) => (
          <label
            key={day}
            className="bg-surface has-checked:border-accent has-checked:bg-accent-soft has-checked:text-accent-text border-line-strong has-focus-visible:outline-accent flex h-8 cursor-pointer items-center rounded-md border px-2.5 text-sm has-focus-visible:outline-2"
          >
            <input
              type="checkbox"
              className="sr-only"
              checked={chosen.includes(day)}
              onChange={() => onChange(toggled(day))}
            />
            {m.prices.weekdays[day]}
          </label>
        ))}
      </div>
      {error ? <p className="text-bad mt-1 text-xs">{error}</p> : null}
    </fieldset>
  );
}
