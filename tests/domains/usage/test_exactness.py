"""Totals are what the raw rows add up to: whatever the order, the batches, the repetitions and who sends at the same time."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import asdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.domains.usage.conftest import NOW, TEST, call, event, plan_offer
from tests.factories import make_company, make_module, make_subscription
from trunkline.domains.usage import actions, queries, store
from trunkline.domains.usage.model import CallRecordInput, TotalKey, UsageEventInput
from trunkline.infra.program import Program
from trunkline.kernel.ids import CompanyId
from trunkline.kernel.quantity import to_e6

BERLIN = ZoneInfo("Europe/Berlin")
_numbers = count()

moments = st.timedeltas(timedelta(days=-2), timedelta(days=200)).map(lambda after: NOW + after)
quantities = st.decimals(0, 9_000_000, places=6)
events = st.builds(
    event, st.integers(0, 30), used_at=moments, quantity=quantities, meter=st.sampled_from(["sms", "fax"])
)
call_events = st.builds(
    event, st.integers(0, 30), used_at=moments, quantity=st.integers(0, 4000).map(Decimal), meter=st.just("calls")
)
calls = st.builds(call, st.integers(0, 30), seconds=st.integers(0, 4000), started_at=moments)
batches = st.lists(
    st.one_of(st.lists(st.one_of(events, call_events), max_size=12), st.lists(calls, max_size=12)),
    max_size=8,
)


async def company_with_subscription(program: Program) -> CompanyId:
    number = next(_numbers)
    async with program.scope(TEST) as scope:
        company = await make_company(scope, f"company-{number}")
        module = await make_module(scope, f"module-{number}", plan_offer("small", "0.07"))
    async with program.scope(TEST, company_id=company.id) as scope:
        await make_subscription(scope, module.plans[0])
    return company.id


async def record(program: Program, company_id: CompanyId, batch: list[Any]) -> int:
    async with program.scope(TEST, company_id=company_id) as scope:
        if batch and isinstance(batch[0], CallRecordInput):
            return (await actions.record_calls(scope, "source", "calls", batch)).accepted
        return (await actions.record_events(scope, batch)).accepted


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches, st.booleans())
async def test_totals_equal_the_raw_rows(program: Program, sent: list[list[Any]], at_once: bool) -> None:
    company_id = await company_with_subscription(program)
    repeated = sent + sent[::-1]
    if at_once:
        accepted = sum(await asyncio.gather(*(record(program, company_id, batch) for batch in repeated)))
    else:
        accepted = sum([await record(program, company_id, batch) for batch in repeated])
    assert accepted == len(identities(sent))
    await check_totals(program, company_id)
    await check_days(program, company_id)


def identities(sent: list[list[Any]]) -> set[tuple[str, str]]:
    return {
        ("event", item.event_id) if isinstance(item, UsageEventInput) else ("call", item.external_id)
        for batch in sent
        for item in batch
    }


async def check_totals(program: Program, company_id: CompanyId) -> None:
    async with program.scope(TEST, company_id=company_id, write=False) as scope:
        recounted = await queries.recount_totals(scope)
        rows = (await scope.tx.execute(select(store.usage_total).where(scope.of_company(store.usage_total)))).all()
    incremental = {TotalKey(row.subscription_id, row.price_id, row.period_start): row for row in rows}
    assert incremental.keys() == recounted.keys()
    for key, sums in recounted.items():
        for name, value in asdict(sums).items():
            if name != "answered":
                assert getattr(incremental[key], name) == value, (key, name)


async def check_days(program: Program, company_id: CompanyId) -> None:
    """Days are added up here in Python, from the raw rows, in exact integers."""
    expected: dict[date, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    async with program.scope(TEST, company_id=company_id, write=False) as scope:
        raw = store.usage_event
        for row in await scope.tx.execute(select(raw).where(scope.of_company(raw))):
            add(expected, row.used_at, [1, row.calls, row.quantity_e6, row.amount_e4])
        raw = store.call_record
        for row in await scope.tx.execute(select(raw).where(scope.of_company(raw))):
            add(expected, row.started_at, [1, 1, row.quantity_e6, row.amount_e4])
        days = await queries.daily_usage(scope, date(2000, 1, 1), date(2100, 1, 1))
    assert {day.day: [day.events, day.calls, day.quantity_e6, sum(day.amounts_e4.values())] for day in days} == expected


def add(days: dict[date, list[int]], moment: datetime, figures: list[int]) -> None:
    day = moment.astimezone(BERLIN).date()
    days[day] = [before + more for before, more in zip(days[day], figures, strict=True)]


@settings(max_examples=50, deadline=None)
@given(st.lists(quantities, max_size=50))
def test_millionths_lose_nothing(values: list[Decimal]) -> None:
    assert sum(map(to_e6, values)) == int(sum(values, Decimal(0)) * 1_000_000)
