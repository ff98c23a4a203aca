import { Plus, Trash2 } from "lucide-react";
import { m } from "@/app/messages";
import { Button, IconButton } from "@/ui/button";
import { SelectField, TextField } from "@/ui/field";
import { KINDS, withFilter, type AggregationDraft, type AggregationKind, type FilterDraft } from "./aggregation-draft";
import { changedAt } from "./call-draft";
import type { FieldsProps } from "./term-fields";

/** How the events of a period become the one quantity that is priced. */
export function AggregationFields({ draft, problems, onChange }: FieldsProps) {
  const a = m.aggregation;
  const { kind, property, filters } = draft.aggregation;
  const change = (part: Partial<AggregationDraft>) => onChange({ aggregation: { ...draft.aggregation, ...part } });
  return (
    <div className="flex flex-col gap-4">
      <div className="grid gap-3 sm:grid-cols-2">
        <SelectField
          label={a.kind}
          hint={a.hints[kind]}
          value={kind}
          onChange={(event) => change({ kind: event.target.value as AggregationKind })}
          error={problems("aggregation/kind") ?? problems("aggregation")}
          options={KINDS.map((value) => ({ value, label: a.kinds[value] }))}
        />
        {kind === "count" ? null : (
          <TextField
            label={a.property}
            hint={a.property_hint}
            value={property}
            onChange={(event) => change({ property: event.target.value.trim() })}
            error={problems("aggregation/property")}
            required={kind === "unique_count"}
            placeholder={kind === "unique_count" ? undefined : a.its_quantity}
            maxLength={60}
          />
        )}
      </div>
      <fieldset className="flex flex-col gap-2">
        <legend className="sr-only">{a.filters}</legend>
        {filters.map((filter, index) => (
          <FilterRow
            key={filter.key}
            filter={filter}
            index={index}
            problems={problems}
            onChange={(part) => change({ filters: changedAt(filters, filter.key, part) })}
            onRemove={() => change({ filters: filters.filter((one) => one.key !== filter.key) })}
          />
        ))}
        {problems("aggregation/filters") ? <p className="text-bad text-xs">{problems("aggregation/filters")}</p> : null}
        <Button size="sm" className="self-start" onClick={() => change({ filters: withFilter(filters) })}>
          <Plus aria-hidden className="size-3.5" />
          {a.add_filter}
        </Button>
      </fieldset>
    </div>
  );
}

type RowProps = {
  filter: FilterDraft;
  index: number;
  problems: FieldsProps["problems"];
  onChange: (part: Partial<FilterDraft>) => void;
  onRemove: () => void;
};

function FilterRow({ filter, index, problems, onChange, onRemove }: RowProps) {
  const a = m.aggregation;
  const at = `aggregation/filters/${index}`;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_minmax(0,1.4fr)_auto] items-start gap-2">
      <TextField
        label={a.filter_property}
        value={filter.property}
        onChange={(event) => onChange({ property: event.target.value.trim() })}
        error={problems(`${at}/property`) ?? problems(at)}
        required
        maxLength={60}
      />
      <TextField
        label={a.filter_values}
        value={filter.values}
        onChange={(event) => onChange({ values: event.target.value })}
        error={problems(`${at}/values`)}
        placeholder={a.filter_example}
        required
      />
      <IconButton label={a.remove_filter(index + 1)} onClick={onRemove} className="mt-6">
        <Trash2 aria-hidden className="size-4" />
      </IconButton>
    </div>
  );
}
