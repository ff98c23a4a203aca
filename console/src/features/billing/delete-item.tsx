import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { useState } from "react";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { InvoiceItem } from "@/api/types";
import { m } from "@/app/messages";
import { Button, IconButton } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { formatMoney } from "@/ui/format";
import { useLocale } from "@/ui/locale";
import { FormProblem } from "@/ui/states";
import { useToast } from "@/ui/toast";

/** Take a line back that still waits. The server refuses when an invoice was faster, and says so. */
export function DeleteItem({ item }: { item: InvoiceItem }) {
  const [open, setOpen] = useState(false);
  const { locale } = useLocale();
  const client = useQueryClient();
  const say = useToast();
  const t = m.items;
  // A test company has a clock of its own: the company is named, so that what is done carries its time.
  const params = { path: { item_id: item.id }, query: { company: item.company_id } };
  const remove = useMutation({
    mutationFn: () => unwrap(api.DELETE("/api/v1/invoice-items/{item_id}", { params })),
    onSuccess: async () => {
      setOpen(false);
      say(t.deleted);
      await client.invalidateQueries({ queryKey: ["invoices"] });
    },
  });
  const amount = formatMoney(item.amount.amount, item.amount.currency, locale);
  const footer = (
    <>
      <Button onClick={() => setOpen(false)}>{m.kit.cancel}</Button>
      <Button look="danger" busy={remove.isPending} onClick={() => remove.mutate()}>
        {t.delete}
      </Button>
    </>
  );
  return (
    <>
      <IconButton label={t.delete_of(item.description)} onClick={() => setOpen(true)}>
        <Trash2 aria-hidden className="size-4" />
      </IconButton>
      <Dialog open={open} onClose={() => setOpen(false)} title={t.delete} footer={footer}>
        <p className="mb-3 text-sm">{t.delete_body(item.description, amount)}</p>
        <FormProblem error={remove.error} />
      </Dialog>
    </>
  );
}
