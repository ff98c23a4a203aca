import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { Subscription } from "@/api/types";
import { m } from "@/app/messages";
import { field } from "@/features/companies/forms";
import { Choices } from "@/ui/choices";
import { SelectField } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { useLocale } from "@/ui/locale";
import { LinesSkeleton } from "@/ui/skeleton";
import { ErrorState } from "@/ui/states";
import { moduleQuery } from "./data";
import { priceText } from "./price-text";

const WHENS = ["now", "next_period"] as const;
type When = (typeof WHENS)[number];
type Props = { subscription: Subscription; onClose: () => void };

export function ChangePlanDialog({ subscription, onClose }: Props) {
  const [planId, setPlanId] = useState<string | null>(null);
  const t = m.subscriptions;
  const change = (form: FormData) =>
    unwrap(
      api.POST("/api/v1/subscriptions/{subscription_id}/change", {
        params: { path: { subscription_id: subscription.id } },
        body: { plan_id: field(form, "plan"), when: field(form, "when") as When },
      }),
    );
  return (
    <FormDialog
      title={t.change}
      description={t.change_hint}
      submit={t.change}
      disabled={planId === null}
      act={change}
      stale={[["subscriptions"]]}
      said={() => t.changed}
      onClose={onClose}
    >
      <OtherPlans subscription={subscription} chosen={planId} onChoose={setPlanId} />
      <SelectField
        name="when"
        label={t.change_when}
        options={WHENS.map((value) => ({ value, label: t.change_whens[value] }))}
      />
    </FormDialog>
  );
}

type PlansProps = { subscription: Subscription; chosen: string | null; onChoose: (id: string) => void };

function OtherPlans({ subscription: { module, plan: own, currency }, chosen, onChoose }: PlansProps) {
  const { locale } = useLocale();
  const query = useQuery(moduleQuery(module.id));
  if (query.isPending) return <LinesSkeleton lines={3} />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const plans = query.data.plans.filter((plan) => plan.id !== own.id);
  if (plans.length === 0) return <p className="text-ink-2">{m.subscriptions.no_other_plan}</p>;
  const choices = plans.map((plan) => ({
    value: plan.id,
    label: plan.name,
    hint: plan.prices
      .filter((price) => price.currency === currency)
      .map((price) => priceText(price, locale))
      .join(" + "),
  }));
  return <Choices name="plan" legend={m.fields.plan} hideLegend choices={choices} value={chosen} onChoose={onChoose} />;
}
