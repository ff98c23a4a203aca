import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { api } from "@/api/client";
import { Problem, unwrap } from "@/api/problem";
import { m } from "@/app/messages";
import { sessionQuery, useSession } from "@/app/session";
import { field } from "@/features/companies/forms";
import { Button } from "@/ui/button";
import { Card, Detail, Details } from "@/ui/card";
import { CopyableId } from "@/ui/copyable";
import { TextField } from "@/ui/field";
import { FormProblem } from "@/ui/states";
import { useToast } from "@/ui/toast";

export function YouForm() {
  const { user, company, roles } = useSession();
  const client = useQueryClient();
  const say = useToast();
  const save = useMutation({
    mutationFn: (form: FormData) =>
      unwrap(api.PATCH("/api/v1/session/profile", { body: { name: field(form, "name") } })),
    onSuccess: (session) => {
      client.setQueryData(sessionQuery.queryKey, session);
      say(m.kit.saved);
    },
  });
  const problem = save.error instanceof Problem ? save.error : null;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    save.mutate(new FormData(event.currentTarget));
  };
  return (
    <Card className="max-w-2xl">
      <form onSubmit={submit} className="flex flex-col gap-5">
        <TextField
          name="name"
          label={m.fields.name}
          required
          defaultValue={user.name}
          error={problem?.for("name")}
          fieldClass="max-w-sm"
        />
        <Details columns={3}>
          <Detail label={m.fields.roles}>{roles.map((role) => m.roles[role] ?? role).join(", ")}</Detail>
          <Detail label={m.fields.company}>{company?.name ?? m.users.operator}</Detail>
          <Detail label={m.fields.id}>
            <CopyableId id={user.id} />
          </Detail>
        </Details>
        <FormProblem error={save.error} />
        <Button type="submit" look="primary" busy={save.isPending} className="self-start">
          {m.kit.save}
        </Button>
      </form>
    </Card>
  );
}
