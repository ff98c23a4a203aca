import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import { m } from "@/app/messages";
import { Button } from "@/ui/button";
import { FormProblem } from "@/ui/states";
import { useToast } from "@/ui/toast";

const t = m.mails;

/** Sends a mail again; the server says why it does not where mails are kept. */
export function ResendMail({ id }: { id: string }) {
  const client = useQueryClient();
  const say = useToast();
  const resend = useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/mails/{mail_id}/resend", { params: { path: { mail_id: id } } })),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["mails"] });
      say(t.resent);
    },
  });
  return (
    <>
      {resend.error ? <FormProblem error={resend.error} /> : null}
      <Button onClick={() => resend.mutate()} busy={resend.isPending}>
        {t.resend}
      </Button>
    </>
  );
}
