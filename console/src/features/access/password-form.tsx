import { useMutation } from "@tanstack/react-query";
import { useRef, type FormEvent } from "react";
import { api } from "@/api/client";
import { Problem, unwrap } from "@/api/problem";
import { m } from "@/app/messages";
import { useSession } from "@/app/session";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { TextField } from "@/ui/field";
import { FormProblem } from "@/ui/states";
import { useToast } from "@/ui/toast";

export function PasswordForm() {
  const { user } = useSession();
  const say = useToast();
  const form = useRef<HTMLFormElement>(null);
  const change = useMutation({
    mutationFn: (typed: FormData) =>
      unwrap(
        api.POST("/api/v1/session/password", {
          body: {
            current_password: String(typed.get("current_password")),
            new_password: String(typed.get("new_password")),
          },
        }),
      ),
    onSuccess: () => {
      form.current?.reset();
      say(m.profile.password_changed);
    },
  });
  const problem = change.error instanceof Problem ? change.error : null;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    change.mutate(new FormData(event.currentTarget));
  };
  return (
    <Card className="max-w-md">
      <form ref={form} onSubmit={submit} className="flex flex-col gap-4">
        <input type="hidden" name="username" autoComplete="username" value={user.email} readOnly />
        <TextField
          name="current_password"
          type="password"
          label={m.profile.current_password}
          autoComplete="current-password"
          required
          error={problem?.for("current_password")}
        />
        <TextField
          name="new_password"
          type="password"
          label={m.profile.new_password}
          autoComplete="new-password"
          required
          minLength={12}
          hint={m.profile.password_hint}
          error={problem?.for("new_password")}
        />
        <FormProblem error={change.error} />
        <Button type="submit" look="primary" busy={change.isPending} className="self-start">
          {m.profile.change_password}
        </Button>
      </form>
    </Card>
  );
}
