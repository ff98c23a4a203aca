import { useQuery } from "@tanstack/react-query";
import type { InstalmentPlan } from "@/api/types";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
import { StatePill } from "@/ui/badge";
import { TextLink } from "@/ui/button";
import { Card } from "@/ui/card";
import { Day, Time } from "@/ui/time";
import { plansOfInvoice } from "./data";
import { isActive, nextPart } from "./plan-text";
import { Progress } from "./progress";

const i = m.instalments;

/** The plan by which the invoice is paid now. `known` once that has been asked, or may not or cannot be. */
export function useActivePlan(invoice: string) {
  const mayRead = useCan("payments.read");
  const query = useQuery({ ...plansOfInvoice(invoice), enabled: mayRead });
  return { plan: query.data?.items.find(isActive), known: !mayRead || !query.isPending };
}

/** Nothing where there never was a plan: most invoices are paid at once. */
export function PlansOfInvoice({ invoiceId }: { invoiceId: string }) {
  const query = useQuery({ ...plansOfInvoice(invoiceId), enabled: useCan("payments.read") });
  const plans = query.data?.items ?? [];
  if (plans.length === 0) return null;
  return (
    <Card title={i.of_invoice}>
      <ul className="divide-line -my-2 divide-y">
        {plans.map((plan) => (
          <Row key={plan.id} plan={plan} />
        ))}
      </ul>
    </Card>
  );
}

function Row({ plan }: { plan: InstalmentPlan }) {
  const next = nextPart(plan);
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 py-2 text-sm">
      <StatePill state={plan.state} />
      <TextLink to="/instalment-plans/$planId" params={{ planId: plan.id }}>
        {i.preview_sum(plan.parts.length)}
      </TextLink>
      <Progress plan={plan} />
      <span className={`ms-auto ${next?.state === "overdue" ? "text-bad font-medium" : "text-ink-2"}`}>
        {next ? (
          <>
            {i.next}: <Day day={next.due_on} />
          </>
        ) : (
          <>
            {i.ended}: <Time at={plan.ended_at} day />
          </>
        )}
      </span>
    </li>
  );
}
