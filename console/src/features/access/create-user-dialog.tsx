import { useState } from "react";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { User } from "@/api/types";
import { useCompanyParam, useSelectedCompany } from "@/app/company";
import { m } from "@/app/messages";
import { field } from "@/features/companies/forms";
import { TextField } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { RoleChoices, rolesFrom } from "./role-choices";
import { SecretOnce } from "./secret-once";

type Created = Pick<User, "name"> & { initial_password?: string | null };

/** Asks, and then shows the first password in the place of the question: it is not seen again. */
export function CreateUserDialog({ onClose }: { onClose: () => void }) {
  const company = useCompanyParam();
  const selected = useSelectedCompany();
  const [created, setCreated] = useState<Created | null>(null);
  const t = m.users;
  const create = (form: FormData) =>
    unwrap(
      api.POST("/api/v1/users", {
        body: {
          name: field(form, "name"),
          email: field(form, "email"),
          roles: rolesFrom(form),
          ...(company && { company_id: company }),
        },
      }),
    );
  return (
    <FormDialog
      title={created ? t.created(created.name) : t.create}
      description={t.belongs_to(selected?.name)}
      submit={created ? null : t.create}
      act={create}
      stale={[["users"]]}
      onDone={setCreated}
      onClose={onClose}
    >
      {(problem) =>
        created ? (
          <SecretOnce label={t.initial_password} hint={t.initial_hint} secret={created.initial_password ?? ""} />
        ) : (
          <>
            <TextField name="name" label={m.fields.name} required error={problem?.for("name")} />
            <TextField name="email" type="email" label={m.fields.email} required error={problem?.for("email")} />
            <RoleChoices chosen={["team_member"]} />
          </>
        )
      }
    </FormDialog>
  );
}
