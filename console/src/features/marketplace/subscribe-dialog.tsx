import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { Module, Plan } from "@/api/types";
import { useCompanyParam, useSelectedCompany } from "@/app/company";
import { m } from "@/app/messages";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { useLocale } from "@/ui/locale";
import { FormProblem } from "@/ui/states";
import { useToast } from "@/ui/toast";
import { trialText } from "./trial-text";

export function SubscribeDialog({ module, plan, onClose }: { module: Module; plan: Plan; onClose: () => void }) {
  const company = useCompanyParam();
  const selected = useSelectedCompany();
  const client = useQueryClient();
  const navigate = useNavigate();
  const say = useToast();
  const { locale } = useLocale();
  const trial = selected ? trialText(plan, selected.currency, locale) : null;
  const subscribe = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST("/api/v1/subscriptions", {
          params: { query: { company } },
          body: { module_id: module.id, plan_id: plan.id },
        }),
      ),
    onSuccess: async (subscription) => {
      await client.invalidateQueries({ queryKey: ["subscriptions"] });
      say(m.marketplace.subscribed_to(module.name));
      await navigate({ to: "/subscriptions/$subscriptionId", params: { subscriptionId: subscription.id } });
    },
  });
  const footer = (
    <>
      <Button onClick={onClose}>{m.kit.cancel}</Button>
      <Button look="primary" busy={subscribe.isPending} onClick={() => subscribe.mutate()}>
        {m.marketplace.subscribe}
      </Button>
    </>
  );
  return (
    <Dialog open onClose={onClose} title={m.marketplace.subscribe_title(module.name)} footer={footer}>
      <p className="mb-3 text-sm">{m.marketplace.subscribe_body(selected?.name ?? "", plan.name)}</p>
      {trial ? (
        <p className="bg-info-soft text-info mb-3 rounded-md px-3 py-2 text-sm">
          <span className="font-medium">{trial}</span> {m.marketplace.trial_once}
        </p>
      ) : (
        <p className="text-ink-2 mb-3 text-sm">{m.marketplace.due_in_advance}</p>
      )}
      <FormProblem error={subscribe.error} />
    </Dialog>
  );
}
