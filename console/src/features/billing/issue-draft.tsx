import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { InvoiceDetail } from "@/api/types";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { formatMoney } from "@/ui/format";
import { useLocale } from "@/ui/locale";
import { FormProblem } from "@/ui/states";
import { useToast } from "@/ui/toast";

/** Issue a draft without waiting for the end of its grace. */
export function IssueDraft({ invoice }: { invoice: InvoiceDetail }) {
  const [open, setOpen] = useState(false);
  const { locale } = useLocale();
  const mayIssue = useCan("invoices.manage");
  const issue = useIssue(invoice, () => setOpen(false));
  if (!mayIssue || invoice.state !== "draft") return null;
  const footer = (
    <>
      <Button onClick={() => setOpen(false)}>{m.kit.cancel}</Button>
      <Button look="primary" busy={issue.isPending} onClick={() => issue.mutate()}>
        {m.drafts.issue}
      </Button>
    </>
  );
  return (
    <>
      <Button look="primary" onClick={() => setOpen(true)}>
        {m.drafts.issue}
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={m.drafts.issue} footer={footer}>
        <p className="mb-3 text-sm">
          {m.drafts.issue_body(formatMoney(invoice.total.amount, invoice.total.currency, locale))}
        </p>
        <FormProblem error={issue.error} />
      </Dialog>
    </>
  );
}

/** A draft that has stood for very long is issued under another id: go where the answer says. */
function useIssue({ id: draftId, company_id: company }: InvoiceDetail, onDone: () => void) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const say = useToast();
  // A test company has a clock of its own: the company is named, so that what is done carries its time.
  const params = { path: { invoice_id: draftId }, query: { company } };
  return useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/invoices/{invoice_id}/issue", { params })),
    onSuccess: async (issued) => {
      onDone();
      say(m.drafts.issued(issued.number ?? ""));
      if (issued.id !== draftId) {
        await navigate({ to: "/invoices/$invoiceId", params: { invoiceId: issued.id }, replace: true });
      }
      await client.invalidateQueries({ queryKey: ["invoices"] });
    },
  });
}
