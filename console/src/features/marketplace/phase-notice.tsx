import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { Subscription } from "@/api/types";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
import { Button } from "@/ui/button";
import { FormProblem } from "@/ui/states";
import { Day } from "@/ui/time";
import { useToast } from "@/ui/toast";

/** That a trial runs, or a pause runs or is planned, and the way out of it; out of a pause it is the operator's. */
export function PhaseNotice({ subscription }: { subscription: Subscription }) {
  const { state, phase, trial, pause } = subscription;
  if (state !== "active") return null;
  if (phase === "trial" && trial) {
    return (
      <Notice subscription={subscription} way="trial/end" ending={subscription.cancel_at !== null}>
        {m.subscriptions.trial.runs} <Day day={trial.ends_on} />
      </Notice>
    );
  }
  if (!pause) return null;
  const t = m.subscriptions.pausing;
  return (
    <Notice subscription={subscription} way="unpause" ending={false}>
      {t.from} <Day day={pause.first_day} />
      {pause.next_day ? (
        <>
          {" "}
          {t.up_to} <Day day={pause.next_day} />
        </>
      ) : (
        ` ${t.open}`
      )}
    </Notice>
  );
}

type Way = "trial/end" | "unpause";
const NEEDED = { "trial/end": "subscriptions.manage", unpause: "catalogue.manage" } as const;
type NoticeProps = { subscription: Subscription; way: Way; ending: boolean; children: ReactNode };

function Notice({ subscription, way, ending, children }: NoticeProps) {
  const mayManage = useCan("subscriptions.manage");
  const mayLeave = useCan(NEEDED[way]) && mayManage;
  const client = useQueryClient();
  const say = useToast();
  const texts = way === "unpause" ? m.subscriptions.unpausing : m.subscriptions.trial;
  const params = { path: { subscription_id: subscription.id } };
  const leave = useMutation({
    mutationFn: () =>
      way === "unpause"
        ? unwrap(api.POST("/api/v1/subscriptions/{subscription_id}/unpause", { params, body: { on: null } }))
        : unwrap(api.POST("/api/v1/subscriptions/{subscription_id}/trial/end", { params })),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["subscriptions"] });
      say(texts.done);
    },
  });
  return (
    <div className="bg-info-soft text-info flex flex-wrap items-center gap-3 rounded-md px-3 py-2 text-sm">
      <p>{children}</p>
      {mayLeave && !ending ? (
        <Button busy={leave.isPending} onClick={() => leave.mutate()}>
          {texts.leave}
        </Button>
      ) : null}
      <FormProblem error={leave.error} />
    </div>
  );
}
