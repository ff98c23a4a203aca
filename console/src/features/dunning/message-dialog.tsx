import { useState } from "react";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { DunningMessage } from "@/api/types";
import { m } from "@/app/messages";
import { field } from "@/features/companies/forms";
import { AreaField } from "@/ui/area-field";
import { TextField } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { MessagePreview } from "./message-preview";
import { VARIABLES } from "./preview";

const d = m.dunning;
const TITLE_MAX = 200;
const BODY_MAX = 2000;

type Props = { message: DunningMessage | undefined; onClose: () => void };

/** A message in one language, and beside it how a company would read it. */
export function MessageDialog({ message, onClose }: Props) {
  const [title, setTitle] = useState(message?.title ?? "");
  const [body, setBody] = useState(message?.body ?? "");
  const [locale, setLocale] = useState("en");
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
                value={locale}
                onChange={(event) => setLocale(event.target.value)}
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
              <code key={name} className="me-2 inline-block">{`{{ ${name} }}`}</code>
            ))}
          </p>
          <MessagePreview title={title} body={body} locale={message?.locale ?? locale} />
        </>
      )}
    </FormDialog>
  );
}
