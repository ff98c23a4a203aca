import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { Plan, Subscription } from "@/api/types";
import { m } from "@/app/messages";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { SelectField } from "@/ui/field";
import { useLocale } from "@/ui/locale";
import { FormProblem } from "@/ui/states";
import { useToast } from "@/ui/toast";
import { moduleQuery } from "./data";
import { priceText } from "./price-text";

const WHENS = ["now", "next_period"] as const;
type When = (typeof WHENS)[number];

export function ChangePlanDialog({ subscription, onClose }: { subscription: Subscription; onClose: () => void }) {
  const [when, setWhen] = useState<When>("now");
  const [planId, setPlanId] = useState<string | null>(null);
  const { data: module } = useQuery(moduleQuery(subscription.module.id));
  const client = useQueryClient();
  const say = useToast();
  const change = useMutation({
    mutationFn: (plan_id: string) =>
      unwrap(
        api.POST("/api/v1/subscriptions/{subscription_id}/change", {
          params: { path: { subscription_id: subscription.id } },
          body: { plan_id, when },
        }),
      ),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["subscriptions"] });
      say(m.subscriptions.changed);
      onClose();
    },
  });
  const plans = module?.plans.filter((plan) => plan.id !== subscription.plan.id) ?? [];
  const footer = (
    <>
      <Button onClick={onClose}>{m.kit.cancel}</Button>
      <Button look="primary" disabled={!planId} busy={change.isPending} onClick={() => planId && change.mutate(planId)}>
        {m.subscriptions.change}
      </Button>
    </>
  );
  return (
    <Dialog
      open
      onClose={onClose}
      title={m.subscriptions.change}
      description={m.subscriptions.change_hint}
      footer={footer}
    >
      <fieldset className="mb-3 flex flex-col gap-2">
        <legend className="sr-only">{m.fields.plan}</legend>
        {plans.length === 0 ? <p className="text-ink-2 text-sm">{m.subscriptions.no_other_plan}</p> : null}
        {plans.map((plan) => (
          <PlanChoice
            key={plan.id}
            plan={plan}
            currency={subscription.currency}
            chosen={plan.id === planId}
            onChoose={setPlanId}
          />
        ))}
      </fieldset>
      <SelectField
        label={m.subscriptions.change_when}
        value={when}
        onChange={(event) => setWhen(event.target.value as When)}
        options={WHENS.map((value) => ({ value, label: m.subscriptions.change_whens[value] }))}
        fieldClass="mb-3"
      />
      <FormProblem error={change.error} />
    </Dialog>
  );
}

type ChoiceProps = { plan: Plan; currency: string; chosen: boolean; onChoose: (id: string) => void };

function PlanChoice({ plan, currency, chosen, onChoose }: ChoiceProps) {
  const { locale } = useLocale();
  const prices = plan.prices.filter((price) => price.currency === currency).map((price) => priceText(price, locale));
  return (
    <label className="has-checked:border-accent has-checked:bg-accent-soft flex cursor-pointer items-start gap-3 rounded-lg border p-3">
      <input
        type="radio"
        name="plan"
        className="accent-accent mt-1"
        checked={chosen}
        onChange={() => onChoose(plan.id)}
      />
      <span className="text-sm">
        <span className="block font-medium">{plan.name}</span>
        <span className="text-ink-2 nums">{prices.join(" + ")}</span>
      </span>
    </label>
  );
}
