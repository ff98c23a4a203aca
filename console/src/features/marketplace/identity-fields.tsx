import { m } from "@/app/messages";
import { SelectField, TextField } from "@/ui/field";
import { componentOf, type Identity, type Timing } from "./price-identity";
import type { Problems } from "./price-problems";

type Props = {
  identity: Identity;
  /** Meters that the module is counted on already. */
  meters: string[];
  problems: Problems;
  onChange: (change: Partial<Identity>) => void;
};

const TIMINGS: Timing[] = ["advance", "arrears"];

/** What is priced: a fee or a quantity that is held, or what is used and counted on a meter. */
export function IdentityFields({ identity, meters, problems, onChange }: Props) {
  const c = m.catalogue;
  const text = (name: "description" | "component" | "currency" | "unit" | "meter" | "tax_code" | "group_by") => ({
    value: identity[name],
    onChange: (event: { target: { value: string } }) => onChange({ [name]: event.target.value }),
    error: problems(name),
  });
  return (
    <div className="flex flex-col gap-4">
      <Counted used={identity.used} onChange={onChange} />
      <div className="grid gap-3 sm:grid-cols-2">
        <TextField label={c.description} hint={c.description_hint} {...text("description")} maxLength={200} required />
        <TextField
          label={c.component}
          hint={c.component_hint}
          {...text("component")}
          placeholder={componentOf(identity.description)}
          pattern="[a-z][a-z0-9_]*"
          maxLength={60}
        />
        <TextField
          label={c.currency}
          {...text("currency")}
          pattern="[A-Za-z]{3}"
          maxLength={3}
          className="uppercase"
          required
        />
        <TextField label={c.unit} hint={c.unit_hint} {...text("unit")} maxLength={30} required />
        {identity.used ? (
          <>
            <TextField
              label={c.meter}
              hint={c.meter_hint}
              {...text("meter")}
              list="meters"
              autoComplete="off"
              maxLength={60}
              required
            />
            <datalist id="meters">
              {meters.map((meter) => (
                <option key={meter} value={meter}>
                  {meter}
                </option>
              ))}
            </datalist>
            <TextField
              label={c.group_by}
              hint={c.group_by_hint}
              {...text("group_by")}
              error={problems("group_by") ?? problems("group_by/0") ?? problems("group_by/1")}
              placeholder={c.group_by_example}
              maxLength={124}
            />
          </>
        ) : null}
        <SelectField
          label={c.timing}
          {...(identity.used && { hint: c.timing_used })}
          value={identity.used ? "arrears" : identity.timing}
          disabled={identity.used}
          onChange={(event) => onChange({ timing: event.target.value as Timing })}
          error={problems("timing")}
          options={TIMINGS.map((value) => ({ value, label: c.timings[value] }))}
        />
        <TextField label={c.tax_code} hint={c.tax_code_hint} {...text("tax_code")} maxLength={40} />
      </div>
    </div>
  );
}

function Counted({ used, onChange }: { used: boolean; onChange: Props["onChange"] }) {
  const c = m.catalogue;
  return (
    <fieldset className="grid gap-2 sm:grid-cols-2">
      <legend className="sr-only">{c.what}</legend>
      {(["held", "used"] as const).map((choice) => (
        <label
          key={choice}
          className="has-checked:border-accent has-checked:bg-accent-soft flex cursor-pointer items-start gap-3 rounded-lg border p-3"
        >
          <input
            type="radio"
            name="counted"
            className="accent-accent mt-1"
            checked={used === (choice === "used")}
            onChange={() => onChange({ used: choice === "used" })}
          />
          <span className="text-sm">
            <span className="block font-medium">{c.counted[choice].label}</span>
            <span className="text-ink-2">{c.counted[choice].hint}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
