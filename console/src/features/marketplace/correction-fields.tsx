import { m } from "@/app/messages";
import { Card } from "@/ui/card";
import { TextField } from "@/ui/field";
import { useLocale } from "@/ui/locale";
import { localNow } from "./moment-in";
import type { Problems } from "./price-problems";

export type Way = "revise" | "correct";
const WAYS: Way[] = ["revise", "correct"];

/** A further version from now on, or one that takes the place of those before it. */
export function WayFields({ way, onChange }: { way: Way; onChange: (way: Way) => void }) {
  return (
    <fieldset className="grid gap-2 sm:grid-cols-2">
      <legend className="sr-only">{m.pricing.way}</legend>
      {WAYS.map((one) => (
        <label
          key={one}
          className="bg-surface has-checked:border-accent has-checked:bg-accent-soft flex cursor-pointer items-start gap-3 rounded-lg border p-3"
        >
          <input
            type="radio"
            name="way"
            className="accent-accent mt-1"
            checked={way === one}
            onChange={() => onChange(one)}
          />
          <span className="text-sm">
            <span className="block font-medium">{m.pricing.ways[one].label}</span>
            <span className="text-ink-2">{m.pricing.ways[one].hint}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** `from` is by the clock of the zone that the console shows, as the field gives it. */
export type Correction = { from: string; reason: string };
const REASON_MAX = 300;

type Props = { correction: Correction; problems: Problems; onChange: (change: Partial<Correction>) => void };

export function CorrectionFields({ correction, problems, onChange }: Props) {
  const { zone } = useLocale();
  const p = m.pricing;
  return (
    <Card title={p.correcting}>
      <div className="flex flex-col gap-3">
        <CorrectionWarning />
        <TextField
          type="datetime-local"
          label={p.corrects_from}
          hint={m.kit.times_in(zone)}
          value={correction.from}
          onChange={(event) => onChange({ from: event.target.value })}
          error={problems("corrects_from")}
          min="1970-01-01T00:00"
          max={localNow(zone)}
          required
          fieldClass="max-w-64"
        />
        <TextField
          label={m.calls.reason}
          hint={p.reason_hint}
          value={correction.reason}
          onChange={(event) => onChange({ reason: event.target.value })}
          error={problems("reason")}
          maxLength={REASON_MAX}
          required
        />
      </div>
    </Card>
  );
}

export function CorrectionWarning() {
  return (
    <ul className="bg-warn-soft text-warn list-disc rounded-md py-2 pe-3 ps-7 text-sm">
      {m.pricing.correction_does.map((text) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  );
}
