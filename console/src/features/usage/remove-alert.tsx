import { useState } from "react";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { UsageAlert } from "@/api/types";
import { useCompanyParam } from "@/app/company";
import { m } from "@/app/messages";
import { Button } from "@/ui/button";
import { FormDialog } from "@/ui/form-dialog";

/** Be told no more. */
export function RemoveAlert({ alert }: { alert: UsageAlert }) {
  const [open, setOpen] = useState(false);
  const company = useCompanyParam();
  const a = m.alerts;
  const params = { path: { alert_id: alert.id }, query: { company } };
  return (
    <>
      <Button size="sm" look="ghost" aria-label={a.remove_of(alert.name)} onClick={() => setOpen(true)}>
        {a.remove}
      </Button>
      {open ? (
        <FormDialog
          title={a.remove_title(alert.name)}
          submit={a.remove}
          look="danger"
          act={() => unwrap(api.DELETE("/api/v1/usage/alerts/{alert_id}", { params }))}
          stale={[["usage", "alerts"]]}
          said={() => a.removed(alert.name)}
          onClose={() => setOpen(false)}
        >
          <p>{a.remove_body}</p>
        </FormDialog>
      ) : null}
    </>
  );
}
