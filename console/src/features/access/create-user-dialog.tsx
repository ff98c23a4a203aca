import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { api } from "@/api/client";
import { Problem, unwrap } from "@/api/problem";
import { useCompanyParam, useSelectedCompany } from "@/app/company";
import { m } from "@/app/messages";
import { field } from "@/features/companies/forms";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { TextField } from "@/ui/field";
import { FormProblem } from "@/ui/states";
import { RoleChoices, rolesFrom } from "./role-choices";
import { SecretOnce } from "./secret-once";

export function CreateUserDialog({ onClose }: { onClose: () => void }) {
  const company = useCompanyParam();
  const selected = useSelectedCompany();
  const client = useQueryClient();
  const create = useMutation({
    mutationFn: (form: FormData) =>
      unwrap(
        api.POST("/api/v1/users", {
          body: {
            name: field(form, "name"),
            email: field(form, "email"),
            roles: rolesFrom(form),
            ...(company && { company_id: company }),
          },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: ["users"] }),
  });
  const problem = create.error instanceof Problem ? create.error : null;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    create.mutate(new FormData(event.currentTarget));
  };
  if (create.data) {
    return (
      <Dialog open onClose={onClose} title={m.users.created(create.data.name)}>
        <SecretOnce
          label={m.users.initial_password}
          hint={m.users.initial_hint}
          secret={create.data.initial_password ?? ""}
          onDone={onClose}
        />
      </Dialog>
    );
  }
  return (
    <Dialog open onClose={onClose} title={m.users.create} description={m.users.belongs_to(selected?.name)}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <TextField name="name" label={m.fields.name} required error={problem?.for("name")} />
        <TextField name="email" type="email" label={m.fields.email} required error={problem?.for("email")} />
        <RoleChoices chosen={["team_member"]} />
        <FormProblem error={create.error} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{m.kit.cancel}</Button>
          <Button type="submit" look="primary" busy={create.isPending}>
            {m.users.create}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
