import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/api/client";
import { Problem, unwrap } from "@/api/problem";
import type { Dispute } from "@/api/types";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
import { field } from "@/features/companies/forms";
import { Button } from "@/ui/button";
import { FormDialog } from "@/ui/form-dialog";
import { formatMoney } from "@/ui/format";
import { useLocale } from "@/ui/locale";
import { disputeQuery } from "./data";
import { isDecided } from "./dispute-text";
import { EvidenceFiles } from "./evidence-files";
import { AreaField } from "@/ui/area-field";

const d = m.disputes;
export const EVIDENCE = [
  "product_description",
  "service_date",
  "customer_communication",
  "receipt",
  "uncategorized_text",
] as const;
const STALE = [["disputes"], ["payments"], ["ledger"]];
const TEXT_MAX = 2000;

/** What can be done while the payer's bank has not decided. */
export function DisputeActions({ dispute }: { dispute: Dispute }) {
  const [open, setOpen] = useState<"respond" | "accept">();
  if (!useCan("payments.refund") || isDecided(dispute)) return null;
  const answered = dispute.state === "answered";
  const close = () => setOpen(undefined);
  return (
    <>
      <Button onClick={() => setOpen("accept")}>{d.accept}</Button>
      <Button look={answered ? "secondary" : "primary"} onClick={() => setOpen("respond")}>
        {answered ? d.respond_again : d.respond}
      </Button>
      {open === "respond" ? <RespondDialog dispute={dispute} onClose={close} /> : null}
      {open === "accept" ? <AcceptDialog dispute={dispute} onClose={close} /> : null}
    </>
  );
}

type DialogProps = { dispute: Dispute; onClose: () => void };

function RespondDialog({ dispute, onClose }: DialogProps) {
  const client = useQueryClient();
  const params = { path: { dispute_id: dispute.id } };
  const respond = async (form: FormData) => {
    const body = Object.fromEntries(EVIDENCE.map((name) => [name, field(form, name)]));
    const files = client.getQueryData(disputeQuery(dispute.id).queryKey)?.files ?? dispute.files;
    const waiting = files.some((file) => file.state !== "sent");
    if (!waiting && Object.values(body).every((text) => text === "")) throw new Problem(422, NOTHING_SAID);
    return unwrap(api.POST("/api/v1/disputes/{dispute_id}/evidence", { params, body }));
  };
  return (
    <FormDialog
      title={d.respond}
      description={d.respond_hint}
      wide
      submit={d.respond}
      act={respond}
      stale={STALE}
      said={() => d.responded}
      onClose={onClose}
    >
      {(problem) => (
        <>
          {EVIDENCE.map((name) => (
            <AreaField
              key={name}
              name={name}
              {...d.fields[name]}
              error={problem?.for(name)}
              defaultValue={dispute.evidence?.[name] ?? ""}
              maxLength={TEXT_MAX}
              rows={name === "service_date" ? 1 : 3}
            />
          ))}
          <EvidenceFiles dispute={dispute} />
        </>
      )}
    </FormDialog>
  );
}

const NOTHING_SAID = {
  title: d.respond_need,
  code: "nothing_said",
  errors: [{ pointer: "/product_description", detail: d.respond_need }],
};

function AcceptDialog({ dispute, onClose }: DialogProps) {
  const { locale } = useLocale();
  const params = { path: { dispute_id: dispute.id } };
  return (
    <FormDialog
      title={d.accept_title}
      submit={d.accept_submit}
      look="danger"
      act={() => unwrap(api.POST("/api/v1/disputes/{dispute_id}/accept", { params }))}
      stale={STALE}
      said={() => d.accepted}
      onClose={onClose}
    >
      <p>{d.accept_body(formatMoney(dispute.amount.amount, dispute.amount.currency, locale))}</p>
    </FormDialog>
  );
}
