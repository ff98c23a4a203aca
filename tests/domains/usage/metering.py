"""A company with a price for each aggregation, and what its raw rows come to when they are read one by one."""

from __future__ import annotations

import itertools
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import select

from tests.domains.usage.conftest import TEST
from tests.factories import make_company, make_module, make_plan, make_subscription
from trunkline.domains.marketplace import queries as marketplace
from trunkline.domains.marketplace.model import Aggregation, AggregationKind, Filter, Grain, Module
from trunkline.domains.marketplace.model.offers.shapes import MeterOffer, each, metered
from trunkline.domains.usage import actions, queries, store
from trunkline.domains.usage.model import UsageEventInput
from trunkline.domains.usage.rules.levels import Scale, Stretch, weigh
from trunkline.infra.program import Program
from trunkline.kernel.ids import CompanyId
from trunkline.kernel.period import Period

BERLIN = ZoneInfo("Europe/Berlin")
EU = (Filter("region", ("eu", "7")),)
AGGREGATIONS = {
    "count": Aggregation(AggregationKind.count),
    "count_eu": Aggregation(AggregationKind.count, filters=EU),
    "bytes": Aggregation(AggregationKind.sum, "bytes"),
    "sum_eu": Aggregation(AggregationKind.sum, filters=(*EU, Filter("kind", ("a", "true")))),
    "max": Aggregation(AggregationKind.max),
    "max_eu": Aggregation(AggregationKind.max, "bytes", EU),
    "latest": Aggregation(AggregationKind.latest),
    "latest_bytes": Aggregation(AggregationKind.latest, "bytes", EU),
    "regions": Aggregation(AggregationKind.unique_count, "region"),
    "regions_a": Aggregation(AggregationKind.unique_count, "region", (Filter("kind", ("a",)),)),
}
LEVELS = {
    "level": Aggregation(AggregationKind.weighted_sum),
    "level_eu": Aggregation(AggregationKind.weighted_sum, "bytes", EU),
}
_numbers = itertools.count()


@dataclass(frozen=True)
class Place:
    """A company and the one plan that it may have."""

    program: Program
    company_id: CompanyId
    module: Module

    async def subscribe(self, since: datetime) -> None:
        async with self.program.scope(TEST, company_id=self.company_id) as scope:
            await make_subscription(scope, self.module.plans[0], started_on=since.date())

    async def send(self, *events: UsageEventInput) -> int:
        async with self.program.scope(TEST, company_id=self.company_id) as scope:
            return (await actions.record_events(scope, events)).accepted

    async def refused(self, *events: UsageEventInput) -> list[str]:
        """The codes with which the events are refused."""
        async with self.program.scope(TEST, company_id=self.company_id) as scope:
            return [one.code for one in (await actions.record_events(scope, events)).problems]

    async def quantities(self) -> dict[tuple[str, datetime], tuple[Decimal, int]]:
        """What is billed, and of how many events, by meter and start of the period."""
        async with self.program.scope(TEST, company_id=self.company_id, write=False) as scope:
            totals = await queries.unbooked_totals(scope, self.company_id, datetime(2100, 1, 1, tzinfo=UTC))
        return {(total.meter, total.period_start): (total.quantity, total.rated_events) for total in totals}

    async def levels(self, period: Period) -> dict[str, int]:
        """What each level comes to in a whole period under its one price, in millionths."""
        async with self.program.scope(TEST, company_id=self.company_id, write=False) as scope:
            (subscription,) = await marketplace.subscriptions_of(scope, self.company_id)
            levels = await queries.levels_for_period(scope, subscription.id, period.start, period.end)
        plan = self.module.plans[0]
        prices = {price.meter: price.id for price in plan.prices}
        scale = Scale(period, plan.cycle, BERLIN)
        return {
            meter: weigh(level, [Stretch(prices[meter], period, plan.proration)], scale)[prices[meter]]
            for meter, level in levels.items()
        }

    async def raw(self) -> dict[tuple[str, datetime], list[Any]]:
        """The rows that were rated, by meter and start of the period."""
        raw = store.usage_event
        found: dict[tuple[str, datetime], list[Any]] = defaultdict(list)
        async with self.program.scope(TEST, company_id=self.company_id, write=False) as scope:
            for row in await scope.tx.execute(select(raw).where(scope.of_company(raw), raw.c.price_id.is_not(None))):
                found[row.meter, row.period_start].append(row)
        return found


async def place(program: Program, grain: Grain = Grain.day) -> Place:
    number = next(_numbers)
    offers = [
        replace(metered(MeterOffer(name, name, "unit", "sum"), name, name, EUR=each("0.10")), aggregation=aggregation)
        for name, aggregation in (AGGREGATIONS | LEVELS).items()
    ]
    async with program.scope(TEST) as scope:
        company = await make_company(scope, f"place-{number}", billing_cycle_day=15)
        module = await make_module(scope, f"metering-{number}", make_plan("all", *offers, proration=grain))
    return Place(program, company.id, module)


def naive(aggregation: Aggregation, rows: list[Any]) -> tuple[Decimal, int]:
    """The aggregation of raw rows as its definition says, read once from the first to the last."""
    kept = [row for row in rows if _passes(aggregation, _properties(row))]
    if aggregation.kind is AggregationKind.unique_count:
        return Decimal(len({_text(_properties(row)["region"]) for row in kept})), len(kept)
    values = [_value(aggregation, row) for row in kept]
    match aggregation.kind:
        case AggregationKind.count:
            return Decimal(len(kept)), len(kept)
        case AggregationKind.sum:
            return sum(values, Decimal(0)), len(kept)
        case AggregationKind.max:
            return max(values, default=Decimal(0)), len(kept)
        case AggregationKind.latest:
            ordered = sorted(zip(kept, values, strict=True), key=lambda one: _place(one[0]))
            return ordered[-1][1] if ordered else Decimal(0), len(kept)
    raise AssertionError(aggregation)


def naive_level(aggregation: Aggregation, rows: list[Any], period: Period, grain: Grain) -> int:
    """The level of every day, or second, of the period, added up and divided by how many there are; half up to a millionth."""
    kept = [row for row in rows if _passes(aggregation, _properties(row))]
    by_second = grain is Grain.second
    whole = int((period.end - period.start).total_seconds()) if by_second else period.days
    weighed = Fraction(0)
    for row in kept:
        seconds, days = (
            (row.used_at - period.start).total_seconds(),
            row.used_at.astimezone(BERLIN).date() - period.first_day,
        )
        since = max(0, int(seconds // 1) if by_second else days.days)
        weighed += Fraction(_value(aggregation, row)) * max(0, whole - since)
    return max(0, floor(weighed / whole * 1_000_000 + Fraction(1, 2)))


def _place(row: Any) -> tuple[Any, ...]:
    return row.used_at, row.recorded_at, row.source, row.event_id


def _passes(aggregation: Aggregation, properties: dict[str, Any]) -> bool:
    return all(_text(properties.get(one.property)) in one.values for one in aggregation.filters)


def _value(aggregation: Aggregation, row: Any) -> Decimal:
    if aggregation.measured_by is None:
        return Decimal(row.quantity_e6) / 1_000_000
    return Decimal(_text(_properties(row)[aggregation.measured_by]))


def _properties(row: Any) -> dict[str, Any]:
    return {} if row.properties is None else msgspec.json.decode(row.properties)


def _text(value: Any) -> str:
    if isinstance(value, float):
        return format(Decimal(str(value)).normalize(), "f")
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)


def later(moment: datetime, minutes: int) -> datetime:
    return moment + timedelta(minutes=minutes)
