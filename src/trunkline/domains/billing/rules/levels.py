"""Levels as usage of a period (money policy 7): what was carried into it costs, also when nothing happened in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

from trunkline.domains.billing.rules.periods import Billable, Part, ServicePeriod
from trunkline.domains.marketplace.model import AggregationKind, Price
from trunkline.domains.usage.model import Level, UsageTotal
from trunkline.domains.usage.rules.levels import Stretch, seconds_between, weigh


def has_levels(billable: Billable) -> bool:
    """Whether any price of the subscription's plans rates a level."""
    return any(_is_level(price) for plan in billable.plans.values() for price in plan.prices)


def with_levels(
    billable: Billable, period: ServicePeriod, totals: Iterable[UsageTotal], levels: Mapping[str, Level]
) -> list[UsageTotal]:
    """`totals` with what each level comes to, and one for each price that rates a level and had no usage."""
    found = {total.price_id: total for total in totals}
    for meter, level in levels.items():
        prices = list(_stretches(billable, period, meter))
        if not prices:
            continue
        whole = seconds_between(period.whole.start, period.whole.end)
        weighed = weigh(level, [stretch for _, stretch in prices], period.used.start, whole)
        for price, _ in prices:
            change = level.changes.get(price.id)
            before = found.get(price.id) or _unused(billable, period, price)
            events = 0 if change is None else change.events
            found[price.id] = replace(before, measured_events=events, measured_e6=weighed[price.id])
    return list(found.values())


def _stretches(billable: Billable, period: ServicePeriod, meter: str) -> Iterator[tuple[Price, Stretch]]:
    """Where in the period which price rates the level: the same that its events are rated under."""
    for part in period.parts:
        moments = [*_changes(part), part.period.end]
        for start, end in pairwise(moments):
            price = part.plan.price_of_meter(meter, billable.subscription.currency, start)
            if price is not None and _is_level(price):
                yield price, Stretch(price.id, start, end)


def _changes(part: Part) -> list[datetime]:
    """The start of the part, and the moments within it at which a version of a price comes into force."""
    within = {
        price.effective_from for price in part.plan.prices if part.period.start < price.effective_from < part.period.end
    }
    return [part.period.start, *sorted(within)]


def _is_level(price: Price) -> bool:
    return price.aggregation is not None and price.aggregation.kind is AggregationKind.weighted_sum


def _unused(billable: Billable, period: ServicePeriod, price: Price) -> UsageTotal:
    assert price.meter is not None, "a level is counted on a meter"
    return UsageTotal(
        company_id=billable.subscription.company_id,
        subscription_id=billable.subscription.id,
        price_id=price.id,
        module_id=billable.module_id,
        meter=price.meter,
        period_start=period.used.start,
        period_end=period.used.end,
        events=0,
        calls=0,
        quantity_e6=0,
        billable_seconds=0,
        billed_seconds=0,
        amount_e4=0,
        version=0,
        booked_version=0,
        changed_at=period.used.start,
    )
