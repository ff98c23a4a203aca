"""Aggregations: what a period's events come to, whatever their order, batches, repetitions and lateness."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.domains.usage.conftest import NOW, TEST, call, event
from tests.domains.usage.metering import AGGREGATIONS, BERLIN, LEVELS, Place, naive, naive_level, place
from trunkline.domains.marketplace import queries as marketplace
from trunkline.domains.marketplace.model import (
    Aggregation,
    AggregationKind,
    Grain,
    aggregation_from_json,
    aggregation_to_json,
)
from trunkline.domains.marketplace.rules import subscription_period
from trunkline.domains.usage import actions
from trunkline.domains.usage.model import UsageEventInput
from trunkline.infra.program import Program
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.errors import Invalid

SINCE = NOW - timedelta(days=100)

_regions = st.sampled_from(["eu", "us", 7, 7.0, True])
_bytes = st.one_of(
    st.integers(0, 10_000), st.integers(0, 10**9).map(lambda n: str(Decimal(n) / 1_000)), st.just(0.25), st.just(1.5)
)
_properties = st.fixed_dictionaries(
    {"bytes": _bytes, "region": _regions},
    optional={"kind": st.sampled_from(["a", "b", True])},
)
_moments = st.integers(-100 * 24, 5 * 24).map(lambda hours: NOW + timedelta(hours=hours))
_quantities = st.decimals(0, 1_000, places=6)
_events = st.builds(
    event,
    st.integers(0, 60),
    meter=st.sampled_from(sorted(AGGREGATIONS)),
    used_at=_moments,
    quantity=_quantities,
    properties=_properties,
)
_batches = st.lists(st.lists(_events, max_size=15), max_size=6)
_quiet = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
async def here(program: Program) -> Place:
    found = await place(program)
    await found.subscribe(SINCE)
    return found


async def quantity(here: Place, meter: str) -> Decimal:
    """Of the one period that the meter was used in."""
    (found,) = [value for (name, _), (value, _) in (await here.quantities()).items() if name == meter]
    return found


def used(number: int, meter: str, quantity: str = "1", at: datetime = NOW, **properties: Any) -> UsageEventInput:
    return event(number, meter=meter, used_at=at, quantity=Decimal(quantity), properties=properties or None)


async def test_a_count_counts_events_whatever_their_quantity(here: Place) -> None:
    await here.send(used(1, "count", "5"), used(2, "count", "0"), used(2, "count", "9"))
    await here.send(used(1, "count", "5"), used(3, "count", "0.5"))
    assert await quantity(here, "count") == 3


async def test_only_what_passes_the_filter_counts(here: Place) -> None:
    await here.send(used(1, "count_eu", region="eu"), used(2, "count_eu", region="us"), used(3, "count_eu"))
    await here.send(used(4, "count_eu", region=7), used(5, "count_eu", region="7"), used(6, "count_eu", region=["eu"]))
    assert await quantity(here, "count_eu") == 3


async def test_an_event_passes_every_filter_or_does_not_count(here: Place) -> None:
    await here.send(used(1, "sum_eu", "2", region="eu", kind="a"), used(2, "sum_eu", "4", region="eu", kind="b"))
    await here.send(used(3, "sum_eu", "8", kind="a"), used(4, "sum_eu", "16", region="eu", kind=True))
    assert await quantity(here, "sum_eu") == 18


async def test_usage_of_which_nothing_passes_comes_to_nothing(here: Place) -> None:
    await here.send(used(1, "sum_eu", "2", region="us"))
    assert await quantity(here, "sum_eu") == 0


async def test_a_sum_of_a_property_is_exact(here: Place) -> None:
    await here.send(*(used(number, "bytes", "3", bytes=0.1) for number in range(3)), used(9, "bytes", bytes="0.000001"))
    assert await quantity(here, "bytes") == Decimal("0.300001")


async def test_a_maximum_never_falls(here: Place) -> None:
    await here.send(used(1, "max", "5"), used(2, "max", "7.5"))
    await here.send(used(3, "max", "6"))
    assert await quantity(here, "max") == Decimal("7.5")
    await here.send(used(4, "max", "8", NOW - timedelta(days=1)))
    assert await quantity(here, "max") == 8


async def test_each_period_has_its_own_maximum(here: Place) -> None:
    await here.send(used(1, "max", "9", NOW - timedelta(days=40)), used(2, "max", "3"))
    assert sorted(value for value, _ in (await here.quantities()).values()) == [3, 9]


async def test_the_latest_is_the_one_used_last_not_the_one_told_last(here: Place) -> None:
    await here.send(used(1, "latest", "5"), used(2, "latest", "9", NOW - timedelta(hours=1)))
    assert await quantity(here, "latest") == 5
    await here.send(used(3, "latest", "7", NOW - timedelta(minutes=1)))
    assert await quantity(here, "latest") == 5
    await here.send(used(4, "latest", "0", NOW + timedelta(microseconds=1)))
    assert await quantity(here, "latest") == 0


async def test_of_two_used_at_once_the_one_recorded_last_counts(here: Place, clock: ManualClock) -> None:
    await here.send(used(9, "latest", "5"))
    clock.advance(timedelta(seconds=1))
    await here.send(used(1, "latest", "4"))
    assert await quantity(here, "latest") == 4


async def test_a_value_counts_once_in_a_period(here: Place) -> None:
    await here.send(*(used(number, "regions", region=name) for number, name in enumerate(["eu", "us", "eu", "EU"])))
    assert await quantity(here, "regions") == 3
    await here.send(used(7, "regions", region="us"), used(8, "regions", region=5), used(9, "regions", region="5"))
    assert await quantity(here, "regions") == 4
    await here.send(used(10, "regions", at=NOW - timedelta(days=40), region="eu"))
    assert sorted(value for value, _ in (await here.quantities()).values()) == [1, 4]


async def test_an_event_without_the_value_to_count_is_refused(here: Place) -> None:
    assert await here.refused(used(1, "regions"), used(2, "regions", region={})) == ["unmeasurable", "unmeasurable"]
    assert await here.quantities() == {}


@pytest.mark.parametrize(
    "properties", [{}, {"bytes": None}, {"bytes": "many"}, {"bytes": -1}, {"bytes": 1e-7}, {"bytes": [1]}]
)
async def test_what_cannot_be_measured_is_refused_alone(here: Place, properties: dict[str, Any]) -> None:
    assert await here.refused(used(1, "bytes", **properties)) == ["unmeasurable"]
    assert await here.send(used(1, "bytes", **properties), used(2, "bytes", bytes=5)) == 1
    assert await quantity(here, "bytes") == 5


async def test_calls_are_counted_and_filtered_like_events(here: Place, program: Program) -> None:
    async with program.scope(TEST, company_id=here.company_id) as scope:
        assert (await actions.record_calls(scope, "pbx", "count", [call(1), call(2)])).accepted == 2
        result = await actions.record_calls(scope, "pbx", "bytes", [call(3)])
    assert [one.code for one in result.problems] == ["unmeasurable"]
    assert await quantity(here, "count") == 2


async def test_only_a_level_falls(here: Place) -> None:
    assert await here.refused(used(1, "max", "-1"), used(2, "bytes", bytes=-1)) == ["invalid_quantity", "unmeasurable"]
    assert await here.refused(used(3, "level", "-1"), used(4, "level_eu", bytes=-2, region="eu")) == []


_changes = st.builds(
    event,
    st.integers(0, 60),
    meter=st.sampled_from(sorted(LEVELS)),
    used_at=st.integers(-100 * 86_400_000, 5 * 86_400_000).map(lambda ms: NOW + timedelta(milliseconds=ms)),
    quantity=st.decimals(-1_000, 1_000, places=6),
    properties=st.fixed_dictionaries({"bytes": st.integers(-50, 100), "region": _regions}),
)


@_quiet
@given(
    st.lists(st.lists(_changes, max_size=12), max_size=6),
    st.randoms(),
    st.booleans(),
    st.sampled_from([Grain.day, Grain.second, Grain.none]),
)
async def test_a_level_is_what_the_raw_rows_come_to_day_by_day_or_second_by_second(
    program: Program, clock: ManualClock, batches: list[list[UsageEventInput]], random: Any, first: bool, grain: Grain
) -> None:
    here = await place(program, grain)
    if not first:
        await here.subscribe(SINCE)
    await _send_in_any_order(here, clock, batches, random)
    if first:
        await here.subscribe(SINCE)
        await actions.rate_waiting_usage(program.begin_as(TEST), here.company_id, page_size=4)
    async with program.scope(TEST, company_id=here.company_id, write=False) as scope:
        (subscription,) = await marketplace.subscriptions_of(scope, here.company_id)
    raw = await here.raw()
    moment, cycle = subscription.started_at, here.module.plans[0].cycle
    while moment < NOW + timedelta(days=40):
        period = subscription_period(subscription, cycle, BERLIN, moment)
        moment = period.end
        expected: dict[str, list[Any]] = {}
        for (meter, start), rows in raw.items():
            if start <= period.start:
                expected.setdefault(meter, []).extend(rows)
        levels = {meter: naive_level(LEVELS[meter], rows, period, grain) for meter, rows in expected.items()}
        assert _above_nothing(await here.levels(period)) == _above_nothing(levels)


def _above_nothing(levels: dict[str, int]) -> dict[str, int]:
    """A level that nothing has raised may be told as nought or not at all."""
    return {meter: level for meter, level in levels.items() if level}


@_quiet
@given(_batches, st.randoms())
async def test_totals_are_what_the_raw_rows_come_to(
    program: Program, clock: ManualClock, batches: list[list[UsageEventInput]], random: Any
) -> None:
    here = await place(program)
    await here.subscribe(SINCE)
    await _send_in_any_order(here, clock, batches, random)
    await _check(here)


@_quiet
@given(_batches, st.randoms())
async def test_usage_that_was_there_first_comes_to_the_same(
    program: Program, clock: ManualClock, batches: list[list[UsageEventInput]], random: Any
) -> None:
    here = await place(program)
    await _send_in_any_order(here, clock, batches, random)
    assert await here.quantities() == {}
    await here.subscribe(SINCE)
    await actions.rate_waiting_usage(program.begin_as(TEST), here.company_id, page_size=4)
    assert sum(map(len, (await here.raw()).values())) == len({one.event_id for batch in batches for one in batch})
    await _check(here)


async def _send_in_any_order(
    here: Place, clock: ManualClock, batches: list[list[UsageEventInput]], random: Any
) -> None:
    """Every batch twice, time passing between them."""
    for batch in random.sample(batches * 2, len(batches) * 2):
        clock.advance(timedelta(seconds=random.choice([0, 1])))
        await here.send(*batch)


async def _check(here: Place) -> None:
    raw = await here.raw()
    assert await here.quantities() == {key: naive(AGGREGATIONS[key[0]], rows) for key, rows in raw.items()}


@pytest.mark.parametrize("aggregation", AGGREGATIONS.values(), ids=AGGREGATIONS)
def test_an_aggregation_survives_json(aggregation: Aggregation) -> None:
    assert aggregation_from_json(aggregation_to_json(aggregation)) == aggregation


@pytest.mark.parametrize(
    ("told", "pointer"),
    [
        ({}, "/kind"),
        ({"kind": "median"}, "/kind"),
        ({"kind": "sum", "field": "x"}, "/field"),
        ({"kind": "sum", "property": 5}, "/property"),
        ({"kind": "sum", "property": ""}, "/property"),
        ({"kind": "count", "property": "x"}, "/property"),
        ({"kind": "unique_count"}, "/property"),
        ({"kind": "sum", "filters": {}}, "/filters"),
        ({"kind": "sum", "filters": ["x"]}, "/filters/0"),
        ({"kind": "sum", "filters": [{"property": "x", "values": ["a"], "not": 1}]}, "/filters/0/not"),
        ({"kind": "sum", "filters": [{"values": ["a"]}]}, "/filters/0/property"),
        ({"kind": "sum", "filters": [{"property": "x", "values": []}]}, "/filters/0/values"),
        ({"kind": "sum", "filters": [{"property": "x", "values": [5]}]}, "/filters/0/values/0"),
        ({"kind": "sum", "filters": [{"property": "x", "values": ["a" * 201]}]}, "/filters/0/values/0"),
        ({"kind": "sum", "filters": [{"property": "x", "values": ["a"]}] * 2}, "/filters/1/property"),
        ({"kind": "sum", "filters": [{"property": str(n), "values": ["a"]} for n in range(11)]}, "/filters"),
    ],
)
def test_an_aggregation_that_cannot_be_computed_is_refused_at_its_place(told: dict[str, Any], pointer: str) -> None:
    with pytest.raises(Invalid) as refused:
        aggregation_from_json(told)
    assert refused.value.fields[0].pointer == pointer


def test_a_sum_of_all_quantities_is_no_aggregation() -> None:
    plain = Aggregation(AggregationKind.sum)
    assert plain.is_plain
    assert not replace(plain, measured_by="bytes").is_plain
