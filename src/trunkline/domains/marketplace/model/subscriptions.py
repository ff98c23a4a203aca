"""A company's module on a plan, and the phases it goes through."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import dropwhile, takewhile

from trunkline.kernel.ids import CompanyId, ModuleId, PlanId, SubscriptionId
from trunkline.kernel.money import Currency


class SubscriptionState(StrEnum):
    active = "active"
    canceled = "canceled"


class Cancellation(StrEnum):
    """When a cancellation takes effect."""

    period_end = "period_end"
    now = "now"


class Pausing(StrEnum):
    """When a pause begins; with `now` the day of it is not charged any more, except without proration, where the next is its first."""

    next_period = "next_period"
    now = "now"


class PhaseKind(StrEnum):
    """Only what is `paid` costs anything. In a trial usage is counted and never billed; in a pause nothing is covered at all."""

    paid = "paid"
    trial = "trial"
    paused = "paused"


class Change(StrEnum):
    """When a change of plan or quantity takes effect; with `now` the day of the change belongs to the new plan."""

    next_period = "next_period"
    now = "now"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """A stretch of days on one plan: [first_day, next_day) in the company's zone, [starts_at, ends_at) in UTC.

    The instants are local midnights, except on plans prorated by the second, where they are the moments of the change itself.
    An open phase has neither `next_day` nor `ends_at`. It is billed in `currency`, which changes between two periods only.
    `anchor_on` is from where its periods are counted, since a change to another
    billing cycle; None: from the subscription's own anchor. Phases of one `course` have one row of periods. `pause_until` is the first
    local day after a pause that the end of the subscription cuts off, in case that end is taken back; None: it was open, or is not cut.
    `pause_from`: the end has cut off the whole of that pause, which was to begin with this day.
    """

    subscription_id: SubscriptionId
    position: int
    plan_id: PlanId
    quantity: int
    currency: Currency
    first_day: date
    next_day: date | None
    starts_at: datetime
    ends_at: datetime | None
    anchor_on: date | None = None
    kind: PhaseKind = PhaseKind.paid
    course: int = 0
    pause_until: date | None = None
    pause_from: date | None = None

    def __contains__(self, moment: datetime) -> bool:
        return self.starts_at <= moment and (self.ends_at is None or moment < self.ends_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """A stretch of a subscription whose periods have one cycle, that of `plan_id`, and are counted from one anchor (money policy 2).

    [first_day, next_day) in the company's zone, [starts_at, ends_at) in UTC; open at the end where the subscription is. A trial is
    one period, whatever its length.
    """

    plan_id: PlanId
    anchor_on: date
    first_day: date
    next_day: date | None
    starts_at: datetime
    ends_at: datetime | None
    is_trial: bool = False

    def __contains__(self, moment: datetime) -> bool:
        return self.starts_at <= moment and (self.ends_at is None or moment < self.ends_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """`plan_id`, `quantity` and `currency` are those of the phase in force when it was read.

    `anchor_on` is the ORIGINAL anchor of its paid periods; a change to another billing cycle begins a course with an anchor of its own.
    It covers [started_at, cancel_at); `canceled_at` is when the cancellation was asked for. `ended_on` is the first local day that is
    no longer covered (half-open, like every period), None while it is open.
    """

    id: SubscriptionId
    company_id: CompanyId
    module_id: ModuleId
    plan_id: PlanId
    currency: Currency
    state: SubscriptionState
    quantity: int
    started_on: date
    anchor_on: date
    started_at: datetime
    cancel_at: datetime | None
    canceled_at: datetime | None
    ended_on: date | None
    phases: tuple[Phase, ...] = ()

    def covers(self, moment: datetime) -> bool:
        """Whether usage at `moment` belongs to this subscription."""
        return self.started_at <= moment and (self.cancel_at is None or moment < self.cancel_at)

    def phase_at(self, moment: datetime) -> Phase | None:
        """The phase in force at `moment`."""
        return next((phase for phase in self.phases if moment in phase), None)

    def currency_at(self, moment: datetime) -> Currency:
        """What the phase in force at `moment` is billed in; before the first and after the last one the nearest says."""
        begun = [phase for phase in self.phases if phase.starts_at <= moment] or list(self.phases[:1])
        return begun[-1].currency if begun else self.currency

    @property
    def currencies(self) -> frozenset[Currency]:
        """All that it was, is or is to be billed in. Nearly always there is one."""
        return frozenset(phase.currency for phase in self.phases) or frozenset({self.currency})

    def billed_from(self, currency: Currency) -> Phase | None:
        """With which phase it begins to be billed in `currency` for good; None where it ends in another one."""
        at_last = list(takewhile(lambda one: one.currency == currency, reversed(self.phases)))
        return at_last[-1] if at_last else None

    def upcoming_currency(self, moment: datetime) -> Phase | None:
        """The first phase after `moment` that is billed in another currency than the one in force."""
        return next((one for one in self.phases if one.starts_at > moment and one.currency != self.currency), None)

    def upcoming(self, moment: datetime) -> Phase | None:
        """The change of plan or quantity that is scheduled after `moment`."""
        now = (self.plan_id, self.quantity)
        later = (phase for phase in self.phases if phase.starts_at > moment)
        return next((phase for phase in later if (phase.plan_id, phase.quantity) != now), None)

    def trial(self) -> Phase | None:
        """The last stretch of its trial, which ends with the trial; None for a subscription that had none."""
        return next((phase for phase in reversed(self.phases) if phase.kind is PhaseKind.trial), None)

    def pause_after(self, moment: datetime) -> tuple[Phase, Phase] | None:
        """The first and the last stretch of the pause that is in force at `moment`, or else of the one to come."""
        later = [one for one in self.phases if one.ends_at is None or one.ends_at > moment]
        begun = list(dropwhile(lambda one: one.kind is not PhaseKind.paused, later))
        stretch = list(takewhile(lambda one: one.kind is PhaseKind.paused, begun))
        return (stretch[0], stretch[-1]) if stretch else None

    def anchor_at(self, moment: datetime) -> date:
        """From where the periods around `moment` are counted; before the first and after the last phase the nearest one says."""
        begun = [phase for phase in self.phases if phase.starts_at <= moment]
        phase = begun[-1] if begun else self.phases[0] if self.phases else None
        return (phase and phase.anchor_on) or self.anchor_on

    def courses(self) -> tuple[Course, ...]:
        """The stretches between changes of the billing cycle, and the trial, in order. Nearly always there is one."""
        anchors = [phase.anchor_on or self.anchor_on for phase in self.phases]
        rows = [(phase.course, anchor) for phase, anchor in zip(self.phases, anchors, strict=True)]
        firsts = [at for at, row in enumerate(rows) if at == 0 or row != rows[at - 1]]
        begins = [(self.phases[at].first_day, self.phases[at].starts_at) for at in firsts[1:]]
        ends = [*begins, (self.ended_on, self.cancel_at)]
        return tuple(
            Course(
                plan_id=self.phases[first].plan_id if self.phases else self.plan_id,
                anchor_on=anchors[first] if anchors else self.anchor_on,
                first_day=begin[0],
                next_day=end[0],
                starts_at=begin[1],
                ends_at=end[1],
                is_trial=bool(self.phases) and self.phases[first].kind is PhaseKind.trial,
            )
            for first, begin, end in zip(
                firsts or [0], [(self.started_on, self.started_at), *begins], ends, strict=True
            )
        )
