import { useState } from "react";
import { Problem } from "@/api/problem";
import type { Finding } from "@/api/types";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
import { field } from "@/features/companies/forms";
import { providerName } from "@/features/payments/provider-name";
import { AreaField } from "@/ui/area-field";
import { Button } from "@/ui/button";
import { FormDialog } from "@/ui/form-dialog";
import { formatMoney } from "@/ui/format";
import { useLocale } from "@/ui/locale";
import { Nothing } from "@/ui/money";
import { FormProblem } from "@/ui/states";
import { useToast } from "@/ui/toast";
import { MENDED, settle, useSettle, type Remedy } from "./data";
import { findingText } from "./finding-text";

const r = m.reconciliations;
const NOTE_MAX = 500;

const said = ({ state }: Pick<Finding, "state">): string => (state === "open" ? r.pending : r.did);

/** What this person may do about it, the best first. Giving money back needs to be allowed besides. */
function useRemedies(finding: Finding): Remedy[] {
  const mayManage = useCan("reconciliation.manage");
  const mayRefund = useCan("payments.refund");
  return mayManage ? finding.remedies.filter((one) => one !== "refund_duplicate" || mayRefund) : [];
}

/** The best remedy, in the row itself. A refusal is told, and the sheet of the finding says more. */
export function FirstRemedy({ finding }: { finding: Finding }) {
  const [first] = useRemedies(finding);
  if (!first) return <Nothing />;
  return <RemedyButton finding={finding} remedy={first} small />;
}

/** All remedies, each with what it does. */
export function Remedies({ finding }: { finding: Finding }) {
  const remedies = useRemedies(finding);
  if (remedies.length === 0) return null;
  return (
    <section aria-label={r.settle} className="flex flex-col gap-3">
      {remedies.map((remedy, index) => (
        <div key={remedy} className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <RemedyButton finding={finding} remedy={remedy} primary={index === 0} />
          <p className="text-ink-2 min-w-0 flex-1 basis-52 text-sm">{r.hints[remedy]}</p>
        </div>
      ))}
    </section>
  );
}

type Props = { finding: Finding; remedy: Remedy; small?: boolean; primary?: boolean };

/** What only books is done at once; what gives money away is asked first, and an explanation is written. */
function RemedyButton({ finding, remedy, small = false, primary = false }: Props) {
  const [open, setOpen] = useState(false);
  const say = useToast();
  const { locale } = useLocale();
  const action = useSettle(finding, (after) => say(said(after)));
  const asks = remedy === "explain" || remedy === "refund_duplicate";
  const name = r.remedies[remedy].does(providerName(finding.provider));
  const press = () =>
    asks ? setOpen(true) : action.mutate(remedy, small ? { onError: (error) => say(told(error), "bad") } : {});
  const close = () => setOpen(false);
  return (
    <>
      <Button
        size={small ? "sm" : "md"}
        look={primary ? "primary" : "secondary"}
        busy={action.isPending}
        onClick={press}
        {...(small && { "aria-label": `${name}: ${findingText(finding, locale)}` })}
      >
        {name}
      </Button>
      {!small && action.isError ? (
        <div className="order-last w-full">
          <FormProblem error={action.error} />
        </div>
      ) : null}
      {open && remedy === "explain" ? <ExplainDialog finding={finding} onClose={close} /> : null}
      {open && remedy === "refund_duplicate" ? <GiveBackDialog finding={finding} onClose={close} /> : null}
    </>
  );
}

const told = (error: unknown): string =>
  error instanceof Problem ? `${r.refused}: ${error.detail ?? error.title}` : m.error.unreachable;

type DialogProps = { finding: Finding; onClose: () => void };

function ExplainDialog({ finding, onClose }: DialogProps) {
  const { locale } = useLocale();
  return (
    <FormDialog
      title={r.explain_title}
      description={r.explain_hint}
      submit={r.remedies.explain.does()}
      act={(form) => settle(finding, "explain", field(form, "note"))}
      stale={MENDED}
      said={said}
      onClose={onClose}
    >
      {(problem) => (
        <>
          <p>{findingText(finding, locale)}</p>
          <AreaField name="note" label={r.explain_note} error={problem?.for("note")} maxLength={NOTE_MAX} required />
        </>
      )}
    </FormDialog>
  );
}

function GiveBackDialog({ finding, onClose }: DialogProps) {
  const { locale } = useLocale();
  const amount = finding.theirs ? formatMoney(finding.theirs.amount, finding.theirs.currency, locale) : r.says.money;
  return (
    <FormDialog
      title={r.refund_title}
      submit={r.remedies.refund_duplicate.does()}
      look="danger"
      act={() => settle(finding, "refund_duplicate")}
      stale={MENDED}
      said={said}
      onClose={onClose}
    >
      <p>{r.refund_body(amount, providerName(finding.provider))}</p>
    </FormDialog>
  );
}
