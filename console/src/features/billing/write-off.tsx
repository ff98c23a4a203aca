import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { InvoiceDetail } from "@/api/types";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { FormProblem } from "@/ui/states";
import { useToast } from "@/ui/toast";

const OPEN = new Set(["issued", "past_due"]);

/** Give up on an invoice: it is not collected any more, and may still be paid. */
export function WriteOff({ invoice }: { invoice: InvoiceDetail }) {
  const [open, setOpen] = useState(false);
  const client = useQueryClient();
  const say = useToast();
  const mayWriteOff = useCan("invoices.manage");
  const path = { invoice_id: invoice.id };
  const writeOff = useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/invoices/{invoice_id}/uncollectible", { params: { path } })),
    onSuccess: async () => {
      setOpen(false);
      say(m.credits.written_off);
      await client.invalidateQueries({ queryKey: ["invoices"] });
    },
  });
  if (!mayWriteOff || !OPEN.has(invoice.state)) return null;
  const footer = (
    <>
      <Button onClick={() => setOpen(false)}>{m.kit.cancel}</Button>
      <Button look="danger" busy={writeOff.isPending} onClick={() => writeOff.mutate()}>
        {m.credits.write_off}
      </Button>
    </>
  );
  return (
    <>
      <Button onClick={() => setOpen(true)}>{m.credits.write_off}</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={m.credits.write_off} footer={footer}>
        <p className="text-sm">{m.credits.write_off_body(invoice.number ?? "")}</p>
        <FormProblem error={writeOff.error} />
      </Dialog>
    </>
  );
}
