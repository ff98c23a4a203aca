import { useNavigate } from "@tanstack/react-router";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { Module, Plan } from "@/api/types";
import { useCompanyParam, useSelectedCompany } from "@/app/company";
import { m } from "@/app/messages";
import { FormDialog } from "@/ui/form-dialog";
import { useLocale } from "@/ui/locale";
import { trialText } from "./trial-text";

export function SubscribeDialog({ module, plan, onClose }: { module: Module; plan: Plan; onClose: () => void }) {
  const company = useCompanyParam();
  const selected = useSelectedCompany();
  const navigate = useNavigate();
  const { locale } = useLocale();
  const t = m.marketplace;
  const trial = selected ? trialText(plan, selected.currency, locale) : null;
  const body = { module_id: module.id, plan_id: plan.id };
  return (
    <FormDialog
      title={t.subscribe_title(module.name)}
      submit={t.subscribe}
      act={() => unwrap(api.POST("/api/v1/subscriptions", { params: { query: { company } }, body }))}
      stale={[["subscriptions"]]}
      said={() => t.subscribed_to(module.name)}
      onDone={({ id }) => navigate({ to: "/subscriptions/$subscriptionId", params: { subscriptionId: id } })}
      onClose={onClose}
    >
      <p>{t.subscribe_body(selected?.name ?? "", plan.name)}</p>
      {trial ? (
        <p className="bg-info-soft text-info rounded-md px-3 py-2">
          <span className="font-medium">{trial}</span> {t.trial_once}
        </p>
      ) : (
        <p className="text-ink-2">{t.due_in_advance}</p>
      )}
    </FormDialog>
  );
}
