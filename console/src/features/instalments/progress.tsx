import type { InstalmentPlan } from "@/api/types";
import { m } from "@/app/messages";
import { dividedDecimals, forPixels, isZero } from "@/ui/decimal";
import { formatMoney } from "@/ui/format";
import { useLocale } from "@/ui/locale";
import { paidOf } from "./plan-text";

/** How much of a plan is paid: a bar for the eye, both amounts for everybody. */
export function Progress({ plan }: { plan: InstalmentPlan }) {
  const { locale } = useLocale();
  const { amount, currency } = plan.amount;
  const paid = paidOf(plan).amount;
  const share = isZero(amount) ? "0" : dividedDecimals(paid, amount, 4);
  return (
    <span className="flex min-w-36 flex-col gap-1 py-1.5">
      <span className="nums text-sm leading-tight whitespace-nowrap">
        {m.instalments.paid_of(formatMoney(paid, currency, locale), formatMoney(amount, currency, locale))}
      </span>
      <span aria-hidden className="bg-neutral-soft h-1.5 w-full overflow-hidden rounded-full">
        <span
          className={`block h-full rounded-full ${plan.state === "defaulted" ? "bg-bad" : "bg-good"}`}
          style={{ width: `${forPixels(share) * 100}%` }}
        />
      </span>
    </span>
  );
}
