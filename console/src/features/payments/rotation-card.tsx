import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import { useCompanyParam } from "@/app/company";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
import { Card } from "@/ui/card";
import { CheckField } from "@/ui/field";
import { LinesSkeleton } from "@/ui/skeleton";
import { ErrorState, FormProblem } from "@/ui/states";
import { useToast } from "@/ui/toast";
import { rotationQuery } from "./data";

const r = m.methods.rotation;

/** Whether a declined payment may be tried with the company's other methods: its consent, which it may take back. */
export function RotationCard() {
  const company = useCompanyParam();
  const query = useQuery(rotationQuery(company));
  const mayManage = useCan("payments.manage");
  const choice = useChoice(company);
  return (
    <Card title={r.title}>
      {query.isPending ? (
        <LinesSkeleton lines={2} />
      ) : query.isError ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <div className="flex max-w-2xl flex-col gap-3">
          <CheckField
            label={r.allow}
            hint={r.hint}
            checked={choice.isPending ? choice.variables : query.data.allowed}
            disabled={!mayManage || choice.isPending}
            onChange={(event) => choice.mutate(event.target.checked)}
          />
          <FormProblem error={choice.error} />
        </div>
      )}
    </Card>
  );
}

function useChoice(company: string | undefined) {
  const client = useQueryClient();
  const say = useToast();
  return useMutation({
    mutationFn: (allowed: boolean) =>
      unwrap(api.PUT("/api/v1/payment-method-rotation", { params: { query: { company } }, body: { allowed } })),
    onSuccess: (after) => {
      client.setQueryData(rotationQuery(company).queryKey, after);
      say(after.allowed ? r.allowed : r.taken_back);
    },
  });
}
