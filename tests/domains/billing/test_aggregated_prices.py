"""Prices with an aggregation on real invoices. Every amount is worked by hand in the comment above it."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.domains.billing.stage import DESK, MESSAGES, TEST, Stage, amounts, plan, stage, utc
from trunkline.domains.billing.rules.explaining import recombined
from trunkline.domains.marketplace import actions as marketplace
from trunkline.domains.marketplace.model import (
    Adjustments,
    Aggregation,
    AggregationKind,
    Filter,
    PerUnitTerms,
    aggregation_to_json,
)
from trunkline.domains.marketplace.model.offers.shapes import each, graduated, metered
from trunkline.domains.usage import actions as usage
from trunkline.domains.usage.model import UsageEventInput
from trunkline.infra.program import Program
from trunkline.kernel.clock import ManualClock

# The clock of the tests stands at 2026-03-02 12:00 UTC.

EU = (Filter("region", ("eu",)),)
KINDS = {
    "count": Aggregation(AggregationKind.count, filters=EU),
    "sum": Aggregation(AggregationKind.sum, "size", EU),
    "max": Aggregation(AggregationKind.max, "size"),
    "latest": Aggregation(AggregationKind.latest),
    "unique-count": Aggregation(AggregationKind.unique_count, "agent"),
}
SEATS = Aggregation(AggregationKind.weighted_sum)
# What the four events of `_used` come to, at 0.10 each.
DUE = {
    "count": ("0.30", "3"),
    "sum": ("0.85", "8.5"),
    "max": ("0.60", "6"),
    "latest": ("0.70", "7"),
    "unique-count": ("0.20", "2"),
}

_messages = metered(MESSAGES, "messages", "Messages", EUR=each("0.10"))
_tiers = metered(MESSAGES, "messages", "Messages", EUR=graduated(("1", "5", "0"), (None, "1", "0")))
TARIFFS = replace(
    DESK,
    plans=(
        *(plan(slug, replace(_messages, aggregation=aggregation)) for slug, aggregation in KINDS.items()),
        plan("seats", replace(_messages, aggregation=SEATS)),
        plan(
            "agents-in-tiers",
            replace(
                _tiers,
                aggregation=KINDS["unique-count"],
                adjustments=Adjustments(included_units=Decimal(1)),
            ),
        ),
    ),
)
_numbers = itertools.count()


async def subscribed(program: Program, slug: str) -> Stage:
    async with program.scope(TEST) as scope:
        await marketplace.install_catalogue(scope, [TARIFFS])
    return await stage(program, slug, billing_cycle_day=1)


async def tell(there: Stage, at: datetime, quantity: str = "1", **properties: Any) -> None:
    event = UsageEventInput("messages", f"told-{next(_numbers)}", at, "test", Decimal(quantity), properties)
    async with there.program.scope(TEST, company_id=there.company_id) as scope:
        assert (await usage.record_events(scope, [event])).accepted == 1


async def _used(there: Stage) -> None:
    await tell(there, utc("2026-03-20 12:00"), "7", region="eu", agent="ada", size=2)
    await tell(there, utc("2026-03-10 12:00"), "9", region="eu", agent="bob", size="0.5")
    await tell(there, utc("2026-03-11 12:00"), "0", region="eu", agent="ada", size=6)
    await tell(there, utc("2026-03-12 12:00"), "1", region="us", agent="bob", size=1)


@pytest.mark.parametrize("slug", KINDS)
async def test_what_is_billed_is_the_aggregation_and_the_line_says_so(
    program: Program, clock: ManualClock, slug: str
) -> None:
    nordlicht = await subscribed(program, slug)
    await _used(nordlicht)
    clock.move_to(utc("2026-04-02 12:00"))
    (line,) = await nordlicht.bill("2026-04-02")
    amount, quantity = DUE[slug]
    assert (str(line.amount), line.quantity) == (f"{amount} EUR", Decimal(quantity))
    assert line.explain["price"]["aggregation"] == aggregation_to_json(KINDS[slug])
    assert recombined(line.explain) == Decimal(amount)


@pytest.mark.parametrize("slug", KINDS)
async def test_no_events_cost_nothing(program: Program, clock: ManualClock, slug: str) -> None:
    nordlicht = await subscribed(program, slug)
    clock.move_to(utc("2026-04-02 12:00"))
    assert await nordlicht.bill("2026-04-02") == []


async def test_a_late_event_is_booked_as_what_it_changes(program: Program, clock: ManualClock) -> None:
    nordlicht = await subscribed(program, "max")
    await _used(nordlicht)
    clock.move_to(utc("2026-04-02 12:00"))
    assert amounts(await nordlicht.bill("2026-04-02")) == ["0.60"]
    await tell(nordlicht, utc("2026-03-15 12:00"), size=5)
    assert await nordlicht.bill("2026-04-02") == []
    # The largest is 8.5 instead of 6 now: 2.5 × 0.10
    await tell(nordlicht, utc("2026-03-16 12:00"), size="8.5")
    assert amounts(await nordlicht.bill("2026-04-02")) == ["0.25"]


async def test_a_late_event_before_the_latest_changes_nothing(program: Program, clock: ManualClock) -> None:
    nordlicht = await subscribed(program, "latest")
    await _used(nordlicht)
    clock.move_to(utc("2026-04-02 12:00"))
    assert amounts(await nordlicht.bill("2026-04-02")) == ["0.70"]
    await tell(nordlicht, utc("2026-03-20 11:59"), "99")
    assert await nordlicht.bill("2026-04-02") == []
    # 3 instead of 7 is less: 0.40 come back.
    await tell(nordlicht, utc("2026-03-20 12:01"), "3")
    assert amounts(await nordlicht.bill("2026-04-02")) == ["-0.40"]


async def test_included_units_and_tiers_work_on_what_was_aggregated(program: Program, clock: ManualClock) -> None:
    nordlicht = await subscribed(program, "agents-in-tiers")
    await _used(nordlicht)
    await tell(nordlicht, utc("2026-03-21 12:00"), agent="eve")
    clock.move_to(utc("2026-04-02 12:00"))
    # Three agents, one of them included: 1 × 5 + 1 × 1
    assert amounts(await nordlicht.bill("2026-04-02")) == ["6.00"]


async def test_a_level_goes_on_over_periods(program: Program, clock: ManualClock) -> None:
    nordlicht = await subscribed(program, "seats")
    # Half of April's thirty days: midnight in Berlin on the 16th is 22:00 UTC on the 15th.
    await tell(nordlicht, utc("2026-03-10 12:00"), "100")
    await tell(nordlicht, utc("2026-04-15 22:00"), "-40")
    clock.move_to(utc("2026-06-02 12:00"))
    march, april, may = await nordlicht.bill("2026-06-02")
    # It is there from the tenth on, the whole day: 100 × 22/31, although the clocks go forward meanwhile.
    assert (str(march.amount), march.quantity) == ("7.10 EUR", Decimal("70.967742"))
    # 100 × 15/30 + 60 × 15/30 = 80; in May nothing happens, and sixty stay.
    assert [(str(line.amount), line.quantity) for line in (april, may)] == [
        ("8.00 EUR", Decimal(80)),
        ("6.00 EUR", Decimal(60)),
    ]
    assert may.explain["price"]["aggregation"] == {"kind": "weighted_sum"}
    assert recombined(may.explain) == 6


async def test_a_late_change_of_a_level_is_booked_in_every_period_after_it(
    program: Program, clock: ManualClock
) -> None:
    nordlicht = await subscribed(program, "seats")
    await tell(nordlicht, utc("2026-03-31 22:00"), "10")
    clock.move_to(utc("2026-06-02 12:00"))
    assert sorted(amounts(await nordlicht.bill("2026-06-02"))) == ["1.00", "1.00"]
    # Ten more since the middle of April: 10 × 15/30 × 0.10 for April, 10 × 0.10 for May.
    await tell(nordlicht, utc("2026-04-15 22:00"), "10")
    assert sorted(amounts(await nordlicht.bill("2026-06-02"))) == ["0.50", "1.00"]
    assert await nordlicht.bill("2026-06-02") == []


async def test_a_level_goes_on_under_a_price_that_is_revised(program: Program, clock: ManualClock) -> None:
    nordlicht = await subscribed(program, "seats")
    await tell(nordlicht, utc("2026-03-31 22:00"), "10")
    clock.move_to(utc("2026-04-15 22:00"))
    await nordlicht.revise("messages", PerUnitTerms(Decimal("0.20")), clock.now())
    clock.move_to(utc("2026-05-02 12:00"))
    # 10 × 15/30 at 0.10, and as much at 0.20, although nothing was told since the revision.
    assert sorted(amounts(await nordlicht.bill("2026-05-02"))) == ["0.50", "1.00"]


async def test_a_level_that_starts_in_the_middle_pays_its_part_of_the_whole_period(
    program: Program, clock: ManualClock
) -> None:
    nordlicht = await subscribed(program, "seats")
    await tell(nordlicht, utc("2026-03-31 22:00"), "30")
    clock.move_to(utc("2026-04-10 12:00"))
    await nordlicht.cancel()
    clock.move_to(utc("2026-05-02 12:00"))
    # The subscription ends with 10 April: 30 × 10/30 × 0.10
    assert amounts(await nordlicht.bill("2026-05-02")) == ["1.00"]
