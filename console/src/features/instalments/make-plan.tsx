import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "@/api/client";
import { Problem, unwrap } from "@/api/problem";
import type { InvoiceDetail } from "@/api/types";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
import { Button } from "@/ui/button";
import { isZero } from "@/ui/decimal";
import { FormDialog } from "@/ui/form-dialog";
import { useToast } from "@/ui/toast";
import { FIRST_DRAFT, planBody } from "./plan-draft";
import { PlanFields } from "./plan-fields";
import { PreviewedParts } from "./previewed-parts";
import { useActivePlan } from "./plans-of-invoice";
import { usePlanPreview } from "./use-plan-preview";

const i = m.instalments;
const OPEN = new Set(["issued", "past_due"]);

/** Offered while something of the invoice is owed, and no plan collects it already. */
export function MakePlan({ invoice }: { invoice: InvoiceDetail }) {
  const [open, setOpen] = useState(false);
  const { plan, known } = useActivePlan(invoice.id);
  const owed = OPEN.has(invoice.state) && !isZero(invoice.due.amount);
  if (!useCan("instalments.manage") || !known || plan || !owed) return null;
  return (
    <>
      <Button onClick={() => setOpen(true)}>{i.make}</Button>
      {open ? <MakePlanDialog invoice={invoice} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function MakePlanDialog({ invoice, onClose }: { invoice: InvoiceDetail; onClose: () => void }) {
  const [draft, setDraft] = useState(FIRST_DRAFT);
  const navigate = useNavigate();
  const say = useToast();
  const preview = usePlanPreview(invoice.id, draft);
  const make = () => {
    const body = planBody(invoice.id, draft);
    if (!body) throw new Problem(422, { title: i.preview_none, code: "half_typed" });
    return unwrap(api.POST("/api/v1/instalment-plans", { body }));
  };
  return (
    <FormDialog
      title={i.make}
      description={i.make_hint}
      wide
      submit={preview.current ? i.submit(preview.parts?.length ?? 0) : i.make}
      disabled={!preview.current}
      act={async () => make()}
      stale={[["instalments"], ["invoices"], ["payments"]]}
      onDone={(plan) => {
        say(i.made_toast);
        return navigate({ to: "/instalment-plans/$planId", params: { planId: plan.id } });
      }}
      onClose={onClose}
    >
      {(refused) => (
        <div className="grid gap-x-6 gap-y-4 sm:grid-cols-[minmax(0,1fr)_minmax(0,15rem)]">
          <PlanFields
            draft={draft}
            currency={invoice.due.currency}
            problem={(name) => preview.problem?.for(name) ?? refused?.for(name)}
            onChange={(part) => setDraft((before) => ({ ...before, ...part }))}
          />
          <PreviewedParts preview={preview} />
        </div>
      )}
    </FormDialog>
  );
}
