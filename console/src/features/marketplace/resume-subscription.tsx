import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { Subscription } from "@/api/types";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
import { Button } from "@/ui/button";
import { FormProblem } from "@/ui/states";
import { useToast } from "@/ui/toast";

/** Take back an end that has not come yet. */
export function ResumeSubscription({ subscription }: { subscription: Subscription }) {
  const mayManage = useCan("subscriptions.manage");
  const client = useQueryClient();
  const say = useToast();
  const resume = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST("/api/v1/subscriptions/{subscription_id}/resume", {
          params: { path: { subscription_id: subscription.id } },
        }),
      ),
    onSuccess: async () => {
      say(m.subscriptions.resumed(subscription.module.name));
      await client.invalidateQueries({ queryKey: ["subscriptions"] });
    },
  });
  if (!mayManage || subscription.state !== "active" || !subscription.cancel_at) return null;
  return (
    <>
      <Button size="sm" busy={resume.isPending} onClick={() => resume.mutate()}>
        {m.subscriptions.resume}
      </Button>
      <FormProblem error={resume.error} />
    </>
  );
}
