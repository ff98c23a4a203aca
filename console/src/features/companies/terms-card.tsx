import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { api } from "@/api/client";
import { Problem, unwrap } from "@/api/problem";
import type { Company } from "@/api/types";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
import { termsQuery } from "@/features/billing/data";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { TextField } from "@/ui/field";
import { LinesSkeleton } from "@/ui/skeleton";
import { ErrorState, FormProblem } from "@/ui/states";
import { ThresholdFields } from "@/ui/threshold-fields";
import { useToast } from "@/ui/toast";
import { PartFields } from "./part-fields";
import { termsBody, termsDraftOf, type PartDraft, type Terms, type TermsDraft } from "./terms-draft";

const CURRENCIES_MAX = 20;

/** How the company is billed: who sees its invoices reads it, who may credit them agrees on it. */
export function TermsCard({ company }: { company: Company }) {
  const mayRead = useCan("invoices.read");
  const query = useQuery({ ...termsQuery(company.id), enabled: mayRead });
  if (!mayRead) return null;
  return (
    <Card title={m.terms.title} note={m.terms.note}>
      {query.isPending ? (
        <LinesSkeleton lines={4} />
      ) : query.isError ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <TermsForm company={company} terms={query.data} />
      )}
    </Card>
  );
}

function TermsForm({ company, terms }: { company: Company; terms: Terms }) {
  const mayChange = useCan("invoices.manage");
  const [draft, setDraft] = useState(() => termsDraftOf(terms));
  const save = useAgreement(company.id, setDraft);
  const problem = save.error instanceof Problem ? save.error : null;
  const change = (part: Partial<TermsDraft>) => {
    save.reset();
    setDraft((before) => ({ ...before, ...part }));
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    save.mutate(termsBody(draft));
  };
  const part = (name: "early" | "late") => ({
    title: m.terms[name],
    part: draft[name],
    onChange: (told: Partial<PartDraft>) => change({ [name]: { ...draft[name], ...told } }),
  });
  return (
    <form onSubmit={submit}>
      <fieldset disabled={!mayChange} className="flex flex-col gap-4">
        <Days draft={draft} problem={problem} onChange={change} />
        <ThresholdFields
          words={m.terms.thresholds}
          most={CURRENCIES_MAX}
          rows={draft.thresholds}
          currency={company.currency}
          problem={(field) => problem?.for(field)}
          onChange={(thresholds) => change({ thresholds })}
        />
        <PartFields
          {...part("early")}
          days={{
            label: m.terms.early_days,
            hint: m.terms.early_hint,
            error: problem?.for("early_discount/days"),
          }}
          problem={(field) => problem?.for(`early_discount/${field}`) ?? problem?.for("early_discount")}
        />
        <PartFields
          {...part("late")}
          days={{ label: m.terms.late_days, hint: m.terms.late_hint, error: problem?.for("late_fee/after_days") }}
          problem={(field) => problem?.for(`late_fee/${field}`) ?? problem?.for("late_fee")}
        />
        <FormProblem error={save.error} />
        {mayChange ? (
          <div>
            <Button type="submit" look="primary" busy={save.isPending}>
              {m.terms.save}
            </Button>
          </div>
        ) : null}
      </fieldset>
    </form>
  );
}

type DaysProps = { draft: TermsDraft; problem: Problem | null; onChange: (part: Partial<TermsDraft>) => void };

function Days({ draft, problem, onChange }: DaysProps) {
  const t = m.terms;
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <TextField
        type="number"
        label={t.grace_days}
        hint={t.grace_hint}
        value={draft.grace_days}
        onChange={(event) => onChange({ grace_days: event.target.value })}
        error={problem?.for("grace_days")}
        min={0}
        max={30}
        required
      />
      <TextField
        type="number"
        label={t.net_days}
        hint={t.net_hint}
        value={draft.net_days}
        onChange={(event) => onChange({ net_days: event.target.value })}
        error={problem?.for("net_days")}
        min={0}
        max={365}
      />
    </div>
  );
}

/** What the server made of the terms stands in the fields afterwards. */
function useAgreement(company: string, onAgreed: (draft: TermsDraft) => void) {
  const client = useQueryClient();
  const say = useToast();
  return useMutation({
    mutationFn: (body: ReturnType<typeof termsBody>) =>
      unwrap(api.PUT("/api/v1/billing/terms", { params: { query: { company } }, body })),
    onSuccess: (after) => {
      client.setQueryData(termsQuery(company).queryKey, after);
      onAgreed(termsDraftOf(after));
      say(m.kit.saved);
    },
  });
}
