import { m } from "@/app/messages";
import type { PaymentMethod } from "@/api/types";
import { CurrencyField } from "@/features/billing/currency-field";
import { cardName } from "@/features/payments/card-text";
import { providerName } from "@/features/payments/provider-name";
import { Choices } from "@/ui/choices";
import { SelectField, TextField } from "@/ui/field";
import { sourceKey, type ArrangementDraft, type Interval, type Source } from "./arrangement-draft";

const a = m.arrangements;
const INTERVALS = Object.entries(a.intervals).map(([value, label]) => ({ value, label }));
/** As many of each as every provider holds. */
const COUNT_MAX: Record<Interval, number> = { week: 52, month: 12, year: 1 };
const CHARGES_MAX = 999;

type SourceProps = {
  sources: readonly Source[];
  methods: readonly PaymentMethod[];
  chosen: Source;
  onChoose: (key: string) => void;
};

/** A saved method by its name; what is agreed to elsewhere by whose page it is. */
export function SourceChoices({ sources, methods, chosen, onChoose }: SourceProps) {
  const choices = sources.map((source) => {
    const method = methods.find((one) => one.id === source.method);
    const provider = providerName(source.provider);
    const by = m.methods.via(provider);
    return method
      ? {
          value: sourceKey(source),
          label: cardName(method),
          hint: method.is_default ? `${m.invoices.pay_default}, ${by}` : by,
        }
      : { value: sourceKey(source), label: a.other_page(provider), hint: a.other_page_hint(provider) };
  });
  return <Choices name="source" legend={a.from} choices={choices} value={sourceKey(chosen)} onChoose={onChoose} />;
}

type Props = {
  draft: ArrangementDraft;
  zone: string;
  problem: (name: string) => string | undefined;
  onChange: (part: Partial<ArrangementDraft>) => void;
};

/** How much, how often, from when on and how many times. */
export function ArrangementFields({ draft, zone, problem, onChange }: Props) {
  const text = (name: Exclude<keyof ArrangementDraft, "interval">) => ({
    value: draft[name],
    onChange: (event: { target: { value: string } }) => onChange({ [name]: event.target.value.trim() }),
    error: problem(name),
  });
  const most = COUNT_MAX[draft.interval];
  return (
    <>
      <div className="grid grid-cols-[minmax(0,1fr)_auto] items-start gap-2">
        <TextField
          label={a.amount}
          {...text("amount")}
          inputMode="decimal"
          pattern="\d{1,12}(\.\d{1,4})?"
          autoComplete="off"
          required
        />
        <CurrencyField
          value={draft.currency}
          error={problem("currency")}
          onChange={(currency) => onChange({ currency })}
        />
      </div>
      <div className="grid grid-cols-2 items-start gap-2">
        <TextField
          type="number"
          label={a.interval_count}
          {...text("interval_count")}
          min={1}
          max={most}
          disabled={most === 1}
          required
        />
        <SelectField
          label={a.interval}
          options={INTERVALS}
          value={draft.interval}
          onChange={(event) => onChange(every(event.target.value as Interval, draft))}
          error={problem("interval")}
        />
      </div>
      <TextField type="datetime-local" label={a.starts_at} hint={a.starts_hint(zone)} {...text("starts_at")} />
      <TextField
        type="number"
        label={a.charges_max}
        hint={a.charges_hint}
        {...text("charges_max")}
        min={1}
        max={CHARGES_MAX}
      />
    </>
  );
}

/** A year has no multiples: no provider holds every other year. */
const every = (interval: Interval, { interval_count }: ArrangementDraft): Partial<ArrangementDraft> => ({
  interval,
  interval_count: COUNT_MAX[interval] === 1 ? "1" : interval_count,
});
