"""Recording and then subscribing gives what subscribing and then recording gives, to the last digit: in any order, split, repeated."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Table, select

from tests.domains.usage.conftest import NOW, TEST, call, event, plan_offer
from tests.domains.usage.test_exactness import check_totals, quantities, record
from tests.factories import make_company, make_module, make_subscription
from trunkline.domains.marketplace import actions as marketplace
from trunkline.domains.marketplace.model import Module
from trunkline.domains.usage import actions, store
from trunkline.domains.usage.model import UsageEventInput
from trunkline.infra.program import Program
from trunkline.kernel.ids import CompanyId

_numbers = count()
_moments = st.timedeltas(timedelta(days=-150), timedelta(days=120)).map(lambda after: NOW + after)
_ids = st.integers(0, 25)
_events = st.builds(event, _ids, used_at=_moments, quantity=quantities, meter=st.sampled_from(["sms", "fax", "sms"]))
_call_events = st.builds(
    event, _ids, used_at=_moments, quantity=st.integers(0, 4000).map(Decimal), meter=st.just("calls")
)
_calls = st.builds(call, _ids, seconds=st.integers(0, 4000), started_at=_moments)
_batches = st.lists(
    st.one_of(st.lists(st.one_of(_events, _call_events), max_size=10), st.lists(_calls, max_size=10)), max_size=6
)
_starts = st.integers(0, 140).map(lambda days: (NOW - timedelta(days=days)).date())


async def _world(program: Program) -> tuple[CompanyId, CompanyId, Module]:
    """Two companies that differ in nothing, and something to subscribe to."""
    number = next(_numbers)
    async with program.scope(TEST) as scope:
        one = await make_company(scope, f"first-{number}", billing_cycle_day=15)
        other = await make_company(scope, f"second-{number}", billing_cycle_day=15)
        plans = plan_offer("small", "0.07"), plan_offer("large", "0.031")
        return one.id, other.id, await make_module(scope, f"module-{number}", *plans)


async def _subscribe(program: Program, company_id: CompanyId, module: Module, since: date) -> None:
    """From `since` on the small plan, from the next period on the large one."""
    async with program.scope(TEST, company_id=company_id) as scope:
        made = await make_subscription(scope, module.plans[0], started_on=since)
        await marketplace.change_subscription(scope, made.id, plan_id=module.plans[1].id)


async def _rate(program: Program, company_id: CompanyId, page_size: int) -> int:
    return await actions.rate_waiting_usage(program.begin_as(TEST), company_id, page_size=page_size)


def _same_for_ever(batches: list[list[Any]]) -> list[list[Any]]:
    """Of each identity its first telling only: then the order of batches cannot matter."""
    first: dict[tuple[type, str], Any] = {}
    return [[first.setdefault(_identity(item), item) for item in batch] for batch in batches]


def _identity(item: Any) -> tuple[type, str]:
    return type(item), item.event_id if isinstance(item, UsageEventInput) else item.external_id


async def _everything(program: Program, company_id: CompanyId) -> dict[str, list[Any]]:
    """All that the company's usage has come to, without what names the company, its subscription or the time of recording."""
    own = {"seq", "id", "company_id", "subscription_id", "batch", "recorded_at", "version", "changed_at"}
    found: dict[str, list[Any]] = {}
    tables: tuple[Table, ...] = (store.usage_event, store.call_record, store.usage_total, store.usage_daily)
    async with program.scope(TEST, company_id=company_id, write=False) as scope:
        for table in tables:
            rows = await scope.tx.execute(
                select(*(c for c in table.c if c.name not in own)).where(scope.of_company(table))
            )
            found[table.name] = sorted(map(repr, rows))
    return found


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_batches, _starts, st.integers(0, 6), st.integers(1, 7), st.randoms(use_true_random=False))
async def test_the_order_makes_no_difference(
    program: Program, sent: list[list[Any]], since: date, before: int, page_size: int, chance: Random
) -> None:
    batches = _same_for_ever(sent)
    straight, waiting, module = await _world(program)
    await _subscribe(program, straight, module, since)
    for batch in batches:
        await record(program, straight, batch)

    shuffled = [*batches, *(batch for batch in batches if chance.random() < 0.5)]
    chance.shuffle(shuffled)
    for batch in shuffled[:before]:
        await record(program, waiting, batch)
    await _subscribe(program, waiting, module, since)
    for batch in shuffled[before:]:
        if chance.random() < 0.3:
            await _rate(program, waiting, page_size)
        await record(program, waiting, batch)
    await _rate(program, waiting, page_size)
    assert await _everything(program, waiting) == await _everything(program, straight)
    await check_totals(program, waiting)
    assert await _rate(program, waiting, page_size) == 0


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 2**32))
async def test_at_the_same_time_makes_no_difference(program: Program, seed: int) -> None:
    """Recording, repeating, subscribing and two walks side by side: no deadlock, nothing missed, nothing twice."""
    chance = Random(seed)
    straight, waiting, module = await _world(program)
    since = (NOW - timedelta(days=90)).date()
    moments = [NOW - timedelta(minutes=chance.randrange(150 * 1440)) for _ in range(120)]
    told = [call(number, seconds=chance.randrange(900), started_at=moment) for number, moment in enumerate(moments)]
    batches = [told[first : first + 15] for first in range(0, len(told), 10)]
    await _subscribe(program, straight, module, since)
    for batch in batches:
        await record(program, straight, batch)

    for batch in batches[:4]:
        await record(program, waiting, batch)
    await _subscribe(program, waiting, module, since)
    chance.shuffle(batches)
    walks = [_rate(program, waiting, 7) for _ in range(2)]
    results = await asyncio.gather(*walks, *(record(program, waiting, batch) for batch in batches))
    assert await _everything(program, waiting) == await _everything(program, straight)
    assert sum(results[:2]) > 0


@pytest.mark.parametrize("page_size", [1, 1000])
async def test_recording_and_subscribing_cross(program: Program, page_size: int) -> None:
    """The subscription starts in the middle of everything; one walk after it is enough."""
    straight, waiting, module = await _world(program)
    since = (NOW - timedelta(days=30)).date()
    batches = [[call(10 * number + one, seconds=61) for one in range(10)] for number in range(12)]
    await _subscribe(program, straight, module, since)
    for batch in batches:
        await record(program, straight, batch)

    async def subscribe_and_rate() -> None:
        await asyncio.sleep(0.02)
        await _subscribe(program, waiting, module, since)
        await _rate(program, waiting, page_size)

    await asyncio.gather(subscribe_and_rate(), *(record(program, waiting, batch) for batch in batches))
    assert await _everything(program, waiting) == await _everything(program, straight)
