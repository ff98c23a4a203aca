import type { Problem } from "@/api/problem";
import { m } from "@/app/messages";
import { CurrencyField } from "@/ui/currency-field";
import { CheckField, SelectField, TextField } from "@/ui/field";
import { EffectiveFields } from "./effective-fields";
import { usual, type PriceListDraft, type Rounding, type RoundingKind } from "./price-list-draft";

const p = m.price_lists;
const KINDS: RoundingKind[] = ["none", "step", "ending"];
const UNIT_KINDS = ["none", "step"] as const;

type Props = {
  draft: PriceListDraft;
  currencies: readonly string[];
  problem: Problem | null;
  /** Whether there are prices that somebody set by hand. */
  byHand: boolean;
  onChange: (draft: PriceListDraft) => void;
};

/** Into which currency, from when, and how the amounts are rounded. */
export function PriceListFields({ draft, currencies, problem, byHand, onChange }: Props) {
  const set = (changed: Partial<PriceListDraft>) => onChange({ ...draft, ...changed });
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <SelectField
        label={p.from}
        value={draft.from}
        onChange={(event) => set({ from: event.target.value })}
        options={currencies.map((code) => ({ value: code, label: code }))}
        error={problem?.for("from")}
      />
      <CurrencyField
        label={p.to}
        value={draft.to}
        onChange={(to) => set({ to, rounding: usual(draft.rounding.kind, to) })}
        error={problem?.for("to")}
        required
      />
      <RoundingFields
        label={p.rounding}
        hint={p.rounding_hint}
        rounding={draft.rounding}
        options={KINDS.map((value) => ({ value, label: p.roundings[value] }))}
        error={problem?.for("rounding/amount")}
        onChoose={(kind) => set({ rounding: usual(kind, draft.to) })}
        onType={(rounding) => set({ rounding })}
      />
      <RoundingFields
        label={p.units}
        hint={p.units_hint}
        rounding={draft.units}
        options={UNIT_KINDS.map((value) => ({ value, label: p.unit_roundings[value] }))}
        error={problem?.for("unit_prices/amount")}
        onChoose={(kind) => set({ units: { kind, amount: kind === "none" ? "" : "0.001" } })}
        onType={(units) => set({ units })}
      />
      <EffectiveFields
        start={draft.start}
        error={problem?.for("effective_from")}
        onChange={(start) => set({ start })}
        soonest={p.soonest}
      />
      {byHand || draft.overwrite ? (
        <CheckField
          label={p.overwrite}
          checked={draft.overwrite}
          onChange={(event) => set({ overwrite: event.target.checked })}
        />
      ) : null}
    </div>
  );
}

type RoundingProps = {
  label: string;
  hint: string;
  rounding: Rounding;
  options: { value: RoundingKind; label: string }[];
  error: string | undefined;
  onChoose: (kind: RoundingKind) => void;
  onType: (rounding: Rounding) => void;
};

function RoundingFields({ label, hint, rounding, options, error, onChoose, onType }: RoundingProps) {
  const { kind } = rounding;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_6rem] items-start gap-2">
      <SelectField
        label={label}
        hint={hint}
        value={kind}
        onChange={(event) => onChoose(event.target.value as RoundingKind)}
        options={options}
        fieldClass={kind === "none" ? "col-span-2" : ""}
      />
      {kind === "none" ? null : (
        <TextField
          label={kind === "step" ? p.step : p.ending}
          value={rounding.amount}
          onChange={(event) => onType({ kind, amount: event.target.value.trim() })}
          error={error}
          inputMode="decimal"
          required
        />
      )}
    </div>
  );
}
