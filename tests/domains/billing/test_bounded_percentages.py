"""A percentage with a minimum and a maximum per event, sold: every event has a fee of its own, in any order, split and repeated."""

from __future__ import annotations

import itertools
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.domains.billing.stage import DESK, MESSAGES, TEST, Stage, amounts, plan, stage, utc
from trunkline.domains.billing.rules.explaining import recombined
from trunkline.domains.marketplace import actions as marketplace
from trunkline.domains.marketplace import queries as catalogue
from trunkline.domains.marketplace.model import (
    Adjustments,
    Aggregation,
    AggregationKind,
    Filter,
    PercentageTerms,
    Price,
)
from trunkline.domains.marketplace.model.offers.shapes import metered
from trunkline.domains.marketplace.rules import rate_quantity
from trunkline.domains.marketplace.rules.catalogue import check_revision
from trunkline.domains.usage import actions as usage
from trunkline.domains.usage import queries
from trunkline.domains.usage.model import UsageEventInput
from trunkline.infra.program import Program
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.errors import Invalid

HELD = PercentageTerms(Decimal(2), Decimal("0.10"), per_event_minimum=Decimal("0.50"), per_event_maximum=Decimal(4))
EU = Aggregation(AggregationKind.sum, "value", (Filter("region", ("eu",)),))
_held = metered(MESSAGES, "messages", "Messages", EUR=HELD)
TARIFFS = replace(DESK, plans=(plan("held", _held), plan("held-eu", replace(_held, aggregation=EU))))
_numbers = itertools.count()


async def subscribed(program: Program, slug: str) -> Stage:
    async with program.scope(TEST) as scope:
        await marketplace.install_catalogue(scope, [TARIFFS])
    return await stage(program, slug, billing_cycle_day=1)


def told(quantity: str, at: str = "2026-03-10 12:00", **properties: Any) -> UsageEventInput:
    return UsageEventInput("messages", f"held-{next(_numbers)}", utc(at), "test", Decimal(quantity), properties)


@pytest.fixture
async def nordlicht(program: Program) -> Stage:
    return await subscribed(program, "held")


async def send(there: Stage, *events: UsageEventInput) -> None:
    async with there.program.scope(TEST, company_id=there.company_id) as scope:
        assert not (await usage.record_events(scope, events)).problems


async def test_each_event_pays_its_own_fee_within_the_bounds(nordlicht: Stage, clock: ManualClock) -> None:
    # 0.10 + 2 %: 0.30 is raised to 0.50, 2.10 stays, 10.10 is held at 4; exactly at a bound is within.
    await send(nordlicht, told("10"), told("100"), told("500"), told("20"), told("195"))
    clock.move_to(utc("2026-04-02 12:00"))
    (line,) = await nordlicht.bill("2026-04-02")
    assert (str(line.amount), line.quantity) == ("11.10 EUR", Decimal(825))
    assert recombined(line.explain) == Decimal("11.10")
    # A late one at the minimum is 0.50 more.
    await send(nordlicht, told("1"))
    assert amounts(await nordlicht.bill("2026-04-02")) == ["0.50"]


async def test_filters_and_properties_decide_what_an_event_is_worth(program: Program, clock: ManualClock) -> None:
    nordlicht = await subscribed(program, "held-eu")
    await send(nordlicht, told("1", region="eu", value="500"), told("1", region="us", value="500"))
    clock.move_to(utc("2026-04-02 12:00"))
    assert amounts(await nordlicht.bill("2026-04-02")) == ["4.00"]


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.decimals(0, 400, places=2), max_size=6), max_size=4), st.randoms())
async def test_what_is_kept_is_what_the_events_come_to_one_by_one(
    nordlicht: Stage, batches: list[list[Decimal]], random: Any
) -> None:
    before = await kept(nordlicht)
    sent = [[told(str(amount)) for amount in batch] for batch in batches]
    for batch in random.sample(sent * 2, len(sent) * 2):
        await send(nordlicht, *batch)
    flat = [amount for batch in batches for amount in batch]
    expected = rate_quantity(HELD, sum(flat, Decimal(0)), events=len(flat), amounts=flat).amount
    assert await kept(nordlicht) - before == expected


async def kept(there: Stage) -> Decimal:
    """What is due by the sums that are kept."""
    async with there.program.scope(TEST, company_id=there.company_id, write=False) as scope:
        totals = await queries.unbooked_totals(scope, there.company_id, utc("2100-01-01 00:00"))
    rated = [rate_quantity(HELD, one.quantity, events=one.rated_events, held=one.held) for one in totals]
    return sum((one.amount for one in rated), Decimal(0))


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"terms": replace(HELD, free_events=1)}, "/terms/free_events"),
        ({"terms": replace(HELD, free_volume=Decimal(1))}, "/terms/free_volume"),
        ({"adjustments": Adjustments(included_units=Decimal(1))}, "/adjustments/included_units"),
        ({"aggregation": Aggregation(AggregationKind.max)}, "/aggregation/kind"),
    ],
)
async def test_what_needs_the_order_of_events_is_not_sold(
    program: Program, clock: ManualClock, changes: dict[str, Any], pointer: str
) -> None:
    async with program.scope(TEST) as scope:
        await marketplace.install_catalogue(scope, [TARIFFS])
    price = await a_sold_price(program)
    check_revision(price, clock.now())
    with pytest.raises(Invalid) as refused:
        check_revision(replace(price, **changes), clock.now())
    assert [one.pointer for one in refused.value.fields] == [pointer]


async def a_sold_price(program: Program) -> Price:
    async with program.scope(TEST, write=False) as scope:
        modules = await catalogue.modules(scope)
    return next(price for module in modules for one in module.plans for price in one.prices if price.terms == HELD)
