import { useState } from "react";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { Plan } from "@/api/types";
import { m } from "@/app/messages";
import { Button } from "@/ui/button";
import { FormDialog } from "@/ui/form-dialog";

/** Sell a plan to nobody any more. */
export function RetirePlan({ plan }: { plan: Plan }) {
  const [open, setOpen] = useState(false);
  const c = m.catalogue;
  if (plan.state !== "active") return null;
  const params = { path: { plan_id: plan.id } };
  return (
    <>
      <Button size="sm" look="ghost" aria-label={c.retire_of(plan.name)} onClick={() => setOpen(true)}>
        {c.retire}
      </Button>
      {open ? (
        <FormDialog
          title={c.retire_title(plan.name)}
          submit={c.retire}
          look="danger"
          act={() => unwrap(api.POST("/api/v1/plans/{plan_id}/retire", { params }))}
          stale={[["modules"]]}
          said={() => c.plan_retired(plan.name)}
          onClose={() => setOpen(false)}
        >
          <p>{c.retire_body}</p>
        </FormDialog>
      ) : null}
    </>
  );
}
