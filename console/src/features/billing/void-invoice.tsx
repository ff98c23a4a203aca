import { useState } from "react";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { InvoiceDetail } from "@/api/types";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
import { Button } from "@/ui/button";
import { isZero } from "@/ui/decimal";
import { FormDialog } from "@/ui/form-dialog";

const VOIDABLE = new Set(["issued", "past_due"]);

export function VoidInvoice({ invoice }: { invoice: InvoiceDetail }) {
  const [open, setOpen] = useState(false);
  const mayVoid = useCan("invoices.manage");
  // What was paid on is credited instead; the server has the last word on what was credited.
  if (!mayVoid || !VOIDABLE.has(invoice.state) || !isZero(invoice.paid.amount)) return null;
  const params = { path: { invoice_id: invoice.id } };
  return (
    <>
      <Button look="danger" onClick={() => setOpen(true)}>
        {m.invoices.void}
      </Button>
      {open ? (
        <FormDialog
          title={m.invoices.void}
          submit={m.invoices.void}
          look="danger"
          act={() => unwrap(api.POST("/api/v1/invoices/{invoice_id}/void", { params }))}
          stale={[["invoices"]]}
          said={() => m.invoices.voided}
          onClose={() => setOpen(false)}
        >
          <p>{m.invoices.void_body(invoice.number ?? "")}</p>
        </FormDialog>
      ) : null}
    </>
  );
}
