import { X } from "lucide-react";
import { m } from "@/app/messages";
import { Button } from "./button";
import { SelectField, TextField, type Option } from "./field";

type SelectProps = {
  label: string;
  any: string;
  value: string | undefined;
  options: Option[];
  onChange: (value: string | undefined) => void;
};

export function SelectFilter({ label, any, value, options, onChange }: SelectProps) {
  return (
    <SelectField
      label={label}
      hideLabel
      value={value ?? ""}
      onChange={(event) => onChange(event.target.value || undefined)}
      options={[{ value: "", label: any }, ...options]}
      fieldClass="w-44"
    />
  );
}

type RangeProps = {
  from: string | undefined;
  to: string | undefined;
  onChange: (range: { from?: string; to?: string }) => void;
};

/** Calendar days in the company's zone, both included. */
export function DayRangeFilter({ from, to, onChange }: RangeProps) {
  return (
    <div role="group" aria-label={m.kit.date_range} className="flex items-center gap-1.5">
      <DayField label={m.kit.from_day} value={from} max={to} onChange={(day) => onChange({ from: day })} />
      <span aria-hidden className="text-ink-3">
        –
      </span>
      <DayField label={m.kit.to_day} value={to} min={from} onChange={(day) => onChange({ to: day })} />
    </div>
  );
}

type DayProps = {
  label: string;
  value: string | undefined;
  min?: string | undefined;
  max?: string | undefined;
  onChange: (day: string | undefined) => void;
};

function DayField({ label, value, min, max, onChange }: DayProps) {
  return (
    <TextField
      type="date"
      label={label}
      hideLabel
      value={value ?? ""}
      min={min}
      max={max}
      onChange={(event) => onChange(event.target.value || undefined)}
      fieldClass="w-36"
    />
  );
}

export function ClearFilters({ shown, onClear }: { shown: boolean; onClear: () => void }) {
  if (!shown) return null;
  return (
    <Button look="ghost" onClick={onClear}>
      <X aria-hidden className="size-3.5" />
      {m.kit.clear_filters}
    </Button>
  );
}
