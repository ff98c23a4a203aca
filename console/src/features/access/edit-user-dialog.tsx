import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { api } from "@/api/client";
import { Problem, unwrap } from "@/api/problem";
import type { User } from "@/api/types";
import { m } from "@/app/messages";
import { field } from "@/features/companies/forms";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { CheckField, TextField } from "@/ui/field";
import { FormProblem } from "@/ui/states";
import { useToast } from "@/ui/toast";
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
  const client = useQueryClient();
  const say = useToast();
  const save = useMutation({
    mutationFn: (form: FormData) => saveUser(user, form),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["users"] });
      say(m.kit.saved);
      onClose();
    },
  });
  const problem = save.error instanceof Problem ? save.error : null;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    save.mutate(new FormData(event.currentTarget));
  };
  return (
    <Dialog open onClose={onClose} title={user.name} description={user.email}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <TextField name="name" label={m.fields.name} required defaultValue={user.name} error={problem?.for("name")} />
        <RoleChoices chosen={user.roles} />
        <CheckField
          name="active"
          label={m.users.active}
          hint={m.users.active_hint}
          defaultChecked={user.state === "active"}
        />
        <FormProblem error={save.error} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{m.kit.cancel}</Button>
          <Button type="submit" look="primary" busy={save.isPending}>
            {m.kit.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
