import { useState } from "react";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import { useCompanyParam } from "@/app/company";
import { m } from "@/app/messages";
import { Choices } from "@/ui/choices";
import { SelectField, TextField } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { alertBody, newAlert, type AlertDraft } from "./alert-draft";
import { SpikeFields, ThresholdFields } from "./alert-fields";

const KINDS = ["threshold", "spike"] as const;
const MEASURES = (["quantity", "events", "calls", "billed_seconds"] as const).map((value) => ({
  value,
  label: m.alerts.measures[value],
}));
const NAME_MAX = 80;

export function AddAlertDialog({ meters, onClose }: { meters: string[]; onClose: () => void }) {
  const [draft, setDraft] = useState(() => newAlert(meters[0] ?? ""));
  const company = useCompanyParam();
  const change = (part: Partial<AlertDraft>) => setDraft((before) => ({ ...before, ...part }));
  const add = () =>
    unwrap(api.POST("/api/v1/usage/alerts", { params: { query: { company } }, body: alertBody(draft) }));
  return (
    <FormDialog
      wide
      title={m.alerts.add}
      description={m.alerts.add_hint}
      submit={m.alerts.add}
      act={add}
      stale={[["usage", "alerts"]]}
      said={({ name }) => m.alerts.added(name)}
      onClose={onClose}
    >
      {(refused) => {
        const fields = { draft, problem: (field: string) => refused?.for(field), onChange: change };
        return (
          <>
            <WhatIsWatched {...fields} meters={meters} />
            <Choices
              name="kind"
              legend={m.alerts.kind}
              columns={2}
              value={draft.kind}
              choices={KINDS.map((value) => ({ value, ...m.alerts.kinds[value] }))}
              onChoose={(kind) => change({ kind })}
            />
            {draft.kind === "spike" ? <SpikeFields {...fields} /> : <ThresholdFields {...fields} />}
          </>
        );
      }}
    </FormDialog>
  );
}

type FieldsProps = {
  draft: AlertDraft;
  meters: string[];
  problem: (field: string) => string | undefined;
  onChange: (change: Partial<AlertDraft>) => void;
};

function WhatIsWatched({ draft, meters, problem, onChange }: FieldsProps) {
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <TextField
        label={m.fields.name}
        hint={m.alerts.name_hint}
        value={draft.name}
        onChange={(event) => onChange({ name: event.target.value })}
        error={problem("name")}
        maxLength={NAME_MAX}
        required
        fieldClass="sm:col-span-2"
      />
      <TextField
        label={m.fields.meter}
        value={draft.meter}
        onChange={(event) => onChange({ meter: event.target.value })}
        error={problem("meter")}
        list="alert-meters"
        autoComplete="off"
        required
      />
      <datalist id="alert-meters">
        {meters.map((meter) => (
          <option key={meter} value={meter}>
            {meter}
          </option>
        ))}
      </datalist>
      <SelectField
        label={m.alerts.measure}
        value={draft.measure}
        onChange={(event) => onChange({ measure: event.target.value as AlertDraft["measure"] })}
        error={problem("measure")}
        options={MEASURES}
      />
    </div>
  );
}
