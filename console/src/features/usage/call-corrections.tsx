import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { api } from "@/api/client";
import { Problem, unwrap } from "@/api/problem";
import type { CallCorrection, CallDetail } from "@/api/types";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Choices } from "@/ui/choices";
import { TextField } from "@/ui/field";
import { formatDuration } from "@/ui/format";
import { Money } from "@/ui/money";
import { FormProblem } from "@/ui/states";
import { Time } from "@/ui/time";
import { useToast } from "@/ui/toast";
import { standingOf } from "./call-standing";
import { correctionBody, waysOf, type CorrectionDraft } from "./correction-draft";

const REASON_MAX = 300;
const SECONDS_MAX = 366 * 86_400;

/** What was corrected of the call, and the operator's way to correct it. */
export function CallCorrections({ call }: { call: CallDetail }) {
  const mayCorrect = useCan("usage.correct");
  const [open, setOpen] = useState(false);
  if (call.corrections.length === 0 && !mayCorrect) return null;
  return (
    <section aria-labelledby="corrections" className="flex flex-col gap-3 border-t pt-4">
      <h3 id="corrections" className="text-base font-semibold">
        {m.calls.corrections}
      </h3>
      {call.corrections.length === 0 ? (
        <p className="text-ink-2 text-sm">{m.calls.no_corrections}</p>
      ) : (
        <ol className="divide-line divide-y">
          {call.corrections.map((one) => (
            <Correction key={one.sequence} correction={one} />
          ))}
        </ol>
      )}
      {mayCorrect && !open ? (
        <Button className="self-start" onClick={() => setOpen(true)}>
          {m.calls.correct}
        </Button>
      ) : null}
      {mayCorrect && open ? <CorrectionForm call={call} onClose={() => setOpen(false)} /> : null}
    </section>
  );
}

function Correction({ correction }: { correction: CallCorrection }) {
  const { amount, currency } = correction;
  return (
    <li className="flex flex-wrap items-baseline gap-x-3 py-2 text-sm first:pt-0">
      <span className="font-medium">
        {correction.is_void ? m.calls.counts_nothing : m.calls.counts(formatDuration(correction.billable_seconds))}
      </span>
      {correction.stands ? <Badge tone="good">{m.calls.stands}</Badge> : null}
      {amount !== null && currency !== null ? (
        <span className="ms-auto">
          <Money value={{ amount, currency }} digits={4} />
        </span>
      ) : null}
      <p className="w-full break-words">{correction.reason}</p>
      <p className="text-ink-3 w-full text-xs">
        {correction.by} · <Time at={correction.recorded_at} /> · {m.calls.causes[correction.cause]}
      </p>
    </li>
  );
}

function CorrectionForm({ call, onClose }: { call: CallDetail; onClose: () => void }) {
  const standing = standingOf(call);
  const ways = waysOf(standing.isVoid);
  const [draft, setDraft] = useState<CorrectionDraft>({
    way: ways[0] ?? "length",
    seconds: String(standing.billableSeconds),
    reason: "",
  });
  const correct = useCorrection(call.id, onClose);
  const problem = correct.error instanceof Problem ? correct.error : null;
  const change = (part: Partial<CorrectionDraft>) => {
    correct.reset();
    setDraft((before) => ({ ...before, ...part }));
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    correct.mutate(draft);
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <p className="text-ink-2 text-sm">{m.calls.correct_hint}</p>
      <Choices
        name="way"
        legend={m.calls.what_counts}
        columns={2}
        value={draft.way}
        choices={ways.map((value) => ({ value, ...m.calls.ways[value] }))}
        onChoose={(way) => change({ way })}
      />
      {draft.way === "length" ? (
        <TextField
          type="number"
          label={m.calls.billable_seconds}
          value={draft.seconds}
          onChange={(event) => change({ seconds: event.target.value })}
          error={problem?.for("billable_seconds")}
          min={0}
          max={SECONDS_MAX}
          required
          fieldClass="max-w-48"
        />
      ) : null}
      <TextField
        label={m.calls.reason}
        hint={m.calls.reason_hint}
        value={draft.reason}
        onChange={(event) => change({ reason: event.target.value })}
        error={problem?.for("reason")}
        maxLength={REASON_MAX}
        required
      />
      <FormProblem error={correct.error} />
      <div className="flex gap-2">
        <Button type="submit" look={draft.way === "void" ? "danger" : "primary"} busy={correct.isPending}>
          {m.calls.correct}
        </Button>
        <Button look="ghost" onClick={onClose}>
          {m.kit.cancel}
        </Button>
      </div>
    </form>
  );
}

function useCorrection(call: string, onDone: () => void) {
  const client = useQueryClient();
  const say = useToast();
  return useMutation({
    mutationFn: (draft: CorrectionDraft) =>
      unwrap(
        api.POST("/api/v1/calls/{call_id}/corrections", {
          params: { path: { call_id: call } },
          body: correctionBody(draft),
        }),
      ),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["calls"] });
      say(m.calls.correction_made);
      onDone();
    },
  });
}
