import { useState } from "react";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { Plan } from "@/api/types";
import { m } from "@/app/messages";
import { field } from "@/features/companies/forms";
import { Button } from "@/ui/button";
import { FormDialog } from "@/ui/form-dialog";
import { TrialField, trialFrom } from "./trial-field";

/** What of a plan may be changed: the trial that later subscriptions begin with. */
export function ChangeTrial({ plan }: { plan: Plan }) {
  const [open, setOpen] = useState(false);
  const c = m.catalogue;
  if (plan.state !== "active") return null;
  const change = (form: FormData) =>
    unwrap(
      api.PATCH("/api/v1/plans/{plan_id}", {
        params: { path: { plan_id: plan.id } },
        body: { trial_days: trialFrom(field(form, "trial_days")) },
      }),
    );
  return (
    <>
      <Button size="sm" look="ghost" aria-label={c.change_trial_of(plan.name)} onClick={() => setOpen(true)}>
        {c.change_trial}
      </Button>
      {open ? (
        <FormDialog
          title={c.change_trial_of(plan.name)}
          description={c.trial_later}
          submit={m.kit.save}
          act={change}
          stale={[["modules"]]}
          said={() => m.kit.saved}
          onClose={() => setOpen(false)}
        >
          {(problem) => <TrialField plan={plan} problem={problem} />}
        </FormDialog>
      ) : null}
    </>
  );
}
