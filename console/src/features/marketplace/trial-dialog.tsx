import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { api } from "@/api/client";
import { Problem, unwrap } from "@/api/problem";
import type { Plan } from "@/api/types";
import { m } from "@/app/messages";
import { field } from "@/features/companies/forms";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { FormProblem } from "@/ui/states";
import { useToast } from "@/ui/toast";
import { TrialField, trialFrom } from "./trial-field";

const FORM = "trial";

/** What of a plan may be changed: the trial that later subscriptions begin with. */
export function ChangeTrial({ plan }: { plan: Plan }) {
  const [open, setOpen] = useState(false);
  if (plan.state !== "active") return null;
  return (
    <>
      <Button size="sm" look="ghost" aria-label={m.catalogue.change_trial_of(plan.name)} onClick={() => setOpen(true)}>
        {m.catalogue.change_trial}
      </Button>
      {open ? <TrialDialog plan={plan} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function TrialDialog({ plan, onClose }: { plan: Plan; onClose: () => void }) {
  const client = useQueryClient();
  const say = useToast();
  const change = useMutation({
    mutationFn: (form: FormData) =>
      unwrap(
        api.PATCH("/api/v1/plans/{plan_id}", {
          params: { path: { plan_id: plan.id } },
          body: { trial_days: trialFrom(field(form, "trial_days")) },
        }),
      ),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["modules"] });
      say(m.kit.saved);
      onClose();
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    change.mutate(new FormData(event.currentTarget));
  };
  const footer = (
    <>
      <Button onClick={onClose}>{m.kit.cancel}</Button>
      <Button look="primary" type="submit" form={FORM} busy={change.isPending}>
        {m.kit.save}
      </Button>
    </>
  );
  return (
    <Dialog
      open
      onClose={onClose}
      title={m.catalogue.change_trial_of(plan.name)}
      description={m.catalogue.trial_later}
      footer={footer}
    >
      <form id={FORM} onSubmit={submit} className="flex flex-col gap-4">
        <TrialField plan={plan} problem={change.error instanceof Problem ? change.error : null} />
        <FormProblem error={change.error} />
      </form>
    </Dialog>
  );
}
