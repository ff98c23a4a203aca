import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { api } from "@/api/client";
import { Problem, unwrap } from "@/api/problem";
import type { Module } from "@/api/types";
import { m } from "@/app/messages";
import { field } from "@/features/companies/forms";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field, SelectField, TextField } from "@/ui/field";
import { FormProblem } from "@/ui/states";
import { ModuleIcon } from "./module-icon";

const FORM = "module";
const ICONS = Object.entries(m.catalogue.icons).map(([value, label]) => ({ value, label }));

type Props = { module?: Module; onDone: (module: Module) => void; onClose: () => void };

/** What is said of a module: shared by "add" and "edit". Its short name is settled when it is added. */
export function ModuleDialog({ module, onDone, onClose }: Props) {
  const client = useQueryClient();
  const title = module ? m.catalogue.edit_module : m.catalogue.add_module;
  const save = useMutation({
    mutationFn: (form: FormData) => (module ? changed(module, form) : added(form)),
    onSuccess: async (after) => {
      await client.invalidateQueries({ queryKey: ["modules"] });
      onDone(after);
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    save.mutate(new FormData(event.currentTarget));
  };
  const footer = (
    <>
      <Button onClick={onClose}>{m.kit.cancel}</Button>
      <Button look="primary" type="submit" form={FORM} busy={save.isPending}>
        {module ? m.kit.save : m.catalogue.add_module}
      </Button>
    </>
  );
  return (
    <Dialog open onClose={onClose} title={title} footer={footer} wide>
      <form id={FORM} onSubmit={submit} className="flex flex-col gap-4">
        <ModuleFields module={module} problem={save.error instanceof Problem ? save.error : null} />
        <FormProblem error={save.error} />
      </form>
    </Dialog>
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
