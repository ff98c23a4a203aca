import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { api } from "@/api/client";
import { Problem, unwrap } from "@/api/problem";
import { useCompanyParam } from "@/app/company";
import { m } from "@/app/messages";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { SelectField, TextField } from "@/ui/field";
import { FormProblem } from "@/ui/states";
import { useToast } from "@/ui/toast";
import { alertBody, newAlert, type AlertDraft } from "./alert-draft";
import { SpikeFields, ThresholdFields } from "./alert-fields";

const FORM = "add-alert";
const KINDS = ["threshold", "spike"] as const;
const MEASURES = (["quantity", "events", "calls", "billed_seconds"] as const).map((value) => ({
  value,
  label: m.alerts.measures[value],
}));
const NAME_MAX = 80;

export function AddAlertDialog({ meters, onClose }: { meters: string[]; onClose: () => void }) {
  const [draft, setDraft] = useState(() => newAlert(meters[0] ?? ""));
  const add = useAddition(onClose);
  const problem = (field: string) => (add.error instanceof Problem ? add.error.for(field) : undefined);
  const change = (part: Partial<AlertDraft>) => {
    add.reset();
    setDraft((before) => ({ ...before, ...part }));
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    add.mutate(draft);
  };
  const footer = (
    <>
      <Button onClick={onClose}>{m.kit.cancel}</Button>
      <Button look="primary" type="submit" form={FORM} busy={add.isPending}>
        {m.alerts.add}
      </Button>
    </>
  );
  const fields = { draft, problem, onChange: change };
  return (
    <Dialog open onClose={onClose} title={m.alerts.add} description={m.alerts.add_hint} footer={footer} wide>
      <form id={FORM} onSubmit={submit} className="flex flex-col gap-4">
        <WhatIsWatched {...fields} meters={meters} />
        <Kinds kind={draft.kind} onChoose={(kind) => change({ kind })} />
        {draft.kind === "spike" ? <SpikeFields {...fields} /> : <ThresholdFields {...fields} />}
        <FormProblem error={add.error} />
      </form>
    </Dialog>
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

function Kinds({ kind, onChoose }: { kind: AlertDraft["kind"]; onChoose: (kind: AlertDraft["kind"]) => void }) {
  return (
    <fieldset className="grid gap-2 sm:grid-cols-2">
      <legend className="mb-1 text-sm font-medium">{m.alerts.kind}</legend>
      {KINDS.map((one) => (
        <label
          key={one}
          className="has-checked:border-accent has-checked:bg-accent-soft flex cursor-pointer items-start gap-3 rounded-lg border p-3"
        >
          <input
            type="radio"
            name="kind"
            className="accent-accent mt-1"
            checked={kind === one}
            onChange={() => onChoose(one)}
          />
          <span className="text-sm">
            <span className="block font-medium">{m.alerts.kinds[one].label}</span>
            <span className="text-ink-2">{m.alerts.kinds[one].hint}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function useAddition(onDone: () => void) {
  const company = useCompanyParam();
  const client = useQueryClient();
  const say = useToast();
  return useMutation({
    mutationFn: (draft: AlertDraft) =>
      unwrap(api.POST("/api/v1/usage/alerts", { params: { query: { company } }, body: alertBody(draft) })),
    onSuccess: async (alert) => {
      await client.invalidateQueries({ queryKey: ["usage", "alerts"] });
      say(m.alerts.added(alert.name));
      onDone();
    },
  });
}
