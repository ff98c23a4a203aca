import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { User } from "@/api/types";
import { m } from "@/app/messages";
import { field } from "@/features/companies/forms";
import { CheckField, TextField } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { RoleChoices, rolesFrom } from "./role-choices";

/** Two writes, because two different things are recorded: who somebody is, and what they may do. */
async function saveUser(user: User, form: FormData): Promise<void> {
  const params = { path: { user_id: user.id } };
  const state = form.has("active") ? "active" : "disabled";
  const roles = rolesFrom(form);
  if (field(form, "name") !== user.name || state !== user.state) {
    await unwrap(api.PATCH("/api/v1/users/{user_id}", { params, body: { name: field(form, "name"), state } }));
  }
  if (roles.toSorted().join() !== user.roles.toSorted().join()) {
    await unwrap(api.PUT("/api/v1/users/{user_id}/roles", { params, body: { roles } }));
  }
}

export function EditUserDialog({ user, onClose }: { user: User; onClose: () => void }) {
  return (
    <FormDialog
      title={user.name}
      description={user.email}
      submit={m.kit.save}
      act={(form) => saveUser(user, form)}
      stale={[["users"]]}
      said={() => m.kit.saved}
      onClose={onClose}
    >
      {(problem) => (
        <>
          <TextField name="name" label={m.fields.name} required defaultValue={user.name} error={problem?.for("name")} />
          <RoleChoices chosen={user.roles} />
          <CheckField
            name="active"
            label={m.users.active}
            hint={m.users.active_hint}
            defaultChecked={user.state === "active"}
          />
        </>
      )}
    </FormDialog>
  );
}
