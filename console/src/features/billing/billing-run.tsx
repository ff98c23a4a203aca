import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Play } from "lucide-react";
import { useState, type FormEvent } from "react";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import { m } from "@/app/messages";
import { field } from "@/features/companies/forms";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { TextField } from "@/ui/field";
import { dayIn } from "@/ui/format";
import { useLocale } from "@/ui/locale";
import { FormProblem } from "@/ui/states";
import { useToast } from "@/ui/toast";

/** The schedule bills by itself; this is for the operator who does not want to wait. Running twice issues nothing twice. */
export function BillingRunButton() {
  const [open, setOpen] = useState(false);
  const { zone } = useLocale();
  const [today] = useState(() => dayIn(zone, new Date()));
  const client = useQueryClient();
  const say = useToast();
  const run = useMutation({
    mutationFn: (through: string) => unwrap(api.POST("/api/v1/billing/runs", { body: { through } })),
    onSuccess: async (result) => {
      await client.invalidateQueries({ queryKey: ["invoices"] });
      say(m.invoices.run_done(result.invoices_issued, result.companies));
      setOpen(false);
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    run.mutate(field(new FormData(event.currentTarget), "through"));
  };
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <Play aria-hidden className="size-3.5" />
        {m.invoices.run}
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={m.invoices.run} description={m.invoices.run_hint}>
        <form onSubmit={submit} className="flex flex-col gap-4">
          <TextField name="through" type="date" label={m.invoices.run_through} required defaultValue={today} />
          <FormProblem error={run.error} />
          <Button type="submit" look="primary" busy={run.isPending} className="self-end">
            {m.invoices.run}
          </Button>
        </form>
      </Dialog>
    </>
  );
}
