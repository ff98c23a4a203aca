import { useState } from "react";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { InstalmentPlan } from "@/api/types";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
import { Button } from "@/ui/button";
import { FormDialog } from "@/ui/form-dialog";
import { formatMoney } from "@/ui/format";
import { useLocale } from "@/ui/locale";
import { isActive } from "./plan-text";

const i = m.instalments;

export function CancelPlan({ plan }: { plan: InstalmentPlan }) {
  const [open, setOpen] = useState(false);
  const { locale } = useLocale();
  if (!useCan("instalments.manage") || !isActive(plan)) return null;
  const params = { path: { plan_id: plan.id } };
  return (
    <>
      <Button look="danger" onClick={() => setOpen(true)}>
        {i.cancel}
      </Button>
      {open ? (
        <FormDialog
          title={i.cancel_title}
          submit={i.cancel}
          look="danger"
          act={() => unwrap(api.POST("/api/v1/instalment-plans/{plan_id}/cancellation", { params }))}
          stale={[["instalments"], ["invoices"], ["payments"]]}
          said={() => i.canceled}
          onClose={() => setOpen(false)}
        >
          <p>{i.cancel_body(formatMoney(plan.left.amount, plan.left.currency, locale))}</p>
        </FormDialog>
      ) : null}
    </>
  );
}
