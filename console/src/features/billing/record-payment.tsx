import { useState } from "react";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { InvoiceDetail, ManualPayment } from "@/api/types";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
import { field } from "@/features/companies/forms";
import { localNow, momentIn } from "@/features/marketplace/moment-in";
import { Button } from "@/ui/button";
import { SelectField, TextField } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { useLocale } from "@/ui/locale";
import { isPayable } from "./pay-invoice";

const h = m.handed;
const METHODS = Object.entries(h.methods).map(([value, label]) => ({ value, label }));

/** For money that came without a provider. */
export function RecordPayment({ invoice }: { invoice: InvoiceDetail }) {
  const [open, setOpen] = useState(false);
  if (!useCan("payments.refund") || !isPayable(invoice)) return null;
  return (
    <>
      <Button onClick={() => setOpen(true)}>{h.record}</Button>
      {open ? <RecordDialog invoice={invoice} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function RecordDialog({ invoice, onClose }: { invoice: InvoiceDetail; onClose: () => void }) {
  const { zone } = useLocale();
  const [now] = useState(() => localNow(zone));
  const params = { path: { invoice_id: invoice.id } };
  const record = (form: FormData) =>
    unwrap(
      api.POST("/api/v1/invoices/{invoice_id}/payments", {
        params,
        body: {
          amount: field(form, "amount"),
          currency: invoice.currency,
          method: field(form, "method") as ManualPayment["method"],
          reference: field(form, "reference"),
          received_at: momentIn(zone, `${field(form, "received_at")}:00`),
          memo: field(form, "memo"),
        },
      }),
    );
  return (
    <FormDialog
      title={h.title}
      description={h.hint}
      submit={h.record}
      act={record}
      stale={[["invoices"], ["payments"], ["ledger"]]}
      said={({ receipt_number: receipt }) => h.recorded(receipt)}
      onClose={onClose}
    >
      {(problem) => (
        <>
          <div className="grid gap-4 sm:grid-cols-2">
            <TextField
              name="amount"
              label={h.amount(invoice.currency)}
              error={problem?.for("amount")}
              defaultValue={invoice.payable.amount}
              inputMode="decimal"
              pattern="\d+(\.\d+)?"
              autoComplete="off"
              required
            />
            <SelectField name="method" label={h.method} options={METHODS} />
          </div>
          <TextField
            name="reference"
            label={h.reference}
            hint={h.reference_hint}
            error={problem?.for("reference")}
            maxLength={140}
            autoComplete="off"
            required
          />
          <TextField
            type="datetime-local"
            name="received_at"
            label={h.received}
            hint={m.kit.times_in(zone)}
            error={problem?.for("received_at")}
            defaultValue={now}
            max={now}
            required
          />
          <TextField name="memo" label={h.memo} maxLength={500} />
        </>
      )}
    </FormDialog>
  );
}
