import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { UsageAlert } from "@/api/types";
import { useCompanyParam } from "@/app/company";
import { m } from "@/app/messages";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { FormProblem } from "@/ui/states";
import { useToast } from "@/ui/toast";

/** Be told no more. */
export function RemoveAlert({ alert }: { alert: UsageAlert }) {
  const [open, setOpen] = useState(false);
  const company = useCompanyParam();
  const client = useQueryClient();
  const say = useToast();
  const a = m.alerts;
  const remove = useMutation({
    mutationFn: () =>
      unwrap(
        api.DELETE("/api/v1/usage/alerts/{alert_id}", { params: { path: { alert_id: alert.id }, query: { company } } }),
      ),
    onSuccess: async () => {
      setOpen(false);
      say(a.removed(alert.name));
      await client.invalidateQueries({ queryKey: ["usage", "alerts"] });
    },
  });
  const footer = (
    <>
      <Button onClick={() => setOpen(false)}>{m.kit.cancel}</Button>
      <Button look="danger" busy={remove.isPending} onClick={() => remove.mutate()}>
        {a.remove}
      </Button>
    </>
  );
  return (
    <>
      <Button size="sm" look="ghost" aria-label={a.remove_of(alert.name)} onClick={() => setOpen(true)}>
        {a.remove}
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={a.remove_title(alert.name)} footer={footer}>
        <p className="mb-3 text-sm">{a.remove_body}</p>
        <FormProblem error={remove.error} />
      </Dialog>
    </>
  );
}
