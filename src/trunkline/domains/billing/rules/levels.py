"""Levels as usage of a period (money policy 7): what was carried into it costs, also when nothing happened in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

from trunkline.domains.billing.rules.periods import Billable, Part, ServicePeriod
from trunkline.domains.marketplace.model import AggregationKind, Grain, Price
from trunkline.domains.usage.model import Level, UsageTotal
from trunkline.domains.usage.rules.levels import Scale, Stretch, weigh
from trunkline.kernel.ids import PriceId
from trunkline.kernel.period import Period, local_midnight


def has_levels(billable: Billable) -> bool:
    """Whether any price of the subscription's plans rates a level."""
    return bool(_level_prices(billable))


def with_levels(
    billable: Billable, period: ServicePeriod, totals: Sequence[UsageTotal], levels: Mapping[str, Level]
) -> list[UsageTotal]:
    """`totals` with what each level comes to, and one for each price that rates a level and had no usage.

    A price under which a level was changed, and which is in force on no day of the period, rates nothing of it: that is so where the plan
    was left on the day of the change, and where all of the period lies in a pause.
    """
    prices = _level_prices(billable)
    found = {total.price_id: total for total in totals if total.price_id not in prices}
    changed = {total.price_id: _weighed(total, 0, 0) for total in totals if total.price_id in prices}
    scale = Scale(period.whole, period.cycle, billable.zone, alone=len(period.parts) == 1)
    for meter, level in levels.items():
        stretches = list(_stretches(billable, period, meter))
        for price_id, value_e6 in weigh(level, stretches, scale).items():
            before = changed.get(price_id) or _unused(billable, period, prices[price_id])
            events = sum(change.events for change in level.changes if change.price_id == price_id)
            found[price_id] = _weighed(before, events, value_e6)
    return list(found.values())


def _weighed(total: UsageTotal, events: int, value_e6: int) -> UsageTotal:
    return replace(total, measured_events=events, measured_e6=value_e6)


def _stretches(billable: Billable, period: ServicePeriod, meter: str) -> Iterator[Stretch]:
    """Where in the period which price rates the level, in the order of time."""
    for part in period.parts:
        moments = _changes(billable, part)
        for start, end in pairwise([*moments, part.period.end]):
            price = part.plan.price_of_meter(meter, period.currency, moments[start])
            if price is not None and _is_level(price):
                yield Stretch(price.id, _cut(billable, part, start, end), part.plan.proration)


def _changes(billable: Billable, part: Part) -> dict[datetime, datetime]:
    """The start of the part, and from when on within it further versions of prices hold; each with the moment that tells which.

    The day on which a version comes into force belongs to it, as that of a change of plan does; by the second, its moment does.
    """
    found = {part.period.start: part.period.start}
    for moment in sorted({price.effective_from for price in part.plan.prices}):
        if part.period.start < moment < part.period.end:
            day = local_midnight(moment.astimezone(billable.zone).date(), billable.zone)
            found[moment if part.plan.proration is Grain.second else max(day, part.period.start)] = moment
    return found


def _cut(billable: Billable, part: Part, start: datetime, end: datetime) -> Period:
    whole = part.period
    return Period(
        start,
        end,
        whole.first_day if start == whole.start else start.astimezone(billable.zone).date(),
        whole.next_day if end == whole.end else end.astimezone(billable.zone).date(),
    )


def _level_prices(billable: Billable) -> dict[PriceId, Price]:
    return {price.id: price for plan in billable.plans.values() for price in plan.prices if _is_level(price)}


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
