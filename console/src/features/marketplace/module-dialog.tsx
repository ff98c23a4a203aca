import { useState } from "react";
import { api } from "@/api/client";
import { unwrap, type Problem } from "@/api/problem";
import type { Module } from "@/api/types";
import { m } from "@/app/messages";
import { field } from "@/features/companies/forms";
import { Field, SelectField, TextField } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { ModuleIcon } from "./module-icon";

const ICONS = Object.entries(m.catalogue.icons).map(([value, label]) => ({ value, label }));

type Props = { module?: Module; onDone: (module: Module) => void; onClose: () => void };

/** What is said of a module: shared by "add" and "edit". Its short name is settled when it is added. */
export function ModuleDialog({ module, onDone, onClose }: Props) {
  return (
    <FormDialog
      wide
      title={module ? m.catalogue.edit_module : m.catalogue.add_module}
      submit={module ? m.kit.save : m.catalogue.add_module}
      act={(form) => (module ? changed(module, form) : added(form))}
      stale={[["modules"]]}
      onDone={onDone}
      onClose={onClose}
    >
      {(problem) => <ModuleFields module={module} problem={problem} />}
    </FormDialog>
  );
}

function ModuleFields({ module, problem }: { module: Module | undefined; problem: Problem | null }) {
  const c = m.catalogue;
  const f = m.fields;
  const [icon, setIcon] = useState(module?.icon ?? "box");
  const icons = ICONS.some((one) => one.value === icon) ? ICONS : [{ value: icon, label: icon }, ...ICONS];
  const text = (name: "name" | "slug" | "category" | "summary") => ({
    name,
    defaultValue: module?.[name],
    error: problem?.for(name),
  });
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <TextField label={f.name} {...text("name")} maxLength={120} required />
      <TextField
        label={f.slug}
        hint={c.slug_hint}
        {...text("slug")}
        pattern="[a-z0-9][a-z0-9\-]*"
        disabled={module !== undefined}
        required
      />
      <TextField
        label={c.category}
        hint={c.category_hint}
        {...text("category")}
        pattern="[a-z0-9][a-z0-9\-]*"
        maxLength={40}
        required
      />
      <div className="flex items-end gap-2">
        <SelectField
          name="icon"
          label={c.icon}
          value={icon}
          onChange={(event) => setIcon(event.target.value)}
          error={problem?.for("icon")}
          options={icons}
          fieldClass="flex-1 self-start"
        />
        <span className="self-start pt-5">
          <ModuleIcon icon={icon} />
        </span>
      </div>
      <TextField
        label={c.summary}
        hint={c.summary_hint}
        {...text("summary")}
        maxLength={300}
        fieldClass="sm:col-span-2"
      />
      <Field label={f.description} error={problem?.for("description")} className="sm:col-span-2">
        {(wiring) => (
          <textarea
            {...wiring}
            name="description"
            rows={4}
            maxLength={4000}
            defaultValue={module?.description}
            className="border-line-strong bg-surface text-ink shadow-card aria-invalid:border-bad rounded-md border px-2.5 py-1.5 text-sm"
          />
        )}
      </Field>
    </div>
  );
}

const textsFrom = (form: FormData) => ({
  name: field(form, "name"),
  summary: field(form, "summary"),
  description: field(form, "description"),
  category: field(form, "category"),
  icon: field(form, "icon"),
});

const added = (form: FormData) =>
  unwrap(api.POST("/api/v1/modules", { body: { slug: field(form, "slug"), ...textsFrom(form) } }));

const changed = (module: Module, form: FormData) =>
  unwrap(
    api.PATCH("/api/v1/modules/{module_id}", {
      params: { path: { module_id: module.id } },
      body: textsFrom(form),
    }),
  );
