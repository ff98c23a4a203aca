import { m } from "@/app/messages";
import { TextField } from "@/ui/field";
import { useLocale } from "@/ui/locale";

/** `at` is by the clock of the zone that the console shows, as the field gives it. */
export type Start = { later: boolean; at: string };
export const NOW: Start = { later: false, at: "" };

type Props = { start: Start; error: string | undefined; onChange: (start: Start) => void; soonest?: string };

export function EffectiveFields({ start, error, onChange, soonest = m.pricing.now }: Props) {
  const { zone } = useLocale();
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="sr-only">{m.pricing.effective}</legend>
      {[false, true].map((later) => (
        <label key={String(later)} className="flex items-start gap-2 text-sm">
          <input
            type="radio"
            name="effective"
            className="accent-accent mt-1"
            checked={start.later === later}
            onChange={() => onChange({ ...start, later })}
          />
          {later ? m.pricing.later : soonest}
        </label>
      ))}
      {start.later ? (
        <TextField
          type="datetime-local"
          label={m.pricing.moment}
          hint={m.kit.times_in(zone)}
          value={start.at}
          onChange={(event) => onChange({ ...start, at: event.target.value })}
          error={error}
          max="9999-12-31T23:59"
          required
          fieldClass="max-w-64"
        />
      ) : null}
    </fieldset>
  );
}
