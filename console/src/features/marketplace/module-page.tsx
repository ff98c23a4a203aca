import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import type { Module, Plan, Subscription } from "@/api/types";
import { useCompanyParam, useSelectedCompany } from "@/app/company";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
import { Badge } from "@/ui/badge";
import { Button, ButtonLink, TextLink } from "@/ui/button";
import { Card } from "@/ui/card";
import { Isolated } from "@/ui/isolated";
import { PageFrame, UnreadPage } from "@/ui/page";
import { EmptyState } from "@/ui/states";
import { ModuleEditing } from "./module-editing";
import { moduleQuery, subscriptionsQuery } from "./data";
import { PlanCard } from "./plan-card";
import { SubscribeDialog } from "./subscribe-dialog";

export function ModulePage() {
  const { moduleId } = useParams({ from: "/shell/marketplace/$moduleId" });
  const query = useQuery(moduleQuery(moduleId));
  if (!query.isSuccess) {
    const above = <TextLink to="/marketplace">{m.nav.marketplace}</TextLink>;
    return <UnreadPage title={m.nav.marketplace} above={above} query={query} />;
  }
  return <ModuleView module={query.data} />;
}

function ModuleView({ module }: { module: Module }) {
  const company = useSelectedCompany();
  const param = useCompanyParam();
  const owned = useQuery({ ...subscriptionsQuery(param, { state: "active" }), enabled: company !== null });
  const subscription = owned.data?.items.find((candidate) => candidate.module.id === module.id);
  const [chosen, setChosen] = useState<Plan | null>(null);
  const mayEdit = useCan("catalogue.manage");
  // A retired plan is nobody's choice any more: only who has it sees it, and who runs the catalogue.
  const plans = module.plans.filter((plan) => mayEdit || plan.state === "active" || plan.id === subscription?.plan.id);
  return (
    <PageFrame
      title={module.name}
      above={<TextLink to="/marketplace">{m.nav.marketplace}</TextLink>}
      badge={subscription ? <Badge tone="good">{m.marketplace.subscribed}</Badge> : null}
      lead={module.summary}
      actions={mayEdit ? <ModuleEditing module={module} /> : null}
    >
      <p className="text-ink-2 max-w-prose text-sm">
        <Isolated>{module.description}</Isolated>
      </p>
      {company ? null : (
        <p className="bg-info-soft text-info rounded-md px-3 py-2 text-sm">{m.marketplace.choose_company}</p>
      )}
      {plans.length === 0 ? (
        <Card>
          <EmptyState kind="nothing_yet" {...m.catalogue.no_plans} />
        </Card>
      ) : null}
      <ul className="grid items-start gap-4 lg:grid-cols-2 xl:grid-cols-3">
        {plans.map((plan) => (
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
    if (plan.state !== "active" || plan.prices.length === 0) return null;
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
