import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { InvoiceDetail } from "@/api/types";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
import { Button } from "@/ui/button";
import { FormDialog } from "@/ui/form-dialog";
import { formatMoney } from "@/ui/format";
import { useLocale } from "@/ui/locale";

/** Issue a draft without waiting for the end of its grace. */
export function IssueDraft({ invoice }: { invoice: InvoiceDetail }) {
  const [open, setOpen] = useState(false);
  const mayIssue = useCan("invoices.manage");
  if (!mayIssue || invoice.state !== "draft") return null;
  return (
    <>
      <Button look="primary" onClick={() => setOpen(true)}>
        {m.drafts.issue}
      </Button>
      {open ? <IssueDialog invoice={invoice} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

/** A draft that has stood for very long is issued under another id: go where the answer says. */
function IssueDialog({ invoice, onClose }: { invoice: InvoiceDetail; onClose: () => void }) {
  const { locale } = useLocale();
  const navigate = useNavigate();
  // A test company has a clock of its own: the company is named, so that what is done carries its time.
  const params = { path: { invoice_id: invoice.id }, query: { company: invoice.company_id } };
  const show = async ({ id }: { id: string }) => {
    onClose();
    if (id !== invoice.id) await navigate({ to: "/invoices/$invoiceId", params: { invoiceId: id }, replace: true });
  };
  return (
    <FormDialog
      title={m.drafts.issue}
      submit={m.drafts.issue}
      act={() => unwrap(api.POST("/api/v1/invoices/{invoice_id}/issue", { params }))}
      stale={[["invoices"]]}
      said={({ number }) => m.drafts.issued(number ?? "")}
      onDone={show}
      onClose={onClose}
    >
      <p>{m.drafts.issue_body(formatMoney(invoice.total.amount, invoice.total.currency, locale))}</p>
    </FormDialog>
  );
}
