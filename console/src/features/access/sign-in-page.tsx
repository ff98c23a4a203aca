import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, type FormEvent } from "react";
import { Logo } from "@/app/logo";
import { m } from "@/app/messages";
import { signIn } from "@/app/session";
import { field } from "@/features/companies/forms";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { FormProblem } from "@/ui/states";
import { demoQuery } from "./data";
import { DemoSignIns } from "./demo-sign-ins";
import { safePath } from "./safe-path";

type Credentials = { email: string; password: string };

export function SignInPage() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { next } = useSearch({ from: "/sign-in" });
  const demo = useQuery(demoQuery);
  const enter = useMutation({
    mutationFn: ({ email, password }: Credentials) => signIn(client, email, password),
    onSuccess: () => navigate({ href: safePath(next) }),
  });
  useEffect(() => {
    document.title = `${m.sign_in.title} · ${m.product}`;
  }, []);
  return (
    <main className="mx-auto grid min-h-dvh max-w-4xl content-center items-start gap-x-12 gap-y-8 px-4 py-10 lg:grid-cols-[22rem_minmax(0,1fr)] has-[>:only-child]:max-w-sm has-[>:only-child]:lg:grid-cols-1">
      <div className="flex flex-col gap-6">
        <div className="flex items-center gap-2.5 text-lg font-semibold tracking-tight">
          <Logo className="size-8" />
          {m.product}
        </div>
        <section className="bg-surface shadow-card rounded-xl border p-6">
          <h1 className="text-xl font-semibold tracking-tight">{m.sign_in.title}</h1>
          <p className="text-ink-2 mt-0.5 mb-5 text-sm">{m.sign_in.lead}</p>
          <SignInForm busy={enter.isPending} error={enter.error} onSubmit={enter.mutate} />
        </section>
      </div>
      {demo.data?.enabled ? (
        <DemoSignIns signIns={demo.data.sign_ins} busy={enter.isPending} onChoose={enter.mutate} />
      ) : null}
    </main>
  );
}

type FormProps = { busy: boolean; error: unknown; onSubmit: (credentials: Credentials) => void };

function SignInForm({ busy, error, onSubmit }: FormProps) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    // A password may begin or end with a space: it is taken as typed.
    onSubmit({ email: field(form, "email"), password: String(form.get("password") ?? "") });
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <TextField name="email" type="email" label={m.fields.email} autoComplete="username" required />
      <TextField name="password" type="password" label={m.fields.password} autoComplete="current-password" required />
      <FormProblem error={error} />
      <Button type="submit" look="primary" busy={busy} className="w-full">
        {m.sign_in.submit}
      </Button>
    </form>
  );
}
