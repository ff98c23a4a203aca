import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { api } from "@/api/client";
import { Problem, unwrap } from "@/api/problem";
import { m } from "@/app/messages";
import { useSession } from "@/app/session";
import { field } from "@/features/companies/forms";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { CheckField, TextField } from "@/ui/field";
import { FormProblem } from "@/ui/states";
import { permissionsQuery } from "./data";
import { SecretOnce } from "./secret-once";

export function CreateApiKeyDialog({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const create = useMutation({
    mutationFn: (form: FormData) =>
      unwrap(
        api.POST("/api/v1/api-keys", {
          body: {
            name: field(form, "name"),
            permissions: form.getAll("permissions").map(String),
            expires_at: expiryFrom(field(form, "expires_on")),
          },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: ["api-keys"] }),
  });
  const problem = create.error instanceof Problem ? create.error : null;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    create.mutate(new FormData(event.currentTarget));
  };
  if (create.data) {
    return (
      <Dialog open onClose={onClose} title={m.api_keys.created}>
        <SecretOnce
          label={m.api_keys.secret}
          hint={m.api_keys.secret_hint}
          secret={create.data.secret}
          onDone={onClose}
        />
      </Dialog>
    );
  }
  return (
    <Dialog open onClose={onClose} title={m.api_keys.create} wide>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <div className="grid gap-3 sm:grid-cols-2">
          <TextField
            name="name"
            label={m.fields.name}
            required
            hint={m.api_keys.name_hint}
            error={problem?.for("name")}
          />
          <TextField
            name="expires_on"
            type="date"
            label={m.fields.expires}
            hint={m.api_keys.expires_hint}
            error={problem?.for("expires_at")}
          />
        </div>
        <PermissionChoices />
        <FormProblem error={create.error} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{m.kit.cancel}</Button>
          <Button type="submit" look="primary" busy={create.isPending}>
            {m.api_keys.create}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

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
