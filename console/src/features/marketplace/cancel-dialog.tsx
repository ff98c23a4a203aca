import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { Subscription } from "@/api/types";
import { m } from "@/app/messages";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { FormProblem } from "@/ui/states";
import { useToast } from "@/ui/toast";

const WHENS = ["period_end", "now"] as const;

export function CancelDialog({ subscription, onClose }: { subscription: Subscription; onClose: () => void }) {
  const [when, setWhen] = useState<(typeof WHENS)[number]>("period_end");
  const client = useQueryClient();
  const say = useToast();
  const cancel = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST("/api/v1/subscriptions/{subscription_id}/cancel", {
          params: { path: { subscription_id: subscription.id } },
          body: { when },
        }),
      ),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["subscriptions"] });
      say(m.subscriptions.canceled);
      onClose();
    },
  });
  const footer = (
    <>
      <Button onClick={onClose}>{m.subscriptions.keep}</Button>
      <Button look="danger" busy={cancel.isPending} onClick={() => cancel.mutate()}>
        {m.subscriptions.cancel}
      </Button>
    </>
  );
  return (
    <Dialog open onClose={onClose} title={m.subscriptions.cancel_title(subscription.module.name)} footer={footer}>
      <fieldset className="mb-3 flex flex-col gap-2">
        <legend className="mb-2 text-sm">{m.subscriptions.when}</legend>
        {WHENS.map((choice) => (
          <label
            key={choice}
            className="has-checked:border-accent has-checked:bg-accent-soft flex cursor-pointer items-start gap-3 rounded-lg border p-3"
          >
            <input
              type="radio"
              name="when"
              className="accent-accent mt-1"
              checked={when === choice}
              onChange={() => setWhen(choice)}
            />
            <span className="text-sm">
              <span className="block font-medium">{m.subscriptions.whens[choice].label}</span>
              <span className="text-ink-2">{m.subscriptions.whens[choice].hint}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <FormProblem error={cancel.error} />
    </Dialog>
  );
}
