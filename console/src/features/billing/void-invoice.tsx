import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { InvoiceDetail } from "@/api/types";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
import { Button } from "@/ui/button";
import { isZero } from "@/ui/decimal";
import { Dialog } from "@/ui/dialog";
import { FormProblem } from "@/ui/states";
import { useToast } from "@/ui/toast";

const VOIDABLE = new Set(["issued", "past_due"]);

export function VoidInvoice({ invoice }: { invoice: InvoiceDetail }) {
  const [open, setOpen] = useState(false);
  const client = useQueryClient();
  const say = useToast();
  const mayVoid = useCan("invoices.manage");
  const annul = useMutation({
    mutationFn: () =>
      unwrap(api.POST("/api/v1/invoices/{invoice_id}/void", { params: { path: { invoice_id: invoice.id } } })),
    onSuccess: async () => {
      setOpen(false);
      say(m.invoices.voided);
      await client.invalidateQueries({ queryKey: ["invoices"] });
    },
  });
  // What was paid on is credited instead; the server has the last word on what was credited.
  if (!mayVoid || !VOIDABLE.has(invoice.state) || !isZero(invoice.paid.amount)) return null;
  const footer = (
    <>
      <Button onClick={() => setOpen(false)}>{m.kit.cancel}</Button>
      <Button look="danger" busy={annul.isPending} onClick={() => annul.mutate()}>
        {m.invoices.void}
      </Button>
    </>
  );
  return (
    <>
      <Button look="danger" onClick={() => setOpen(true)}>
        {m.invoices.void}
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={m.invoices.void} footer={footer}>
        <p className="text-sm">{m.invoices.void_body(invoice.number ?? "")}</p>
        <FormProblem error={annul.error} />
      </Dialog>
    </>
  );
}
