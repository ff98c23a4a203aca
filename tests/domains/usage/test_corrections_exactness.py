"""Correcting gives what telling it right would have given, for every aggregation, in any order, before and after the subscription."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.domains.usage.conftest import NOW, TEST
from tests.domains.usage.metering import AGGREGATIONS, LEVELS, Place, place
from trunkline.domains.usage import actions, queries, store
from trunkline.domains.usage.model import EventCorrection, TotalKey, UsageEventInput
from trunkline.infra.program import Program

METERS = [*AGGREGATIONS, *LEVELS]
_moments = st.timedeltas(timedelta(days=-40), timedelta(days=60)).map(lambda after: NOW + after)
_quantities = st.decimals(0, 1000, places=2)
_properties = st.fixed_dictionaries(
    {
        "region": st.sampled_from(["eu", "us", "7"]),
        "kind": st.sampled_from(["a", "b", "true"]),
        "bytes": st.integers(0, 500),
    }
)
_events = st.builds(
    UsageEventInput,
    meter=st.sampled_from(METERS),
    event_id=st.integers(0, 30).map(str),
    used_at=_moments,
    quantity=_quantities,
    properties=_properties,
)
_corrections = st.one_of(
    st.builds(
        EventCorrection,
        event_id=st.integers(0, 30).map(str),
        reason=st.just("wrong"),
        quantity=st.none() | _quantities,
        properties=st.none() | _properties,
        used_at=_moments,
        void=st.sampled_from([None, False]),
    ),
    st.builds(EventCorrection, event_id=st.integers(0, 30).map(str), reason=st.just("wrong"), void=st.booleans()),
)
_SUMS = ("events", "calls", "quantity_e6", "billable_seconds", "billed_seconds", "amount_e4")


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(_events, min_size=3, max_size=25, unique_by=lambda one: one.event_id),
    st.lists(st.lists(_corrections, min_size=1, max_size=6), min_size=1, max_size=4),
    st.integers(0, 5),
)
async def test_correcting_is_telling_it_right(
    program: Program, told: list[UsageEventInput], rounds: list[list[EventCorrection]], subscribed_after: int
) -> None:
    right, wrong = await place(program), await place(program)
    await _subscribe(right)
    await right.send(*_in_force(told, rounds))
    if subscribed_after == 0:
        await _subscribe(wrong)
    await wrong.send(*told)
    for number, corrections in enumerate(rounds, 1):
        if subscribed_after == number:
            await _subscribe(wrong)
        await _correct(wrong, corrections)
    if subscribed_after > len(rounds):
        await _subscribe(wrong)
    if subscribed_after:
        await actions.rate_waiting_usage(program.begin_as(TEST), wrong.company_id, page_size=3)
    assert await _counted(wrong) == await _counted(right)
    assert await _levels(wrong) == await _levels(right)
    await _check_totals(program, wrong)


def _in_force(told: list[UsageEventInput], rounds: list[list[EventCorrection]]) -> list[UsageEventInput]:
    """What the events should have been, one correction after the other."""
    found: dict[str, tuple[UsageEventInput, bool]] = {one.event_id: (one, False) for one in told}
    for one in (one for corrections in rounds for one in corrections):
        if one.event_id in found:
            event, is_void = found[one.event_id]
            if is_void and one.void is None:
                continue
            values = {name: getattr(one, name) for name in ("quantity", "properties", "used_at")}
            kept = {name: getattr(event, name) for name in UsageEventInput.__struct_fields__}
            changed = {name: value for name, value in values.items() if value is not None}
            found[one.event_id] = (UsageEventInput(**kept | changed), bool(one.void))
    return [event for event, is_void in found.values() if not is_void]


async def _subscribe(at: Place) -> None:
    await at.subscribe(NOW - timedelta(days=60))


async def _correct(at: Place, corrections: list[EventCorrection]) -> None:
    async with at.program.scope(TEST, company_id=at.company_id) as scope:
        result = await actions.correct_events(scope, corrections)
    assert {one.code for one in result.problems} <= {"unknown_event", "voided"}


async def _counted(at: Place) -> dict[Any, Any]:
    quantities = await at.quantities()
    return {key: one for key, one in quantities.items() if one[1] and key[0] not in LEVELS}


async def _levels(at: Place) -> dict[Any, tuple[int, int]]:
    """What changes of levels are kept, without days on which nothing changes."""
    kept = store.usage_level_day
    async with at.program.scope(TEST, company_id=at.company_id, write=False) as scope:
        rows = await scope.tx.execute(select(kept).where(scope.of_company(kept)))
    return {
        (row.meter, row.since): (row.change_e6, (row.moment_high << 32) + row.moment_low) for row in rows if row.events
    }


async def _check_totals(program: Program, at: Place) -> None:
    async with program.scope(TEST, company_id=at.company_id, write=False) as scope:
        recounted = await queries.recount_totals(scope)
        rows = (await scope.tx.execute(select(store.usage_total).where(scope.of_company(store.usage_total)))).all()
    totals = {TotalKey(row.subscription_id, row.price_id, row.period_start): row for row in rows}
    assert {key for key, row in totals.items() if row.events} == recounted.keys()
    for key, row in totals.items():
        sums = recounted.get(key)
        assert [getattr(row, name) for name in _SUMS] == [getattr(sums, name) if sums else 0 for name in _SUMS]
