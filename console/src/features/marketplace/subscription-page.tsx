import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import type { Subscription } from "@/api/types";
import { m } from "@/app/messages";
import { useCan } from "@/app/session";
import { StatePill } from "@/ui/badge";
import { Button, TextLink } from "@/ui/button";
import { Card, Detail, Details } from "@/ui/card";
import { CopyableId } from "@/ui/copyable";
import { Quantity } from "@/ui/money";
import { PageFrame, UnreadPage } from "@/ui/page";
import { Day, PeriodText, Time } from "@/ui/time";
import { CancelDialog } from "./cancel-dialog";
import { ChangePlanDialog } from "./change-plan-dialog";
import { moduleQuery, subscriptionQuery } from "./data";
import { PauseDialog } from "./pause-dialog";
import { PhaseNotice } from "./phase-notice";
import { PlanCard } from "./plan-card";
import { ResumeSubscription } from "./resume-subscription";
import { SubscriptionTimeline } from "./subscription-timeline";

export function SubscriptionPage() {
  const { subscriptionId } = useParams({ from: "/shell/subscriptions/$subscriptionId" });
  const query = useQuery(subscriptionQuery(subscriptionId));
  if (!query.isSuccess) {
    const above = <TextLink to="/subscriptions">{m.nav.subscriptions}</TextLink>;
    return <UnreadPage title={m.nav.subscriptions} above={above} query={query} />;
  }
  const subscription = query.data;
  return (
    <PageFrame
      title={subscription.module.name}
      above={<TextLink to="/subscriptions">{m.nav.subscriptions}</TextLink>}
      badge={<StatePill state={stateShown(subscription)} />}
      lead={<CopyableId id={subscription.id} />}
      actions={<Actions subscription={subscription} />}
    >
      <PhaseNotice subscription={subscription} />
      <Upcoming subscription={subscription} />
      <UpcomingCurrency subscription={subscription} />
      <Facts subscription={subscription} />
      <CurrentPlan subscription={subscription} />
      <SubscriptionTimeline subscriptionId={subscription.id} />
    </PageFrame>
  );
}

/** What is already settled for later: an end, or another plan. */
function Upcoming({ subscription }: { subscription: Subscription }) {
  const { state, cancel_at, upcoming_plan: next } = subscription;
  if (state !== "active") return null;
  const at = cancel_at ?? next?.starts_at;
  if (!at) return null;
  return (
    <div className="bg-warn-soft text-warn flex flex-wrap items-center gap-3 rounded-md px-3 py-2 text-sm">
      <p>
        {!cancel_at && next ? m.subscriptions.upcoming(next.name) : m.subscriptions.will_end} <Time at={at} named />
      </p>
      <ResumeSubscription subscription={subscription} />
    </div>
  );
}

function UpcomingCurrency({ subscription: { upcoming_currency: next } }: { subscription: Subscription }) {
  if (next === null) return null;
  return (
    <p className="bg-warn-soft text-warn rounded-md px-3 py-2 text-sm">
      {m.currencies.from(next.currency)} <Time at={next.starts_at} named />
    </p>
  );
}

function Actions({ subscription }: { subscription: Subscription }) {
  const mayManage = useCan("subscriptions.manage");
  const maySetPauses = useCan("catalogue.manage");
  const [open, setOpen] = useState<"change" | "cancel" | "pause" | null>(null);
  if (!mayManage || subscription.state !== "active") return null;
  const close = () => setOpen(null);
  return (
    <>
      <Button look="danger" onClick={() => setOpen("cancel")} disabled={subscription.cancel_at !== null}>
        {m.subscriptions.cancel}
      </Button>
      {maySetPauses && canPause(subscription) ? (
        <Button onClick={() => setOpen("pause")}>{m.subscriptions.pausing.pause}</Button>
      ) : null}
      <Button onClick={() => setOpen("change")}>{m.subscriptions.change}</Button>
      {open === "pause" ? <PauseDialog subscription={subscription} onClose={close} /> : null}
      {open === "change" ? <ChangePlanDialog subscription={subscription} onClose={close} /> : null}
      {open === "cancel" ? <CancelDialog subscription={subscription} onClose={close} /> : null}
    </>
  );
}

/** An active one that is in a trial or a pause is shown as that. */
function stateShown({ state, phase }: Subscription) {
  return state === "active" && phase !== "paid" ? phase : state;
}

function canPause({ phase, pause, cancel_at }: Subscription) {
  return phase === "paid" && pause === null && cancel_at === null;
}

function Facts({ subscription }: { subscription: Subscription }) {
  const f = m.fields;
  return (
    <Card>
      <Details columns={3}>
        <Detail label={f.plan}>{subscription.plan.name}</Detail>
        <Detail label={f.quantity}>
          <Quantity value={subscription.quantity} />
        </Detail>
        <Detail label={f.currency}>{subscription.currency}</Detail>
        <Detail label={f.started}>
          <Time at={subscription.started_at} named />
        </Detail>
        <Detail label={f.anchor}>
          <Day day={subscription.anchor_on} />
        </Detail>
        <Detail label={m.subscriptions.current_period}>
          <PeriodText period={subscription.current_period} />
        </Detail>
      </Details>
    </Card>
  );
}

function CurrentPlan({ subscription }: { subscription: Subscription }) {
  const { data } = useQuery(moduleQuery(subscription.module.id));
  const plan = data?.plans.find((candidate) => candidate.id === subscription.plan.id);
  if (!plan) return null;
  return (
    <ul className="max-w-xl">
      <PlanCard plan={plan} currency={subscription.currency}>
        {null}
      </PlanCard>
    </ul>
  );
}
