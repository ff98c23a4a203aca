import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { Plan } from "@/api/types";
import { m } from "@/app/messages";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { FormProblem } from "@/ui/states";
import { useToast } from "@/ui/toast";

/** Sell a plan to nobody any more. */
export function RetirePlan({ plan }: { plan: Plan }) {
  const [open, setOpen] = useState(false);
  const client = useQueryClient();
  const say = useToast();
  const c = m.catalogue;
  const retire = useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/plans/{plan_id}/retire", { params: { path: { plan_id: plan.id } } })),
    onSuccess: async () => {
      setOpen(false);
      say(c.plan_retired(plan.name));
      await client.invalidateQueries({ queryKey: ["modules"] });
    },
  });
  if (plan.state !== "active") return null;
  const footer = (
    <>
      <Button onClick={() => setOpen(false)}>{m.kit.cancel}</Button>
      <Button look="danger" busy={retire.isPending} onClick={() => retire.mutate()}>
        {c.retire}
      </Button>
    </>
  );
  return (
    <>
      <Button size="sm" look="ghost" aria-label={c.retire_of(plan.name)} onClick={() => setOpen(true)}>
        {c.retire}
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={c.retire_title(plan.name)} footer={footer}>
        <p className="mb-3 text-sm">{c.retire_body}</p>
        <FormProblem error={retire.error} />
      </Dialog>
    </>
  );
}
