import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { api } from "@/api/client";
import { Problem, unwrap } from "@/api/problem";
import type { DunningPolicy } from "@/api/types";
import { useCompanyParam, useSelectedCompany } from "@/app/company";
import { m } from "@/app/messages";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { FormDialog } from "@/ui/form-dialog";
import { LinesSkeleton } from "@/ui/skeleton";
import { ErrorState, FormProblem } from "@/ui/states";
import { Time } from "@/ui/time";
import { ThresholdFields } from "@/ui/threshold-fields";
import { useToast } from "@/ui/toast";
import { messagesQuery, policyQuery } from "./data";
import { policyBody, policyDraftOf, type PolicyDraft } from "./policy-draft";
import { RetryFields } from "./retry-fields";
import { StepFields } from "./step-fields";

const d = m.dunning;
const THRESHOLDS_MAX = 50;

/** The policy in force: the operator's, or with a company chosen the one for that company. */
export function PolicyCard() {
  const company = useCompanyParam();
  const selected = useSelectedCompany();
  const query = useQuery(policyQuery(company));
  const policy = query.data;
  return (
    <Card
      title={selected ? d.policy_of(selected.name) : d.policy}
      note={policy ? <Version policy={policy} /> : null}
      actions={policy && company && policy.company_id ? <DropPolicy company={company} /> : null}
    >
      {query.isPending ? (
        <LinesSkeleton lines={8} />
      ) : query.isError ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <PolicyForm key={`${query.data.company_id} ${query.data.version}`} policy={query.data} company={company} />
      )}
    </Card>
  );
}

function Version({ policy }: { policy: DunningPolicy }) {
  return (
    <span className="flex flex-wrap items-center gap-2">
      <Badge>{policy.version === 0 ? d.shipped : d.version(policy.version)}</Badge>
      {policy.changed_at ? <Time at={policy.changed_at} /> : null}
    </span>
  );
}

type FormProps = { policy: DunningPolicy; company: string | undefined };

function PolicyForm({ policy, company }: FormProps) {
  const [draft, setDraft] = useState(() => policyDraftOf(policy));
  const { data: messages } = useQuery(messagesQuery);
  const save = useSaved(company);
  const change = (part: Partial<PolicyDraft>) => {
    save.reset();
    setDraft((before) => ({ ...before, ...part }));
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!save.isPending) save.mutate(draft);
  };
  const refused = save.error instanceof Problem ? save.error : null;
  const fields = { draft, onChange: change, problem: (name: string) => refused?.for(name) };
  const keys = [
    ...new Set([...(messages ?? []), ...draft.steps.map((one) => ({ key: one.message }))].map((one) => one.key)),
  ];
  return (
    <form onSubmit={submit} className="flex flex-col gap-5 text-sm">
      <p className="text-ink-2">
        {company ? `${policy.company_id ? d.own : d.follows} ` : null}
        {d.open_keep}
      </p>
      <StepFields {...fields} messages={keys.toSorted()} />
      <RetryFields {...fields} />
      <ThresholdFields
        words={d.thresholds}
        most={THRESHOLDS_MAX}
        rows={draft.thresholds}
        problem={fields.problem}
        onChange={(thresholds) => change({ thresholds })}
      />
      <FormProblem error={save.error} />
      <div>
        <Button type="submit" look="primary" busy={save.isPending}>
          {d.save}
        </Button>
      </div>
    </form>
  );
}

function useSaved(company: string | undefined) {
  const client = useQueryClient();
  const say = useToast();
  return useMutation({
    mutationFn: (draft: PolicyDraft) =>
      unwrap(api.PUT("/api/v1/dunning-policy", { params: { query: { company } }, body: policyBody(draft) })),
    onSuccess: (after) => {
      client.setQueryData(policyQuery(company).queryKey, after);
      say(m.kit.saved);
    },
  });
}

function DropPolicy({ company }: { company: string }) {
  const [open, setOpen] = useState(false);
  const params = { query: { company } };
  return (
    <>
      <Button size="sm" onClick={() => setOpen(true)}>
        {d.drop}
      </Button>
      {open ? (
        <FormDialog
          title={d.drop_title}
          submit={d.drop}
          look="danger"
          act={() => unwrap(api.DELETE("/api/v1/dunning-policy", { params }))}
          stale={[["dunning"]]}
          said={() => d.dropped}
          onClose={() => setOpen(false)}
        >
          <p>{d.drop_body}</p>
        </FormDialog>
      ) : null}
    </>
  );
}
