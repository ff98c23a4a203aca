import { Trash2 } from "lucide-react";
import { useState } from "react";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { InvoiceItem } from "@/api/types";
import { m } from "@/app/messages";
import { IconButton } from "@/ui/button";
import { FormDialog } from "@/ui/form-dialog";
import { formatMoney } from "@/ui/format";
import { useLocale } from "@/ui/locale";

/** Take a line back that still waits. The server refuses when an invoice was faster, and says so. */
export function DeleteItem({ item }: { item: InvoiceItem }) {
  const [open, setOpen] = useState(false);
  const { locale } = useLocale();
  const t = m.items;
  // A test company has a clock of its own: the company is named, so that what is done carries its time.
  const params = { path: { item_id: item.id }, query: { company: item.company_id } };
  return (
    <>
      <IconButton label={t.delete_of(item.description)} onClick={() => setOpen(true)}>
        <Trash2 aria-hidden className="size-4" />
      </IconButton>
      {open ? (
        <FormDialog
          title={t.delete}
          submit={t.delete}
          look="danger"
          act={() => unwrap(api.DELETE("/api/v1/invoice-items/{item_id}", { params }))}
          stale={[["invoices"]]}
          said={() => t.deleted}
          onClose={() => setOpen(false)}
        >
          <p>{t.delete_body(item.description, formatMoney(item.amount.amount, item.amount.currency, locale))}</p>
        </FormDialog>
      ) : null}
    </>
  );
}
