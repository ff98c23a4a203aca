import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import { m } from "@/app/messages";
import { useSession } from "@/app/session";
import { field } from "@/features/companies/forms";
import { CheckField, TextField } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { permissionsQuery } from "./data";
import { SecretOnce } from "./secret-once";

/** Asks, and then shows the secret in the place of the question: it is not seen again. */
export function CreateApiKeyDialog({ onClose }: { onClose: () => void }) {
  const [secret, setSecret] = useState<string | null>(null);
  const t = m.api_keys;
  return (
    <FormDialog
      wide
      title={secret === null ? t.create : t.created}
      submit={secret === null ? t.create : null}
      act={create}
      stale={[["api-keys"]]}
      onDone={(made) => setSecret(made.secret)}
      onClose={onClose}
    >
      {(problem) =>
        secret === null ? (
          <>
            <div className="grid gap-3 sm:grid-cols-2">
              <TextField name="name" label={m.fields.name} required hint={t.name_hint} error={problem?.for("name")} />
              <TextField
                name="expires_on"
                type="date"
                label={m.fields.expires}
                hint={t.expires_hint}
                error={problem?.for("expires_at")}
              />
            </div>
            <PermissionChoices />
          </>
        ) : (
          <SecretOnce label={t.secret} hint={t.secret_hint} secret={secret} />
        )
      }
    </FormDialog>
  );
}

const create = (form: FormData) =>
  unwrap(
    api.POST("/api/v1/api-keys", {
      body: {
        name: field(form, "name"),
        permissions: form.getAll("permissions").map(String),
        expires_at: expiryFrom(field(form, "expires_on")),
      },
    }),
  );

/** A key can never do more than the person who makes it. */
function PermissionChoices() {
  const { permissions } = useSession();
  const { data } = useQuery(permissionsQuery);
  const described = new Map(data?.map((permission) => [permission.key, permission.description]));
  return (
    <fieldset className="grid max-h-64 gap-2 overflow-y-auto rounded-lg border p-3 sm:grid-cols-2">
      <legend className="px-1 text-sm font-medium">{m.fields.permissions}</legend>
      {permissions.toSorted().map((permission) => (
        <CheckField
          key={permission}
          name="permissions"
          value={permission}
          label={permission}
          hint={described.get(permission)}
        />
      ))}
    </fieldset>
  );
}

/** A key that expires "on" a day works through that day, UTC. */
function expiryFrom(day: string): string | null {
  return day === "" ? null : `${day}T23:59:59Z`;
}
