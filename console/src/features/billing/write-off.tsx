import { useState } from "react";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { InvoiceDetail } from "@/api/types";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
import { Button } from "@/ui/button";
import { FormDialog } from "@/ui/form-dialog";

const OPEN = new Set(["issued", "past_due"]);

/** Give up on an invoice: it is not collected any more, and may still be paid. */
export function WriteOff({ invoice }: { invoice: InvoiceDetail }) {
  const [open, setOpen] = useState(false);
  const mayWriteOff = useCan("invoices.manage");
  if (!mayWriteOff || !OPEN.has(invoice.state)) return null;
  const params = { path: { invoice_id: invoice.id } };
  return (
    <>
      <Button onClick={() => setOpen(true)}>{m.credits.write_off}</Button>
      {open ? (
        <FormDialog
          title={m.credits.write_off}
          submit={m.credits.write_off}
          look="danger"
          act={() => unwrap(api.POST("/api/v1/invoices/{invoice_id}/uncollectible", { params }))}
          stale={[["invoices"]]}
          said={() => m.credits.written_off}
          onClose={() => setOpen(false)}
        >
          <p>{m.credits.write_off_body(invoice.number ?? "")}</p>
        </FormDialog>
      ) : null}
    </>
  );
}
