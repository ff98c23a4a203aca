import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
import { field } from "@/features/companies/forms";
import { providersQuery } from "@/features/payments/data";
import { providerName } from "@/features/payments/provider-name";
import { Button } from "@/ui/button";
import { CheckField, SelectField, TextField } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { LinesSkeleton } from "@/ui/skeleton";
import { ErrorState } from "@/ui/states";
import { useToast } from "@/ui/toast";
import { startRun } from "./data";
import { monthSoFar, spanOf } from "./span";

const r = m.reconciliations;

export function StartRun() {
  const [open, setOpen] = useState(false);
  if (!useCan("reconciliation.manage")) return null;
  return (
    <>
      <Button look="primary" onClick={() => setOpen(true)}>
        {r.start}
      </Button>
      {open ? <StartDialog onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function StartDialog({ onClose }: { onClose: () => void }) {
  const query = useQuery(providersQuery);
  const opened = useOpened();
  const [first] = useState(() => monthSoFar(new Date()));
  return (
    <FormDialog
      title={r.start_title}
      description={r.start_hint}
      submit={query.data?.length ? r.start : null}
      act={(form) => startRun(askedFor(form))}
      stale={[["reconciliations"]]}
      onDone={opened}
      onClose={onClose}
    >
      {(problem) =>
        query.isPending ? (
          <LinesSkeleton lines={4} />
        ) : query.isError ? (
          <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        ) : query.data.length === 0 ? (
          <p>{m.methods.no_providers}</p>
        ) : (
          <>
            <SelectField
              name="provider"
              label={m.fields.provider}
              options={query.data.map((value) => ({ value, label: providerName(value) }))}
              error={problem?.for("provider")}
            />
            <div className="grid items-start gap-3 sm:grid-cols-2">
              <TextField
                type="date"
                name="from"
                label={r.from}
                hint={r.days_hint}
                defaultValue={first.from}
                error={problem?.for("from")}
                required
              />
              <TextField
                type="date"
                name="through"
                label={r.through}
                hint={r.through_hint}
                defaultValue={first.through}
                error={problem?.for("to")}
                required
              />
            </div>
            <CheckField name="book_fees" label={r.book_fees} hint={r.book_fees_hint} defaultChecked />
          </>
        )
      }
    </FormDialog>
  );
}

const askedFor = (form: FormData) => ({
  provider: field(form, "provider"),
  ...spanOf(field(form, "from"), field(form, "through"), new Date()),
  book_fees: form.has("book_fees"),
});

/** What is going on is watched on the run's own page. */
export function useOpened() {
  const navigate = useNavigate();
  const say = useToast();
  return ({ id }: { id: string }) => {
    say(r.started);
    return navigate({ to: "/reconciliations/$runId", params: { runId: id } });
  };
}
