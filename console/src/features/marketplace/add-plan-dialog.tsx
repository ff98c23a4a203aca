import { api } from "@/api/client";
import { unwrap, type Problem } from "@/api/problem";
import type { Module, Plan } from "@/api/types";
import { m } from "@/app/messages";
import { field } from "@/features/companies/forms";
import { SelectField, TextField } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { TrialField, trialFrom } from "./trial-field";

const INTERVALS: Plan["interval"][] = ["month", "year", "week", "day"];
const ALIGNMENTS: Plan["alignment"][] = ["anniversary", "calendar"];
const GRAINS: Plan["proration"][] = ["day", "day30", "second", "none"];

/** A way to have a module: how often it is billed, and what a part of a period costs. Its prices come afterwards. */
export function AddPlanDialog({ module, onClose }: { module: Module; onClose: () => void }) {
  const add = (form: FormData) =>
    unwrap(
      api.POST("/api/v1/modules/{module_id}/plans", {
        params: { path: { module_id: module.id } },
        body: planFrom(form),
      }),
    );
  return (
    <FormDialog
      wide
      title={m.catalogue.add_plan}
      description={module.name}
      submit={m.catalogue.add_plan}
      act={add}
      stale={[["modules"]]}
      said={({ name }) => m.catalogue.plan_added(name)}
      onClose={onClose}
    >
      {(problem) => <PlanFields problem={problem} />}
    </FormDialog>
  );
}

function PlanFields({ problem }: { problem: Problem | null }) {
  const c = m.catalogue;
  const f = m.fields;
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <TextField name="name" label={f.name} error={problem?.for("name")} maxLength={120} required />
      <TextField
        name="slug"
        label={f.slug}
        hint={c.slug_hint}
        error={problem?.for("slug")}
        pattern="[a-z0-9][a-z0-9\-]*"
        required
      />
      <TextField
        name="description"
        label={f.description}
        error={problem?.for("description")}
        maxLength={4000}
        fieldClass="sm:col-span-2"
      />
      <div className="grid grid-cols-[5rem_minmax(0,1fr)] gap-2">
        <TextField
          name="interval_count"
          type="number"
          label={c.interval_count}
          error={problem?.for("interval_count")}
          min={1}
          defaultValue={1}
          required
        />
        <SelectField
          name="interval"
          label={c.interval}
          error={problem?.for("interval")}
          options={INTERVALS.map((value) => ({ value, label: c.intervals[value] ?? value }))}
        />
      </div>
      <SelectField
        name="proration"
        label={c.proration}
        error={problem?.for("proration")}
        options={GRAINS.map((value) => ({ value, label: m.proration[value] ?? value }))}
      />
      <SelectField
        name="alignment"
        label={c.alignment}
        hint={c.alignment_hint}
        error={problem?.for("alignment")}
        options={ALIGNMENTS.map((value) => ({ value, label: c.alignments[value] }))}
      />
      <TrialField problem={problem} />
    </div>
  );
}

const planFrom = (form: FormData) => ({
  slug: field(form, "slug"),
  name: field(form, "name"),
  description: field(form, "description"),
  interval: field(form, "interval") as Plan["interval"],
  interval_count: Number.parseInt(field(form, "interval_count"), 10),
  proration: field(form, "proration") as Plan["proration"],
  alignment: field(form, "alignment") as Plan["alignment"],
  trial_days: trialFrom(field(form, "trial_days")),
});
