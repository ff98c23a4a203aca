import { useState } from "react";
import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { DunningCase } from "@/api/types";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
import { field } from "@/features/companies/forms";
import { AreaField } from "@/ui/area-field";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";

const d = m.dunning.decisions;
type Decision = "pause" | "resume" | "stop";

/** What the operator may decide of a case that goes on; each with a reason. */
export function CaseDecisions({ one }: { one: DunningCase }) {
  const [deciding, setDeciding] = useState<Decision | null>(null);
  const mayDecide = useCan("dunning.manage");
  if (!mayDecide || one.stopped_at) return null;
  const paused = one.paused_until !== null;
  return (
    <>
      {paused ? <Button onClick={() => setDeciding("resume")}>{d.resume.act}</Button> : null}
      <Button onClick={() => setDeciding("pause")}>{paused ? d.pause.again : d.pause.act}</Button>
      <Button look="danger" onClick={() => setDeciding("stop")}>
        {d.stop.act}
      </Button>
      {deciding ? <Deciding key={deciding} id={one.id} decision={deciding} onClose={() => setDeciding(null)} /> : null}
    </>
  );
}

function Deciding({ id, decision, onClose }: { id: string; decision: Decision; onClose: () => void }) {
  const words = d[decision];
  return (
    <FormDialog
      title={words.act}
      description={words.hint}
      submit={words.act}
      look={decision === "stop" ? "danger" : "primary"}
      act={(form) => decide(id, decision, form)}
      stale={[["dunning"], ["payments"]]}
      said={() => words.said}
      onClose={onClose}
    >
      {(problem) => (
        <>
          {decision === "pause" ? (
            <TextField name="until" type="date" label={d.until} error={problem?.for("until")} required />
          ) : null}
          <AreaField name="reason" label={d.reason} error={problem?.for("reason")} maxLength={500} rows={3} required />
        </>
      )}
    </FormDialog>
  );
}

function decide(id: string, decision: Decision, form: FormData) {
  const params = { path: { case_id: id } };
  const reason = field(form, "reason");
  if (decision === "pause") {
    const body = { until: field(form, "until"), reason };
    return unwrap(api.POST("/api/v1/dunning-cases/{case_id}/pause", { params, body }));
  }
  const path = decision === "resume" ? "resume" : "stop";
  return unwrap(api.POST(`/api/v1/dunning-cases/{case_id}/${path}`, { params, body: { reason } }));
}
