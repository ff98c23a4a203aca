import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import type { Module, Plan, Subscription } from "@/api/types";
import { useCompanyParam, useSelectedCompany } from "@/app/company";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
import { Badge } from "@/ui/badge";
import { Button, ButtonLink, TextLink } from "@/ui/button";
import { PageFrame } from "@/ui/page";
import { PageSkeleton } from "@/ui/skeleton";
import { ErrorState } from "@/ui/states";
import { moduleQuery, subscriptionsQuery } from "./data";
import { PlanCard } from "./plan-card";
import { SubscribeDialog } from "./subscribe-dialog";

export function ModulePage() {
  const { moduleId } = useParams({ from: "/shell/marketplace/$moduleId" });
  const query = useQuery(moduleQuery(moduleId));
  if (query.isPending) {
    return (
      <PageFrame title={m.nav.marketplace}>
        <PageSkeleton />
      </PageFrame>
    );
  }
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  return <ModuleView module={query.data} />;
}

function ModuleView({ module }: { module: Module }) {
  const company = useSelectedCompany();
  const param = useCompanyParam();
  const owned = useQuery({ ...subscriptionsQuery(param, { state: "active" }), enabled: company !== null });
  const subscription = owned.data?.items.find((candidate) => candidate.module.id === module.id);
  const [chosen, setChosen] = useState<Plan | null>(null);
  return (
    <PageFrame
      title={module.name}
      above={<TextLink to="/marketplace">{m.nav.marketplace}</TextLink>}
      badge={subscription ? <Badge tone="good">{m.marketplace.subscribed}</Badge> : null}
      lead={module.summary}
    >
      <p className="text-ink-2 max-w-prose text-sm">{module.description}</p>
      {company ? null : (
        <p className="bg-info-soft text-info rounded-md px-3 py-2 text-sm">{m.marketplace.choose_company}</p>
      )}
      <ul className="grid items-start gap-4 lg:grid-cols-2 xl:grid-cols-3">
        {module.plans.map((plan) => (
          <PlanCard key={plan.id} moduleId={module.id} plan={plan} currency={company?.currency}>
            <PlanAction
              plan={plan}
              subscription={subscription}
              ready={company !== null}
              onChoose={() => setChosen(plan)}
            />
          </PlanCard>
        ))}
      </ul>
      {chosen ? <SubscribeDialog module={module} plan={chosen} onClose={() => setChosen(null)} /> : null}
    </PageFrame>
  );
}

type ActionProps = { plan: Plan; subscription: Subscription | undefined; ready: boolean; onChoose: () => void };

function PlanAction({ plan, subscription, ready, onChoose }: ActionProps) {
  const mayBuy = useCan("subscriptions.manage");
  if (!mayBuy || !ready) return null;
  if (!subscription) {
    return (
      <Button look="primary" className="w-full" onClick={onChoose}>
        {m.marketplace.subscribe}
      </Button>
    );
  }
  const label = subscription.plan.id === plan.id ? m.marketplace.current_plan : m.marketplace.change_plan;
  return (
    <ButtonLink to="/subscriptions/$subscriptionId" params={{ subscriptionId: subscription.id }} className="w-full">
      {label}
    </ButtonLink>
  );
}
