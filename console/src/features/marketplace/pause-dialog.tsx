import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { Subscription } from "@/api/types";
import { m } from "@/app/messages";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { TextField } from "@/ui/field";
import { FormProblem } from "@/ui/states";
import { useToast } from "@/ui/toast";

const STARTS = ["next_period", "now"] as const;
type Start = (typeof STARTS)[number];

export function PauseDialog({ subscription, onClose }: { subscription: Subscription; onClose: () => void }) {
  const [effective, setEffective] = useState<Start>("next_period");
  const [until, setUntil] = useState("");
  const client = useQueryClient();
  const say = useToast();
  const t = m.subscriptions.pausing;
  const pause = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST("/api/v1/subscriptions/{subscription_id}/pause", {
          params: { path: { subscription_id: subscription.id } },
          body: { effective, until: until || null },
        }),
      ),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["subscriptions"] });
      say(t.done);
      onClose();
    },
  });
  const footer = (
    <>
      <Button onClick={onClose}>{m.kit.cancel}</Button>
      <Button look="primary" busy={pause.isPending} onClick={() => pause.mutate()}>
        {t.pause}
      </Button>
    </>
  );
  return (
    <Dialog open onClose={onClose} title={t.title(subscription.module.name)} description={t.body} footer={footer}>
      <fieldset className="mb-3 flex flex-col gap-2">
        <legend className="mb-2 text-sm">{t.when}</legend>
        {STARTS.map((start) => (
          <label
            key={start}
            className="has-checked:border-accent has-checked:bg-accent-soft flex cursor-pointer items-start gap-3 rounded-lg border p-3"
          >
            <input
              type="radio"
              name="effective"
              className="accent-accent mt-1"
              checked={effective === start}
              onChange={() => setEffective(start)}
            />
            <span className="text-sm">
              <span className="block font-medium">{t.starts[start].label}</span>
              <span className="text-ink-2">{t.starts[start].hint}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <TextField
        type="date"
        label={t.until}
        hint={t.until_hint}
        value={until}
        onChange={(event) => setUntil(event.target.value)}
      />
      <FormProblem error={pause.error} />
    </Dialog>
  );
}
