import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { Subscription } from "@/api/types";
import { m } from "@/app/messages";
import { field } from "@/features/companies/forms";
import { Choices } from "@/ui/choices";
import { TextField } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";

const STARTS = ["next_period", "now"] as const;
type Start = (typeof STARTS)[number];

export function PauseDialog({ subscription, onClose }: { subscription: Subscription; onClose: () => void }) {
  const t = m.subscriptions.pausing;
  const pause = (form: FormData) =>
    unwrap(
      api.POST("/api/v1/subscriptions/{subscription_id}/pause", {
        params: { path: { subscription_id: subscription.id } },
        body: { effective: field(form, "effective") as Start, until: field(form, "until") || null },
      }),
    );
  return (
    <FormDialog
      title={t.title(subscription.module.name)}
      description={t.body}
      submit={t.pause}
      act={pause}
      stale={[["subscriptions"]]}
      said={() => t.done}
      onClose={onClose}
    >
      {(problem) => (
        <>
          <Choices
            name="effective"
            legend={t.when}
            defaultValue="next_period"
            choices={STARTS.map((value) => ({ value, ...t.starts[value] }))}
          />
          <TextField name="until" type="date" label={t.until} hint={t.until_hint} error={problem?.for("until")} />
        </>
      )}
    </FormDialog>
  );
}
