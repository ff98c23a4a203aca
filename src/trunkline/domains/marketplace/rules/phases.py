"""When a start, a change or an end takes effect, and what becomes of the phases (money policy 1).

The start day counts. The day of a change belongs to the new plan, the day of an end to the old one; so one day that sees both a start
and an end is billed as one day. Plans prorated by the second know moments instead of days.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo

from trunkline.domains.marketplace.model.catalogue import Grain
from trunkline.domains.marketplace.model.subscriptions import Phase, PhaseKind
from trunkline.kernel.ids import PlanId, SubscriptionId
from trunkline.kernel.money import Currency
from trunkline.kernel.period import Period, local_midnight


@dataclass(frozen=True, slots=True)
class Cut:
    """Where one thing ends and the next begins: the local day that is the first of the next, and the instant."""

    day: date
    at: datetime


def start_cut(grain: Grain, zone: ZoneInfo, now: datetime) -> Cut:
    """Today from its midnight; by the second, this moment."""
    today = now.astimezone(zone).date()
    return Cut(today, now if grain is Grain.second else local_midnight(today, zone))


def day_cut(day: date, zone: ZoneInfo) -> Cut:
    """From the midnight of a day."""
    return Cut(day, local_midnight(day, zone))


def backdated_cut(day: date, zone: ZoneInfo) -> Cut:
    """A day that has passed, from its midnight, whatever the grain: nobody knows the moment any more."""
    return day_cut(day, zone)


def end_cut(grain: Grain, zone: ZoneInfo, now: datetime) -> Cut:
    """The whole of today is still covered; by the second, it ends this moment."""
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    return Cut(tomorrow, now if grain is Grain.second else local_midnight(tomorrow, zone))


def change_cut(before: Grain, after: Grain, zone: ZoneInfo, now: datetime, *, another_cycle: bool = False) -> Cut:
    """Today from its midnight; this moment only where both plans are prorated by the second: a part of a day has one plan.

    Another billing cycle is counted from a day, so it begins with one whatever the grain.
    """
    by_the_second = before is after is Grain.second and not another_cycle
    return start_cut(Grain.second if by_the_second else Grain.day, zone, now)


def period_cut(period: Period) -> Cut:
    """The end of a period."""
    return Cut(period.next_day, period.end)


def cut_phases(phases: Sequence[Phase], cut: Cut) -> tuple[Phase, ...]:
    """The phases up to `cut`: later ones fall away, the one that runs across it ends there. None are left if all begin there."""
    kept = [phase for phase in phases if phase.starts_at < cut.at]
    return (*kept[:-1], replace(kept[-1], next_day=cut.day, ends_at=cut.at)) if kept else ()


def ended_phases(phases: Sequence[Phase], cut: Cut) -> tuple[Phase, ...]:
    """The phases of a subscription that ends at `cut`. One that ends in the moment it began keeps its first phase, empty.

    A pause that the end cuts off remembers when it was to end, and one that it cuts off whole, also when it was to begin.
    """
    kept = cut_phases(phases, cut) or (replace(phases[0], next_day=cut.day, ends_at=cut.at),)
    last = kept[-1]
    to_come = next((one for one in phases if one.starts_at >= cut.at and one.kind is PhaseKind.paused), None)
    if last.kind is PhaseKind.paused or to_come is None:
        return (*kept[:-1], replace(last, pause_until=_pause_until(phases, last.starts_at)))
    until = _pause_until(phases, to_come.starts_at)
    return (*kept[:-1], replace(last, pause_from=to_come.first_day, pause_until=until))


def _pause_until(phases: Sequence[Phase], moment: datetime) -> date | None:
    """The first day after the pause that runs at `moment`, over all of its stretches; None: it is open, or there is none."""
    later = [one for one in phases if one.starts_at >= moment]
    pause = list(takewhile(lambda one: one.kind is PhaseKind.paused, later))
    return (pause[-1].pause_until or pause[-1].next_day) if pause else None


def open_phase(
    subscription_id: SubscriptionId,
    position: int,
    plan_id: PlanId,
    quantity: int,
    currency: Currency,
    cut: Cut,
    anchor_on: date | None = None,
) -> Phase:
    """A phase that goes on until something is changed."""
    return Phase(
        subscription_id=subscription_id,
        position=position,
        plan_id=plan_id,
        quantity=quantity,
        currency=currency,
        first_day=cut.day,
        next_day=None,
        starts_at=cut.at,
        ends_at=None,
        anchor_on=anchor_on,
    )


def begun(
    subscription_id: SubscriptionId,
    plan_id: PlanId,
    quantity: int,
    currency: Currency,
    cut: Cut,
    trial_end: Cut | None = None,
) -> tuple[Phase, ...]:
    """The phases of a subscription that begins: paid from the start, or after a trial in a course of its own."""
    first = open_phase(subscription_id, 0, plan_id, quantity, currency, cut)
    if trial_end is None:
        return (first,)
    trial = replace(first, kind=PhaseKind.trial, next_day=trial_end.day, ends_at=trial_end.at)
    return (trial, replace(open_phase(subscription_id, 1, plan_id, quantity, currency, trial_end), course=1))


def trial_end(start: Cut, days: int, zone: ZoneInfo) -> Cut:
    """A trial ends with a local day: the start day is its first, whatever the grain."""
    return day_cut(start.day + timedelta(days=days), zone)
