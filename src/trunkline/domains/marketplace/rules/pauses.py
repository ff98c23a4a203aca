"""When a subscription may be paused, and from when to when."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from trunkline.domains.marketplace.model.catalogue import Grain
from trunkline.domains.marketplace.model.subscriptions import Phase, PhaseKind, Subscription, SubscriptionState
from trunkline.domains.marketplace.rules.phases import Cut, end_cut, start_cut
from trunkline.kernel.errors import Conflict, FieldProblem, Invalid

AHEAD_MAX = timedelta(days=3_660)


def pause_cut(subscription: Subscription, grain: Grain, zone: ZoneInfo, now: datetime) -> Cut:
    """A pause begins, and ends, with today; by the second, with this moment; never before the subscription itself."""
    cut = start_cut(grain, zone, now)
    return max(cut, Cut(subscription.started_on, subscription.started_at), key=lambda one: one.at)


def pausing_cut(subscription: Subscription, grain: Grain, zone: ZoneInfo, now: datetime) -> Cut:
    """From when on a pause that is asked for now is one.

    A plan without proration gives nothing back: a period that has begun is paid for, also on its first day. So today is covered, as it
    is on the day of an end.
    """
    return end_cut(grain, zone, now) if grain is Grain.none else pause_cut(subscription, grain, zone, now)


def check_pause(subscription: Subscription, now: datetime) -> None:
    """Raises `Conflict` with the reason when it cannot be paused."""
    _check_going_on(subscription)
    phase = subscription.phase_at(now)
    if phase is not None and phase.kind is PhaseKind.trial:
        raise Conflict(
            f"The trial runs until {phase.next_day} and costs nothing; pause after it, or end the trial first."
        )
    if (pause := subscription.pause_after(now)) is not None:
        raise Conflict(f"It is paused from {pause[0].first_day} on already; end that pause first.")


def check_until(until: date | None, first_day: date) -> None:
    """Raises `Invalid` when the pause would have no day, or an end beyond all planning."""
    if until is not None and not first_day < until <= first_day + AHEAD_MAX:
        detail = f"until must lie after {first_day}, the first day of the pause, by ten years at most."
        raise Invalid(detail, fields=[FieldProblem("/until", detail)])


def check_unpausing(subscription: Subscription, on: date | None, now: datetime, today: date) -> Phase:
    """The first stretch of the pause that is to end. Raises `Conflict` when there is none, `Invalid` for a day that cannot be."""
    if subscription.state is SubscriptionState.canceled:
        raise Conflict(f"This subscription has ended on {subscription.ended_on}; subscribe anew.")
    pause = subscription.pause_after(now)
    if pause is None:
        raise Conflict("This subscription is not paused, and no pause is planned.")
    if on is not None and not today <= on <= today + AHEAD_MAX:
        raise _not_then(f"on must be today ({today}) or a day to come, ten years ahead at most.")
    if on is not None and subscription.ended_on is not None and on >= subscription.ended_on:
        raise _not_then(f"The subscription ends on {subscription.ended_on}; a pause ends before that.")
    return pause[0]


def _check_going_on(subscription: Subscription) -> None:
    if subscription.state is SubscriptionState.canceled:
        raise Conflict(f"This subscription has ended on {subscription.ended_on}; there is nothing to pause.")
    if subscription.cancel_at is not None:
        raise Conflict(f"This subscription ends on {subscription.ended_on}; take that back before you pause it.")


def _not_then(detail: str) -> Invalid:
    return Invalid(detail, fields=[FieldProblem("/on", detail)])
