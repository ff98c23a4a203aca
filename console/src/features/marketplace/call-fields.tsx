import { Plus } from "lucide-react";
import { m } from "@/app/messages";
import { Button } from "@/ui/button";
import { SelectField, TextField } from "@/ui/field";
import { useLocale } from "@/ui/locale";
import { BandFields } from "./band-fields";
import { changedAt, withBand, type CallDraft, type CapChoice } from "./call-draft";
import { StepFields } from "./step-fields";
import { DECIMAL, type FieldsProps } from "./term-fields";

const CAPS: CapChoice[] = ["none", "free", "disconnect"];

/** How one call is rated: a fee when it connects, increments by step, other hours at other prices, and the most that it costs. */
export function CallFields({ draft, offer, problems, onChange }: FieldsProps) {
  const c = m.call_terms;
  const { call } = draft;
  const { currency } = offer;
  const change = (part: Partial<CallDraft>) => onChange({ call: { ...call, ...part } });
  return (
    <div className="flex flex-col gap-5">
      <TextField
        label={c.connect_fee(currency)}
        hint={c.connect_fee_hint}
        value={call.connect_fee}
        onChange={(event) => change({ connect_fee: event.target.value.trim() })}
        error={problems("terms/connect_fee")}
        inputMode="decimal"
        pattern={DECIMAL}
        fieldClass="max-w-64"
      />
      <StepFields
        steps={call.steps}
        at="terms/steps"
        caption={call.bands.length ? m.prices.outside_bands : m.prices.call_steps}
        currency={currency}
        problems={problems}
        onChange={(steps) => change({ steps })}
      />
      <Bands call={call} currency={currency} problems={problems} onChange={change} />
      <Cap call={call} currency={currency} problems={problems} onChange={change} />
    </div>
  );
}

type PartProps = {
  call: CallDraft;
  currency: string;
  problems: FieldsProps["problems"];
  onChange: (part: Partial<CallDraft>) => void;
};

function Bands({ call, currency, problems, onChange }: PartProps) {
  const c = m.call_terms;
  const { zone } = useLocale();
  return (
    <fieldset className="flex flex-col gap-3 border-t pt-4">
      <legend className="sr-only">{c.bands}</legend>
      <div>
        <p aria-hidden className="text-sm font-semibold">
          {c.bands}
        </p>
        <p className="text-ink-3 text-xs">{c.bands_hint}</p>
      </div>
      {call.bands.length ? (
        <TextField
          label={m.fields.zone}
          hint={c.zone_hint}
          value={call.zone}
          onChange={(event) => onChange({ zone: event.target.value.trim() })}
          error={problems("terms/zone")}
          list="call-zones"
          autoComplete="off"
          required
          fieldClass="max-w-64"
        />
      ) : null}
      <datalist id="call-zones">
        {Intl.supportedValuesOf("timeZone").map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </datalist>
      {problems("terms/bands") ? <p className="text-bad text-xs">{problems("terms/bands")}</p> : null}
      {call.bands.map((band, index) => (
        <BandFields
          key={band.key}
          band={band}
          index={index}
          currency={currency}
          problems={problems}
          onChange={(part) => onChange({ bands: changedAt(call.bands, band.key, part) })}
          onRemove={() => onChange({ bands: call.bands.filter((one) => one.key !== band.key) })}
        />
      ))}
      <Button size="sm" className="self-start" onClick={() => onChange(withBand(call, zone))}>
        <Plus aria-hidden className="size-3.5" />
        {c.add_band}
      </Button>
    </fieldset>
  );
}

function Cap({ call, currency, problems, onChange }: PartProps) {
  const c = m.call_terms;
  return (
    <div className="grid gap-3 border-t pt-4 sm:grid-cols-2">
      <SelectField
        label={c.cap}
        value={call.cap_kind}
        onChange={(event) => onChange({ cap_kind: event.target.value as CapChoice })}
        error={problems("terms/cap") ?? problems("terms/cap/kind")}
        options={CAPS.map((value) => ({ value, label: c.caps[value] }))}
      />
      {call.cap_kind === "none" ? null : (
        <TextField
          label={c.cap_amount(currency)}
          value={call.cap_amount}
          onChange={(event) => onChange({ cap_amount: event.target.value.trim() })}
          error={problems("terms/cap/amount")}
          inputMode="decimal"
          pattern={DECIMAL}
          required
        />
      )}
    </div>
  );
}
