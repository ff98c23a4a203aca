import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import type { InstalmentPlan } from "@/api/types";
import { m } from "@/app/messages";
import { TextLink } from "@/ui/button";
import { formatDay, formatMoney } from "@/ui/format";
import { useLocale } from "@/ui/locale";
import { lastDayOf, overdueParts } from "./plan-text";

const i = m.instalments;

/** How the plan stands, in a sentence; what is wrong or about to be stands out. */
export function PlanNotice({ plan }: { plan: InstalmentPlan }) {
  const { locale } = useLocale();
  const late = overdueParts(plan)[0];
  if (plan.state === "defaulted") {
    return (
      <Notice look="bg-bad-soft text-bad" title={i.defaulted_title}>
        {i.defaulted_body}{" "}
        <TextLink to="/invoices/$invoiceId" params={{ invoiceId: plan.invoice_id }} className="text-inherit underline">
          {i.see_invoice}
        </TextLink>
      </Notice>
    );
  }
  if (late) {
    const missing = formatMoney(late.left.amount, late.left.currency, locale);
    return (
      <Notice look="bg-warn-soft text-warn" title={i.overdue_title(late.number, missing)}>
        {i.overdue_body(formatDay(lastDayOf(late.due_on, plan.grace_days), locale))}
      </Notice>
    );
  }
  return (
    <p role="status" className="text-ink-2 -mt-2 text-sm">
      {i.means[plan.state]}
    </p>
  );
}

function Notice({ look, title, children }: { look: string; title: string; children: ReactNode }) {
  return (
    <div role="status" className={`flex gap-2.5 rounded-lg px-4 py-3 text-sm ${look}`}>
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div>
        <p className="font-semibold">{title}</p>
        <p>{children}</p>
      </div>
    </div>
  );
}
