import { useState } from "react";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { InstalmentPlan } from "@/api/types";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
import { PayDialog } from "@/features/payments/pay-dialog";
import { Button } from "@/ui/button";
import { formatMoney } from "@/ui/format";
import { useLocale } from "@/ui/locale";
import { isActive } from "./plan-text";

const i = m.instalments;

/** Early settlement: all that is left, at once. */
export function SettlePlan({ plan }: { plan: InstalmentPlan }) {
  const [open, setOpen] = useState(false);
  const { locale } = useLocale();
  if (!useCan("payments.manage") || !isActive(plan)) return null;
  const amount = formatMoney(plan.left.amount, plan.left.currency, locale);
  const params = { path: { plan_id: plan.id } };
  return (
    <>
      <Button look="primary" onClick={() => setOpen(true)}>
        {i.settle(amount)}
      </Button>
      {open ? (
        <PayDialog
          company={plan.company_id}
          title={i.settle_title}
          hint={i.settle_hint}
          body={i.settle_body(amount, plan.invoice_number)}
          submit={i.settle(amount)}
          pay={(body) => unwrap(api.POST("/api/v1/instalment-plans/{plan_id}/settlement", { params, body }))}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </>
  );
}
