import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { Subscription } from "@/api/types";
import { m } from "@/app/messages";
import { field } from "@/features/companies/forms";
import { Choices } from "@/ui/choices";
import { FormDialog } from "@/ui/form-dialog";

const WHENS = ["period_end", "now"] as const;
type When = (typeof WHENS)[number];

export function CancelDialog({ subscription, onClose }: { subscription: Subscription; onClose: () => void }) {
  const t = m.subscriptions;
  const cancel = (form: FormData) =>
    unwrap(
      api.POST("/api/v1/subscriptions/{subscription_id}/cancel", {
        params: { path: { subscription_id: subscription.id } },
        body: { when: field(form, "when") as When },
      }),
    );
  return (
    <FormDialog
      title={t.cancel_title(subscription.module.name)}
      submit={t.cancel}
      look="danger"
      dismiss={t.keep}
      act={cancel}
      stale={[["subscriptions"]]}
      said={() => t.canceled}
      onClose={onClose}
    >
      <Choices
        name="when"
        legend={t.when}
        defaultValue="period_end"
        choices={WHENS.map((value) => ({ value, ...t.whens[value] }))}
      />
    </FormDialog>
  );
}
