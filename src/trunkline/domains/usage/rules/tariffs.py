"""Under which subscription, price and period usage falls, at the moment it was used.

A batch asks this a thousand times and nearly always gets the same answer, so an answer carries the stretch of time for which it holds:
between two consecutive moments at which anything changes (a phase, a price's version, a period, the subscription itself).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from trunkline.domains.marketplace.model import (
    PLAIN,
    Aggregation,
    AggregationKind,
    CallTerms,
    PercentageTerms,
    Phase,
    PhaseKind,
    Plan,
    Price,
    Subscription,
)
from trunkline.domains.marketplace.rules import CallRater, call_rater, period_currency, subscription_period
from trunkline.kernel.ids import PlanId

_FIRST = datetime.min.replace(tzinfo=UTC)
_LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tariff:
    """What usage of one meter falls under, for moments in [since, until).

    `rater` is set when the price rates calls one by one, `aggregation` when it does more than add up the quantities of all events,
    `held_by` when each event has a fee of its own, held within bounds. `group_by` names the properties by which usage is kept apart.
    """

    since: datetime
    until: datetime
    subscription: Subscription
    price: Price
    period_start: datetime
    period_end: datetime
    zone: ZoneInfo
    rater: CallRater | None
    aggregation: Aggregation | None = None
    held_by: PercentageTerms | None = None
    group_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unsubscribed:
    """Nobody pays for the meter in [since, until)."""

    since: datetime
    until: datetime


class Tariffs:
    """The tariffs of one company for the length of a batch."""

    def __init__(self, subscriptions: Sequence[Subscription], plans: Mapping[PlanId, Plan], zone: ZoneInfo) -> None:
        # Two subscriptions may rate the same meter; usage belongs to the older one (ids sort by creation).
        self._subscriptions = sorted(subscriptions, key=lambda subscription: subscription.id)
        self._plans = plans
        self._zone = zone
        self._changes = sorted(_changes(subscriptions, plans))
        self._last: dict[str, Tariff | Unsubscribed] = {}

    @property
    def meters(self) -> frozenset[str]:
        """The meters that some tariff rates, at some moment."""
        found = {
            price.meter
            for subscription in self._subscriptions
            for phase in subscription.phases
            for price in self._plans[phase.plan_id].prices
            if price.currency in subscription.currencies
        }
        return frozenset(meter for meter in found if meter is not None)

    @property
    def first_start(self) -> datetime:
        """Before this moment there is no tariff."""
        return min((subscription.started_at for subscription in self._subscriptions), default=_LAST)

    def at(self, meter: str, moment: datetime) -> Tariff | None:
        """The tariff of `meter` at `moment`; None when nobody subscribed to it then."""
        found = self._last.get(meter)
        if found is None or not found.since <= moment < found.until:
            found = self._last[meter] = self._find(meter, moment)
        return found if isinstance(found, Tariff) else None

    def _find(self, meter: str, moment: datetime) -> Tariff | Unsubscribed:
        since = max((change for change in self._changes if change <= moment), default=_FIRST)
        until = min((change for change in self._changes if change > moment), default=_LAST)
        for subscription, phase in self._in_force(moment):
            plan = self._plans[phase.plan_id]
            currency = period_currency(subscription, plan.cycle, self._zone, moment)
            price = plan.price_of_meter(meter, currency, moment)
            if price is None or not _counts(phase, price):
                continue
            period = subscription_period(subscription, plan.cycle, self._zone, moment)
            return Tariff(
                since=max(since, period.start),
                until=min(until, period.end),
                subscription=subscription,
                price=price,
                period_start=period.start,
                period_end=period.end,
                zone=self._zone,
                rater=call_rater(price.terms) if isinstance(price.terms, CallTerms) else None,
                aggregation=measuring(price),
                held_by=bounds(price),
                group_by=price.group_by,
            )
        return Unsubscribed(since, until)

    def _in_force(self, moment: datetime) -> list[tuple[Subscription, Phase]]:
        """Who may pay for usage at `moment`: the older one first, and whoever is in a pause last."""
        phases = [(one, one.phase_at(moment)) for one in self._subscriptions if one.covers(moment)]
        found = [(subscription, phase) for subscription, phase in phases if phase is not None]
        return sorted(found, key=lambda one: one[1].kind is PhaseKind.paused)


def _counts(phase: Phase, price: Price) -> bool:
    """In a pause nothing is covered, but a level goes on: what changes it counts, and weighs nothing there (money policy 7)."""
    return phase.kind is not PhaseKind.paused or _is_level(price)


def _is_level(price: Price) -> bool:
    """Whether it rates a level that is carried on, and not the usage of each period."""
    return price.aggregation is not None and price.aggregation.kind is AggregationKind.weighted_sum


def measuring(price: Price) -> Aggregation | None:
    """How events are measured one by one; None where the sum of what was told is all that is asked for."""
    if bounds(price) is not None:
        return price.aggregation or PLAIN
    return None if price.aggregation is None or price.aggregation.is_plain else price.aggregation


def bounds(price: Price) -> PercentageTerms | None:
    """How the fee of each event is held within bounds, under a price that has any."""
    return price.terms if isinstance(price.terms, PercentageTerms) and price.terms.is_bounded else None


def _changes(subscriptions: Sequence[Subscription], plans: Mapping[PlanId, Plan]) -> set[datetime]:
    """Every moment at which the tariff of some meter may change, periods aside."""
    found = {price.effective_from for plan in plans.values() for price in plan.prices}
    for subscription in subscriptions:
        found |= {subscription.started_at} | ({subscription.cancel_at} if subscription.cancel_at else set())
        for phase in subscription.phases:
            found |= {phase.starts_at} | ({phase.ends_at} if phase.ends_at else set())
    return found
