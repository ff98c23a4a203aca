import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import type { DunningCaseDetails } from "@/api/types";
import { m } from "@/app/messages";
import { StatePill } from "@/ui/badge";
import { ButtonLink, TextLink } from "@/ui/button";
import { Card, Stat, Stats } from "@/ui/card";
import { CopyableId } from "@/ui/copyable";
import { Money, Nothing } from "@/ui/money";
import { PageFrame, UnreadPage } from "@/ui/page";
import { Time } from "@/ui/time";
import { CaseAttempts } from "./case-attempts";
import { CaseDecisions } from "./case-decisions";
import { CaseInvoices } from "./case-invoices";
import { CaseTimeline } from "./case-timeline";
import { caseQuery } from "./data";
import { actionOf } from "./policy-draft";
import { StepDots } from "./step-dots";

const d = m.dunning;

/** One company's overdue invoices of one currency, and what was and will be done about them. */
export function CasePage() {
  const { caseId } = useParams({ from: "/shell/dunning/$caseId" });
  const query = useQuery(caseQuery(caseId));
  const above = <TextLink to="/dunning">{m.nav.dunning}</TextLink>;
  if (!query.isSuccess) return <UnreadPage title={d.case} above={above} query={query} />;
  const one = query.data;
  const seen = { company: one.company_id };
  return (
    <PageFrame
      title={d.of(one.company_name, one.currency)}
      above={above}
      badge={<StatePill state={one.state} />}
      lead={<CopyableId id={one.id} />}
      actions={
        <>
          <CaseDecisions one={one} />
          <ButtonLink to="/invoices" search={{ ...seen, state: "past_due" }}>
            {d.see_invoices}
          </ButtonLink>
          <ButtonLink to="/payments" search={{ ...seen, state: "failed" }}>
            {d.see_payments}
          </ButtonLink>
        </>
      }
    >
      <Standing one={one} />
      <div className="grid items-start gap-5 lg:grid-cols-[3fr_2fr]">
        <Card title={d.timeline}>
          <CaseTimeline one={one} />
        </Card>
        <div className="flex min-w-0 flex-col gap-5">
          <CaseInvoices one={one} />
          <CaseAttempts one={one} />
        </div>
      </div>
    </PageFrame>
  );
}

function Standing({ one }: { one: DunningCaseDetails }) {
  return (
    <Stats>
      <Stat label={d.owed} value={<Money value={one.due} />} note={d.invoices(one.invoices)} />
      <Stat label={d.step} value={<StepDots reached={one.reached} steps={one.steps} />} />
      {one.stopped_at ? (
        <Stat
          label={d.stopped}
          value={<Time at={one.stopped_at} day />}
          note={one.stop_reason ? d.stop_reasons[one.stop_reason] : null}
        />
      ) : (
        <Stat
          label={d.next}
          value={one.next_step_at ? <Time at={one.next_step_at} day /> : <Nothing />}
          note={one.next_step ? d.actions[actionOf(one.next_step)] : d.no_next}
        />
      )}
      {!one.stopped_at && one.paused_until ? (
        <Stat label={d.paused} value={<Time at={one.paused_until} day />} note={one.decision?.reason ?? null} />
      ) : null}
      {one.stopped_at ? null : (
        <Stat
          label={m.payments.next_attempt}
          value={<Time at={one.next_attempt_at} day />}
          note={one.next_attempt_at ? null : d.none_by_itself}
        />
      )}
      <Stat label={d.told} value={String(one.notices.length)} />
    </Stats>
  );
}
