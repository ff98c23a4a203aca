import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import type { InstalmentPlan } from "@/api/types";
import { m } from "@/app/messages";
import { useIsOperator } from "@/app/session";
import { CompanyName } from "@/features/companies/company-name";
import { InvoiceLink } from "@/features/payments/payments-page";
import { StatePill } from "@/ui/badge";
import { TextLink } from "@/ui/button";
import { Card, Detail, Details, Stat, Stats } from "@/ui/card";
import { CopyableId } from "@/ui/copyable";
import { formatMoney } from "@/ui/format";
import { useLocale } from "@/ui/locale";
import { Money, Nothing } from "@/ui/money";
import { PageFrame, UnreadPage } from "@/ui/page";
import { Day, Time } from "@/ui/time";
import { CancelPlan } from "./cancel-plan";
import { planQuery } from "./data";
import { PlanNotice } from "./plan-notice";
import { PlanParts } from "./plan-parts";
import { besideOf, nextPart, paidOf } from "./plan-text";
import { SettlePlan } from "./settle-plan";

const i = m.instalments;

export function PlanPage() {
  const { planId } = useParams({ from: "/shell/instalment-plans/$planId" });
  const query = useQuery(planQuery(planId));
  const above = <TextLink to="/instalment-plans">{m.nav.instalments}</TextLink>;
  if (!query.isSuccess) return <UnreadPage title={i.plan} above={above} query={query} />;
  const plan = query.data;
  return (
    <PageFrame
      title={i.title(plan.invoice_number)}
      above={above}
      badge={<StatePill state={plan.state} />}
      lead={<CopyableId id={plan.id} />}
      actions={
        <>
          <CancelPlan plan={plan} />
          <SettlePlan plan={plan} />
        </>
      }
    >
      <PlanNotice plan={plan} />
      <Standing plan={plan} />
      <PlanParts plan={plan} />
      <Facts plan={plan} />
    </PageFrame>
  );
}

function Standing({ plan }: { plan: InstalmentPlan }) {
  const { locale } = useLocale();
  const [beside, next] = [besideOf(plan), nextPart(plan)];
  return (
    <Stats>
      <Stat label={i.agreed} value={<Money value={plan.amount} />} note={i.agreed_note(plan.parts.length)} />
      <Stat
        label={i.progress}
        value={<Money value={paidOf(plan)} />}
        note={beside ? i.beside(formatMoney(beside.amount, beside.currency, locale)) : null}
      />
      <Stat label={i.left} value={plan.state === "active" ? <Money value={plan.left} /> : <Nothing />} />
      <Stat
        label={i.next}
        value={<Day day={next?.due_on} />}
        note={next ? i.part_of(next.number, plan.parts.length) : i.no_next}
        tone={next?.state === "overdue" ? "bad" : undefined}
      />
    </Stats>
  );
}

function Facts({ plan }: { plan: InstalmentPlan }) {
  return (
    <Card>
      <Details columns={3}>
        <Detail label={m.fields.invoice}>
          <InvoiceLink payment={plan} />
        </Detail>
        {useIsOperator() ? (
          <Detail label={m.fields.company}>
            <CompanyName id={plan.company_id} />
          </Detail>
        ) : null}
        <Detail label={i.grace}>{i.grace_of(plan.grace_days)}</Detail>
        <Detail label={i.made}>
          <Time at={plan.made_at} named />
        </Detail>
        <Detail label={i.made_by}>{plan.made_by}</Detail>
        <Detail label={i.ended}>
          <Time at={plan.ended_at} named />
        </Detail>
      </Details>
    </Card>
  );
}
