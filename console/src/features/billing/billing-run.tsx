import { Play } from "lucide-react";
import { useState } from "react";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import { m } from "@/app/messages";
import { field } from "@/features/companies/forms";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { dayIn } from "@/ui/format";
import { useLocale } from "@/ui/locale";

/** The schedule bills by itself; this is for the operator who does not want to wait. Running twice issues nothing twice. */
export function BillingRunButton() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <Play aria-hidden className="size-3.5" />
        {m.invoices.run}
      </Button>
      {open ? <RunDialog onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function RunDialog({ onClose }: { onClose: () => void }) {
  const { zone } = useLocale();
  const [today] = useState(() => dayIn(zone, new Date()));
  return (
    <FormDialog
      title={m.invoices.run}
      description={m.invoices.run_hint}
      submit={m.invoices.run}
      act={(form) => unwrap(api.POST("/api/v1/billing/runs", { body: { through: field(form, "through") } }))}
      stale={[["invoices"]]}
      said={(run) => m.invoices.run_done(run.invoices_issued, run.companies)}
      onClose={onClose}
    >
      {(problem) => (
        <TextField
          name="through"
          type="date"
          label={m.invoices.run_through}
          error={problem?.for("through")}
          required
          defaultValue={today}
        />
      )}
    </FormDialog>
  );
}
