"""What the routes of subscriptions answer with."""

from datetime import date, datetime

from pydantic import BaseModel

from trunkline.domains.marketplace.model import Module, PhaseKind, Plan, Subscription, SubscriptionState
from trunkline.domains.marketplace.rules import subscription_period
from trunkline.domains.tenants.model import Company
from trunkline.kernel.ids import CompanyId, ModuleId, PlanId, SubscriptionId
from trunkline.kernel.period import zone_of


class ModuleBrief(BaseModel):
    id: ModuleId
    slug: str
    name: str


class PlanBrief(BaseModel):
    id: PlanId
    name: str


class PeriodOut(BaseModel):
    """From `start` up to, not including, `end`."""

    start: datetime
    end: datetime


class UpcomingOut(BaseModel):
    """A change that is scheduled: from `starts_at` on the subscription is on this plan and quantity."""

    id: PlanId
    name: str
    quantity: int
    starts_at: datetime


class UpcomingCurrencyOut(BaseModel):
    """The periods from `first_day` on, which begins at `starts_at`, are billed in this currency."""

    currency: str
    first_day: date
    starts_at: datetime


class TrialOut(BaseModel):
    """Nothing is due before `ends_at`; `ends_on` is the first local day that is paid for, if the subscription goes on."""

    ends_at: datetime
    ends_on: date
    is_over: bool


class PauseOut(BaseModel):
    """Nothing is charged, and no usage covered, in [starts_at, ends_at); null: until somebody ends it. The days are the local ones."""

    starts_at: datetime
    ends_at: datetime | None
    first_day: date
    next_day: date | None


class SubscriptionOut(BaseModel):
    """`cancel_at`: when it ends or has ended; `canceled_at`: when that was asked for. Periods are counted from `anchor_on`.

    `currency` is that of the period that runs. `phase` is what it is in now. `trial` is the one that it has or had; `pause` the one in
    force, or else the one that is planned.
    """

    id: SubscriptionId
    company_id: CompanyId
    module: ModuleBrief
    plan: PlanBrief
    currency: str
    state: SubscriptionState
    quantity: int
    started_at: datetime
    anchor_on: date
    current_period: PeriodOut | None
    cancel_at: datetime | None
    canceled_at: datetime | None
    upcoming_plan: UpcomingOut | None
    upcoming_currency: UpcomingCurrencyOut | None
    phase: PhaseKind
    trial: TrialOut | None
    pause: PauseOut | None

    @staticmethod
    def of(subscription: Subscription, module: Module, company: Company, now: datetime) -> "SubscriptionOut":
        plans = {plan.id: plan for plan in module.plans}
        return SubscriptionOut(
            id=subscription.id,
            company_id=subscription.company_id,
            module=ModuleBrief(id=module.id, slug=module.slug, name=module.name),
            plan=PlanBrief(id=subscription.plan_id, name=plans[subscription.plan_id].name),
            currency=subscription.currency.code,
            state=subscription.state,
            quantity=subscription.quantity,
            started_at=subscription.started_at,
            anchor_on=subscription.anchor_at(now),
            current_period=_period(subscription, plans[subscription.plan_id], company, now),
            cancel_at=subscription.cancel_at,
            canceled_at=subscription.canceled_at,
            upcoming_plan=_upcoming(subscription, plans, now),
            upcoming_currency=_upcoming_currency(subscription, now),
            phase=phase.kind if (phase := subscription.phase_at(now)) else PhaseKind.paid,
            trial=_trial(subscription, now),
            pause=_pause(subscription, now),
        )


def _trial(subscription: Subscription, now: datetime) -> TrialOut | None:
    phase = subscription.trial()
    if phase is None or phase.ends_at is None or phase.next_day is None:
        return None
    return TrialOut(ends_at=phase.ends_at, ends_on=phase.next_day, is_over=phase.ends_at <= now)


def _pause(subscription: Subscription, now: datetime) -> PauseOut | None:
    pause = subscription.pause_after(now)
    if pause is None:
        return None
    first, last = pause
    return PauseOut(starts_at=first.starts_at, ends_at=last.ends_at, first_day=first.first_day, next_day=last.next_day)


def _period(subscription: Subscription, plan: Plan, company: Company, now: datetime) -> PeriodOut | None:
    if not subscription.covers(now):
        return None
    period = subscription_period(subscription, plan.cycle, zone_of(company.zone), now)
    return PeriodOut(start=period.start, end=period.end)


def _upcoming(subscription: Subscription, plans: dict[PlanId, Plan], now: datetime) -> UpcomingOut | None:
    phase = subscription.upcoming(now)
    if phase is None:
        return None
    return UpcomingOut(
        id=phase.plan_id, name=plans[phase.plan_id].name, quantity=phase.quantity, starts_at=phase.starts_at
    )


def _upcoming_currency(subscription: Subscription, now: datetime) -> UpcomingCurrencyOut | None:
    phase = subscription.upcoming_currency(now)
    if phase is None:
        return None
    return UpcomingCurrencyOut(currency=phase.currency.code, first_day=phase.first_day, starts_at=phase.starts_at)
