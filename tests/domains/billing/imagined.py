"""Subscriptions, plans and usage as values, for rules that need no database."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from trunkline.domains.billing.rules import Billable
from trunkline.domains.marketplace.model import (
    Grain,
    Phase,
    Plan,
    PlanState,
    Price,
    Subscription,
    SubscriptionState,
    Terms,
    Timing,
)
from trunkline.domains.usage.model import UsageTotal
from trunkline.kernel.ids import CompanyId, ModuleId, PlanId, PriceId, SubscriptionId
from trunkline.kernel.money import Currency
from trunkline.kernel.period import Cycle, Interval, local_midnight
from trunkline.kernel.quantity import to_e6

BERLIN = ZoneInfo("Europe/Berlin")
MONTH = Cycle(Interval.month)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
_entropy = random.Random(1)
COMPANY = CompanyId.new(LONG_AGO, _entropy)
MODULE = ModuleId.new(LONG_AGO, _entropy)


def a_price(terms: Terms, *, timing: Timing = Timing.arrears, meter: str | None = None, currency: str = "EUR") -> Price:
    return Price(
        id=PriceId.new(LONG_AGO, _entropy),
        plan_id=PlanId.new(LONG_AGO, _entropy),
        currency=Currency.of(currency),
        component="component",
        description="Component",
        timing=timing,
        meter=meter,
        unit="unit",
        version=1,
        effective_from=LONG_AGO,
        terms=terms,
    )


def a_plan(*prices: Price, grain: Grain = Grain.day, cycle: Cycle = MONTH) -> Plan:
    return Plan(
        id=prices[0].plan_id,
        module_id=MODULE,
        slug="plan",
        name="Plan",
        description="",
        cycle=cycle,
        proration=grain,
        state=PlanState.active,
        prices=prices,
    )


def on_plans(started_on: date, anchor_on: date, *stretches: tuple[Plan, date | None], quantity: int = 1) -> Billable:
    """A subscription that spends one stretch after the other on these plans, each until its date."""
    subscription_id = SubscriptionId.new(LONG_AGO, _entropy)
    phases: list[Phase] = []
    first_day = started_on
    for position, (plan, until) in enumerate(stretches):
        ends_at = None if until is None else local_midnight(until, BERLIN)
        starts_at = local_midnight(first_day, BERLIN)
        phases.append(
            Phase(
                subscription_id=subscription_id,
                position=position,
                plan_id=plan.id,
                quantity=quantity,
                currency=plan.prices[0].currency,
                first_day=first_day,
                next_day=until,
                starts_at=starts_at,
                ends_at=ends_at,
            )
        )
        first_day = until or first_day
    last = phases[-1]
    subscription = Subscription(
        id=subscription_id,
        company_id=COMPANY,
        module_id=MODULE,
        plan_id=last.plan_id,
        currency=stretches[0][0].prices[0].currency,
        state=SubscriptionState.active,
        quantity=quantity,
        started_on=started_on,
        anchor_on=anchor_on,
        started_at=phases[0].starts_at,
        cancel_at=last.ends_at,
        canceled_at=None,
        ended_on=last.next_day,
        phases=tuple(phases),
    )
    return Billable(
        subscription=subscription,
        plans={plan.id: plan for plan, _ in stretches},
        module_id=MODULE,
        module_slug="module",
        module_name="Module",
        zone=BERLIN,
    )


def a_total(billable: Billable, price: Price, period_start: datetime, quantities: Sequence[Decimal]) -> UsageTotal:
    """All usage so far. For a call price the quantities are ten-thousandths that the calls were rated at."""
    used = sum(quantities, Decimal(0))
    of_calls = price.terms.model == "call"
    return UsageTotal(
        company_id=COMPANY,
        subscription_id=billable.subscription.id,
        price_id=price.id,
        module_id=MODULE,
        meter="meter",
        period_start=period_start,
        period_end=period_start,
        events=len(quantities),
        calls=len(quantities) if of_calls else 0,
        quantity_e6=0 if of_calls else to_e6(used),
        billable_seconds=0,
        billed_seconds=60 * len(quantities) if of_calls else 0,
        amount_e4=int(used * 4) if of_calls else 0,
        version=1,
        booked_version=0,
        changed_at=period_start,
    )
