"""The course of a price that is prorated: its changes, told as days or moments, and the subscription that goes through them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from zoneinfo import ZoneInfo

from trunkline.domains.billing.rules.periods import Billable
from trunkline.domains.marketplace.model import (
    Grain,
    PerUnitTerms,
    Phase,
    Plan,
    PlanState,
    Price,
    Subscription,
    SubscriptionState,
    Timing,
)
from trunkline.domains.marketplace.rules.phases import (
    Cut,
    backdated_cut,
    cut_phases,
    end_cut,
    ended_phases,
    open_phase,
    start_cut,
)
from trunkline.kernel.errors import FieldProblem, Invalid
from trunkline.kernel.ids import CompanyId, ModuleId, PlanId, PriceId, SubscriptionId
from trunkline.kernel.money import Currency
from trunkline.kernel.period import Cycle

_ALWAYS = datetime(1, 1, 1, tzinfo=UTC)
_SUBSCRIPTION, _COMPANY, _MODULE = SubscriptionId("quoted"), CompanyId("quoted"), ModuleId("quoted")


@dataclass(frozen=True, slots=True)
class PriceChange:
    """From `at` on, `quantity` units at `amount` per whole period. What is called the same is the same price to the delta rule."""

    at: date | datetime
    amount: Decimal
    quantity: int
    name: str


@dataclass(frozen=True, kw_only=True)
class Course:
    """The changes in order, the first of which is the start, and the end, if there is one. Raises `Invalid` where they do not follow.

    The day of a change belongs to what comes after it, the day of the end to what was before it (money policy 1). Moments count by
    the second only; with other grains the local day counts that they lie in. Of several changes in one day the last one stands.
    """

    currency: Currency
    grain: Grain
    cycle: Cycle
    zone: ZoneInfo
    anchor_on: date
    changes: tuple[PriceChange, ...]
    end: date | datetime | None = None

    def __post_init__(self) -> None:
        for index, (before, after) in enumerate(zip(self._all_cuts, self._all_cuts[1:], strict=False), 1):
            if after.at < before.at:
                raise _refused(f"/changes/{index}/at", "lies before the change above it; tell changes in their order.")
        if self.end_cut is not None and self.end_cut.at <= self._all_cuts[-1].at:
            raise _refused("/end/at", "must not lie before the last change.")

    @cached_property
    def steps(self) -> tuple[tuple[Cut, PriceChange], ...]:
        """The changes that stand, with when they take effect."""
        by_moment = {cut.at: (cut, change) for cut, change in zip(self._all_cuts, self.changes, strict=True)}
        return tuple(by_moment.values())

    @property
    def cuts(self) -> list[Cut]:
        return [cut for cut, _ in self.steps]

    @cached_property
    def end_cut(self) -> Cut | None:
        if self.end is None:
            return None
        if isinstance(self.end, datetime):
            return end_cut(self.grain, self.zone, self.end)
        return backdated_cut(self.end + timedelta(days=1), self.zone)

    @cached_property
    def plans(self) -> Mapping[PlanId, Plan]:
        """A plan with one price for each name."""
        plans = (self._plan(change) for _, change in self.steps)
        return {plan.id: plan for plan in plans}

    @cached_property
    def _all_cuts(self) -> tuple[Cut, ...]:
        return tuple(
            start_cut(self.grain, self.zone, one.at)
            if isinstance(one.at, datetime)
            else backdated_cut(one.at, self.zone)
            for one in self.changes
        )

    def plan_of(self, phase: Phase) -> Plan:
        return self.plans[phase.plan_id]

    def change_of(self, phase: Phase) -> PriceChange:
        """The change that the phase began with."""
        return next(change for cut, change in self.steps if cut.at == phase.starts_at)

    def change_of_price(self, price_id: PriceId, known_until: datetime | None) -> PriceChange:
        """The last change to the price among those known by then."""
        known = [change for cut, change in self.steps if known_until is None or cut.at <= known_until]
        return next(change for change in reversed(known) if price_id == _price_id(change))

    def billable(self, known_until: datetime | None) -> Billable:
        """The subscription as billing looks at it."""
        return Billable(
            subscription=subscribed(self, known_until),
            plans=self.plans,
            module_id=_MODULE,
            module_slug="quoted",
            module_name="Quoted",
            zone=self.zone,
        )

    def _plan(self, change: PriceChange) -> Plan:
        plan_id = PlanId(change.name)
        price = Price(
            id=_price_id(change),
            plan_id=plan_id,
            currency=self.currency,
            component="price",
            description=change.name,
            timing=Timing.advance,
            meter=None,
            unit="unit",
            version=1,
            effective_from=_ALWAYS,
            terms=PerUnitTerms(change.amount),
        )
        return Plan(
            id=plan_id,
            module_id=_MODULE,
            slug="quoted",
            name=change.name,
            description="",
            cycle=self.cycle,
            proration=self.grain,
            state=PlanState.active,
            prices=(price,),
        )


def phases_until(course: Course, known_until: datetime | None) -> tuple[Phase, ...]:
    """The phases that follow from the changes up to `known_until`; None: from all of them, and from the end."""
    phases: tuple[Phase, ...] = ()
    for cut, change in course.steps:
        if known_until is None or cut.at <= known_until:
            kept = cut_phases(phases, cut)
            phases = (
                *kept,
                open_phase(_SUBSCRIPTION, len(kept), PlanId(change.name), change.quantity, course.currency, cut),
            )
    if known_until is None and course.end_cut is not None:
        return ended_phases(phases, course.end_cut)
    return phases


def subscribed(course: Course, known_until: datetime | None) -> Subscription:
    """The subscription with those phases."""
    phases = phases_until(course, known_until)
    first, last = phases[0], phases[-1]
    return Subscription(
        id=_SUBSCRIPTION,
        company_id=_COMPANY,
        module_id=_MODULE,
        plan_id=last.plan_id,
        currency=course.currency,
        state=SubscriptionState.active,
        quantity=last.quantity,
        started_on=first.first_day,
        anchor_on=course.anchor_on,
        started_at=first.starts_at,
        cancel_at=last.ends_at,
        canceled_at=None,
        ended_on=last.next_day,
        phases=phases,
    )


def _price_id(change: PriceChange) -> PriceId:
    return PriceId(change.name)


def _refused(pointer: str, detail: str) -> Invalid:
    return Invalid(detail, fields=[FieldProblem(pointer, detail)])
