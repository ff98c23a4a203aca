import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { Job } from "@/api/types";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
import { Button } from "@/ui/button";
import { FormProblem } from "@/ui/states";
import { useToast } from "@/ui/toast";

const RETRIABLE = new Set<Job["state"]>(["dead", "canceled"]);
const CANCELABLE = new Set<Job["state"]>(["queued", "running"]);

/** New attempts for what is dead or canceled; an end to what waits or runs. */
export function JobActions({ job }: { job: Job }) {
  const mayManage = useCan("jobs.manage");
  const path = { params: { path: { job_id: job.id } } };
  const retry = useJobChange(
    () => unwrap(api.POST("/api/v1/jobs/{job_id}/retry", path)),
    (after) => m.jobs.retried(after.kind),
  );
  const cancel = useJobChange(
    () => unwrap(api.POST("/api/v1/jobs/{job_id}/cancel", path)),
    (after) => (after.state === "canceled" ? m.jobs.canceled(after.kind) : m.jobs.cancel_asked(after.kind)),
  );
  if (!mayManage) return null;
  return (
    <>
      <FormProblem error={retry.error ?? cancel.error} />
      <div className="flex gap-2">
        {RETRIABLE.has(job.state) ? (
          <Button look="primary" busy={retry.isPending} onClick={() => retry.mutate()}>
            {m.jobs.retry}
          </Button>
        ) : null}
        {CANCELABLE.has(job.state) && !job.cancel_requested ? (
          <Button look="danger" busy={cancel.isPending} onClick={() => cancel.mutate()}>
            {m.jobs.cancel}
          </Button>
        ) : null}
      </div>
    </>
  );
}

function useJobChange(change: () => Promise<Job>, said: (after: Job) => string) {
  const client = useQueryClient();
  const say = useToast();
  return useMutation({
    mutationFn: change,
    onSuccess: async (after) => {
      say(said(after));
      await client.invalidateQueries({ queryKey: ["jobs"] });
    },
  });
}
