import { Plus, Trash2 } from "lucide-react";
import { m } from "@/app/messages";
import { Button, IconButton } from "@/ui/button";
import { SelectField, TextField } from "@/ui/field";
import { changed, withStep, type Action, type StepDraft } from "./policy-draft";
import type { FieldsProps } from "./retry-fields";

const d = m.dunning;
const ACTIONS = Object.entries(d.actions).map(([value, label]) => ({ value, label }));
const STEPS_MAX = 20;
/** On a phone the action stands below, where there is room to read it. */
const ROW =
  "grid grid-cols-[4.5rem_minmax(0,1fr)_2rem] items-start gap-2 max-sm:pb-2 sm:grid-cols-[4.5rem_minmax(0,1fr)_minmax(0,1.4fr)_2rem]";

/** What follows when: whom it tells what, and what becomes of the service. */
export function StepFields({ draft, onChange, problem, messages }: FieldsProps & { messages: string[] }) {
  const { steps } = draft;
  const put = (key: number, change: Partial<StepDraft>) => onChange({ steps: changed(steps, key, change) });
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="sr-only">{d.steps}</legend>
      <p aria-hidden className="font-semibold">
        {d.steps} <span className="text-ink-3 font-normal">{d.steps_hint}</span>
      </p>
      {steps.length === 0 ? (
        <p className="text-ink-2">{d.no_steps}</p>
      ) : (
        <div aria-hidden className={`${ROW} text-ink-2 max-w-3xl text-xs font-medium`}>
          <span>{d.day}</span>
          <span>{d.message}</span>
          <span className="max-sm:hidden">{d.action}</span>
        </div>
      )}
      {steps.map((step, index) => (
        <div key={step.key} className={`${ROW} max-w-3xl`}>
          <TextField
            type="number"
            hideLabel
            label={d.step_field(index + 1, d.day)}
            value={step.after_days}
            onChange={(event) => put(step.key, { after_days: event.target.value })}
            error={problem(`steps/${index}/after_days`)}
            min={0}
            max={365}
            required
          />
          <SelectField
            hideLabel
            label={d.step_field(index + 1, d.message)}
            options={messages.map((value) => ({ value, label: value }))}
            value={step.message}
            onChange={(event) => put(step.key, { message: event.target.value })}
            error={problem(`steps/${index}/message`)}
          />
          <SelectField
            hideLabel
            label={d.step_field(index + 1, d.action)}
            options={ACTIONS}
            value={step.action}
            onChange={(event) => put(step.key, { action: event.target.value as Action })}
            error={problem(`steps/${index}/action`)}
            fieldClass="max-sm:order-last max-sm:col-span-3"
          />
          <IconButton
            label={d.remove_step(index + 1)}
            onClick={() => onChange({ steps: steps.filter((one) => one.key !== step.key) })}
          >
            <Trash2 aria-hidden className="size-4" />
          </IconButton>
        </div>
      ))}
      <div>
        {steps.length < STEPS_MAX ? (
          <Button size="sm" onClick={() => onChange({ steps: withStep(steps, messages[0] ?? "") })}>
            <Plus aria-hidden className="size-3.5" />
            {d.add_step}
          </Button>
        ) : null}
      </div>
      <TextField
        type="number"
        label={d.notice_hour}
        hint={d.notice_hour_hint}
        value={draft.notice_hour}
        onChange={(event) => onChange({ notice_hour: event.target.value })}
        error={problem("notice_hour")}
        min={0}
        max={23}
        required
        fieldClass="mt-1 max-w-56"
      />
    </fieldset>
  );
}
