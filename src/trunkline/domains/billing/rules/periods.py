"""Which periods of a subscription there are to bill, and which plan each part of them was spent on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from trunkline.domains.marketplace.model import Phase, PhaseKind, Plan, Subscription, Timing
from trunkline.domains.marketplace.rules import course_periods
from trunkline.domains.usage.model import UsageTotal
from trunkline.kernel.errors import Invalid
from trunkline.kernel.ids import ModuleId, PlanId
from trunkline.kernel.money import Currency
from trunkline.kernel.period import Cycle, Interval, Period, local_midnight, period_containing

FIRST_DAY = date(1970, 1, 1)
AHEAD_MAX = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class Billable:
    """A subscription with all that rating it needs: the plans of its phases, the module's names and the company's zone."""

    subscription: Subscription
    plans: Mapping[PlanId, Plan]
    module_id: ModuleId
    module_slug: str
    module_name: str
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Part:
    """The stretch of a period that was spent in one phase."""

    phase: Phase
    plan: Plan
    period: Period


@dataclass(frozen=True, slots=True)
class ServicePeriod:
    """A period of a subscription: `used` as far as the subscription covers it, `whole` as its cycle has it, `parts` by phase.

    Only what is paid for is a part: a pause is a gap between them, and a trial, which is one period, has none. `index` counts the periods
    from 0, from the start, the end of a trial or a change to another cycle. All of it is billed in one `currency`, that of its beginning.
    """

    used: Period
    whole: Period
    cycle: Cycle
    parts: tuple[Part, ...]
    index: int
    currency: Currency
    is_trial: bool = False
    is_in_another_currency: bool = False

    @property
    def basis(self) -> str:
        """A digest of what the period is rated by. It changes when a phase in it or its currency does, or a price is corrected that was in
        force in it, and not when a phase outside does.
        """
        words = (
            f"{part.phase.plan_id}*{part.phase.quantity}@{part.period.start}/{part.period.end}" for part in self.parts
        )
        # The currency that it began with is not said: digests are older than others.
        currency = [self.currency.code] * self.is_in_another_currency
        marks = [*["trial"] * self.is_trial, *currency, *sorted(self._corrected_prices())]
        return hashlib.sha256(" ".join([*words, *marks]).encode()).hexdigest()[:32]

    def _corrected_prices(self) -> set[str]:
        return {
            price.id
            for part in self.parts
            for price in part.plan.prices
            if price.correction is not None and price.effective_from < part.period.end
        }


def timings_of(billable: Billable) -> list[Timing]:
    """The timings in which anything of the subscription is ever billed, in whichever of its currencies."""
    prices, currencies = (
        [price for plan in billable.plans.values() for price in plan.prices],
        billable.subscription.currencies,
    )
    used = {price.timing for price in prices if price.currency in currencies}
    return [timing for timing in Timing if timing in used]


def service_periods(billable: Billable, until: datetime) -> Iterator[ServicePeriod]:
    """The periods that begin before `until`, from the first one on."""
    subscription = billable.subscription
    first = subscription.currency_at(subscription.started_at)
    for course in subscription.courses():
        cycle = billable.plans[course.plan_id].cycle
        for index, used in enumerate(course_periods(course, cycle, billable.zone, until)):
            whole = used if course.is_trial else period_containing(course.anchor_on, cycle, billable.zone, used.start)
            currency = subscription.currency_at(used.start)
            parts = tuple(_parts(billable, used))
            yield ServicePeriod(used, whole, cycle, parts, index, currency, course.is_trial, currency != first)


def stranded_period(billable: Billable, total: UsageTotal) -> ServicePeriod:
    """The period that usage was counted in, whole and in no phase, although the subscription has it no more."""
    first, following = (at.astimezone(billable.zone).date() for at in (total.period_start, total.period_end))
    used = Period(total.period_start, total.period_end, first, following)
    currency = billable.subscription.currency_at(used.start)
    return ServicePeriod(used, used, Cycle(Interval.day, max(1, min(used.days, 366))), (), 0, currency)


def begins_there(billable: Billable, moment: datetime) -> bool:
    """Whether a period of the subscription begins at `moment`: an early end, or a change of the cycle, may have undone it."""
    subscription = billable.subscription
    if not subscription.covers(moment):
        return False
    course = next(one for one in subscription.courses() if moment in one)
    if course.is_trial:
        return course.starts_at == moment
    cycle = billable.plans[course.plan_id].cycle
    return max(period_containing(course.anchor_on, cycle, billable.zone, moment).start, course.starts_at) == moment


def is_due(period: ServicePeriod, timing: Timing, through: date, over_by: datetime) -> bool:
    """In advance: it has begun by `through`. In arrears: it is over at `over_by`."""
    return period.used.first_day <= through if timing is Timing.advance else period.used.end <= over_by


def over_by(through: date, zone: ZoneInfo, now: datetime) -> datetime:
    """Until when a period must have ended to be billed in arrears: the end of `through` in the company's zone.

    Today is not over: what ends with it is billed tomorrow, or its last calls would need a second invoice. A day in the future is
    taken at its word; whoever names one has billing run ahead.
    """
    end = end_of_day(through, zone)
    return min(end, now) if through == now.astimezone(zone).date() else end


def check_through(through: date, now: datetime) -> None:
    """Raises `Invalid` for a day that can only be a slip: issued documents never change, so nothing would take them back."""
    last = (now + AHEAD_MAX).date()
    if not FIRST_DAY <= through <= last:
        raise Invalid(f"through {through} is outside {FIRST_DAY} … {last}: billing runs a year ahead at most.")


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The first instant after `day`."""
    return local_midnight(day + timedelta(days=1), zone)


def _parts(billable: Billable, used: Period) -> Iterator[Part]:
    for phase in billable.subscription.phases:
        if phase.kind is not PhaseKind.paid:
            continue
        start = max(phase.starts_at, used.start)
        end = used.end if phase.ends_at is None else min(phase.ends_at, used.end)
        if start < end:
            first = max(phase.first_day, used.first_day)
            following = used.next_day if phase.next_day is None else min(phase.next_day, used.next_day)
            yield Part(phase, billable.plans[phase.plan_id], Period(start, end, first, following))


def hull(periods: Sequence[Period]) -> Period:
    """From the start of the first to the end of the last."""
    first, last = periods[0], periods[-1]
    return Period(first.start, last.end, first.first_day, last.next_day)
