"""When a start, a change or an end takes effect, and what becomes of the phases (money policy 1).

The start day counts. The day of a change belongs to the new plan, the day of an end to the old one; so one day that sees both a start
and an end is billed as one day. Plans prorated by the second know moments instead of days.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from trunkline.domains.marketplace.model.catalogue import Grain
from trunkline.domains.marketplace.model.subscriptions import Phase, Subscription
from trunkline.kernel.ids import PlanId, SubscriptionId
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


def backdated_cut(day: date, zone: ZoneInfo) -> Cut:
    """A day that has passed, from its midnight, whatever the grain: nobody knows the moment any more."""
    return Cut(day, local_midnight(day, zone))


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
    """The phases of a subscription that ends at `cut`. One that ends in the moment it began keeps its first phase, empty."""
    return cut_phases(phases, cut) or (replace(phases[0], next_day=cut.day, ends_at=cut.at),)


def reopen(phases: Sequence[Phase], now: datetime) -> tuple[Phase, ...]:
    """The phases without what is scheduled after `now`; the one in force is open again."""
    kept = [phase for phase in phases if phase.starts_at <= now]
    return (*kept[:-1], replace(kept[-1], next_day=None, ends_at=None))


def open_phase(
    subscription_id: SubscriptionId,
    position: int,
    plan_id: PlanId,
    quantity: int,
    cut: Cut,
    anchor_on: date | None = None,
) -> Phase:
    """A phase that goes on until something is changed."""
    return Phase(
        subscription_id=subscription_id,
        position=position,
        plan_id=plan_id,
        quantity=quantity,
        first_day=cut.day,
        next_day=None,
        starts_at=cut.at,
        ends_at=None,
        anchor_on=anchor_on,
    )


def continued(
    subscription: Subscription, plan_id: PlanId, quantity: int, cut: Cut, *, another_cycle: bool = False
) -> tuple[Phase, ...]:
    """The phases of the subscription up to `cut`, and a new one from there; another cycle is counted from there too (policy 2)."""
    kept = cut_phases(subscription.phases, cut)
    before = kept[-1].anchor_on if kept else None
    anchor_on = cut.day if another_cycle else before
    return (*kept, open_phase(subscription.id, len(kept), plan_id, quantity, cut, anchor_on))
