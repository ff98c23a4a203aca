import { useMutation, useQueryClient } from "@tanstack/react-query";
import { RotateCcw } from "lucide-react";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { ProviderNotice } from "@/api/types";
import { m } from "@/app/messages";
import { Button } from "@/ui/button";
import { FormProblem } from "@/ui/states";
import { useToast } from "@/ui/toast";

/** Has a notice handled once more, whatever came of it the first time. */
export function ReplayNotice({ notice }: { notice: Pick<ProviderNotice, "id"> }) {
  const client = useQueryClient();
  const say = useToast();
  const params = { path: { notice_id: notice.id } };
  const replay = useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/payment-notices/{notice_id}/replay", { params })),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["notices"] });
      say(m.notices.replayed);
    },
  });
  return (
    <>
      {replay.error ? (
        <div className="w-full">
          <FormProblem error={replay.error} />
        </div>
      ) : null}
      <p className="text-ink-3 me-auto max-w-sm self-center text-xs">{m.notices.replay_hint}</p>
      <Button busy={replay.isPending} onClick={() => replay.mutate()}>
        <RotateCcw aria-hidden className="size-3.5" />
        {m.notices.replay}
      </Button>
    </>
  );
}
