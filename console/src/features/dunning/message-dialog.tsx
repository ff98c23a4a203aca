import { useState } from "react";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { DunningMessage } from "@/api/types";
import { m } from "@/app/messages";
import { field } from "@/features/companies/forms";
import { AreaField } from "@/ui/area-field";
import { TextField } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { previewOf, VARIABLES } from "./preview";

const d = m.dunning;
const TITLE_MAX = 200;
const BODY_MAX = 2000;

type Props = { message: DunningMessage | undefined; onClose: () => void };

/** A message in one language, and beside it how a company would read it. */
export function MessageDialog({ message, onClose }: Props) {
  const [title, setTitle] = useState(message?.title ?? "");
  const [body, setBody] = useState(message?.body ?? "");
  const write = (form: FormData) => {
    const path = message ?? { key: field(form, "key"), locale: field(form, "locale") };
    const params = { path: { key: path.key, locale: path.locale } };
    return unwrap(api.PUT("/api/v1/dunning-messages/{key}/{locale}", { params, body: { title, body } }));
  };
  return (
    <FormDialog
      title={message ? `${d.edit}: ${message.key}, ${message.locale}` : d.write}
      description={d.edit_hint}
      wide
      submit={d.save_message}
      act={write}
      stale={[["dunning"]]}
      said={() => d.written}
      onClose={onClose}
    >
      {(problem) => (
        <>
          {message ? null : (
            <div className="grid gap-4 sm:grid-cols-2">
              <TextField
                name="key"
                label={d.key}
                hint={d.key_hint}
                error={problem?.for("key")}
                pattern="[a-z][a-z0-9_]*[a-z0-9]"
                maxLength={40}
                required
              />
              <TextField
                name="locale"
                label={d.locale}
                hint={d.locale_hint}
                error={problem?.for("locale")}
                defaultValue="en"
                maxLength={20}
                required
              />
            </div>
          )}
          <TextField
            label={d.title}
            value={title}
            onChange={(event) => setTitle(event.target.value)}
            error={problem?.for("title")}
            maxLength={TITLE_MAX}
            required
          />
          <AreaField
            label={d.body}
            value={body}
            onChange={(event) => setBody(event.target.value)}
            error={problem?.for("body")}
            maxLength={BODY_MAX}
            rows={5}
            required
          />
          <p className="text-ink-3 text-xs">
            {d.variables}:{" "}
            {VARIABLES.map((name) => (
              <code key={name} className="mr-2 inline-block">{`{{ ${name} }}`}</code>
            ))}
          </p>
          <Preview title={title} body={body} />
        </>
      )}
    </FormDialog>
  );
}

function Preview({ title, body }: { title: string; body: string }) {
  const [heading, text] = [previewOf(title), previewOf(body)];
  return (
    <section aria-label={d.preview} aria-live="polite" className="bg-sunken rounded-md border px-3 py-2">
      <p className="text-ink-3 mb-1 text-xs">
        {d.preview} · {d.preview_hint}
      </p>
      {heading === null || text === null ? (
        <p className="text-ink-2">{d.no_preview}</p>
      ) : (
        <>
          <p className="font-medium break-words">{heading}</p>
          <p className="text-ink-2 break-words whitespace-pre-line">{text}</p>
        </>
      )}
    </section>
  );
}
