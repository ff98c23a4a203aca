"""A corrected price: what was rated stays, and what counts is what rating everything anew would give, however often the walk is cut off."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.clients import client_as
from tests.conftest import run_jobs
from tests.domains.usage.conftest import NOW, TEST, Shop, call, event
from tests.domains.usage.metering import AGGREGATIONS, Place, naive, place
from tests.domains.usage.test_corrections import told
from tests.domains.usage.test_corrections_exactness import METERS, _check_totals, _events
from trunkline.domains.marketplace import actions as marketplace
from trunkline.domains.marketplace import queries as catalogue
from trunkline.domains.marketplace.model import PerUnitTerms, Plan
from trunkline.domains.marketplace.model.offers.shapes import calls
from trunkline.domains.usage import actions, queries, store
from trunkline.domains.usage.model import EventCorrection, UsageEventInput
from trunkline.infra.program import Program
from trunkline.infra.scope import Begin, Scope
from trunkline.kernel.errors import Conflict, Invalid
from trunkline.kernel.ids import CompanyId, PriceId
from trunkline.kernel.page import PageRequest

_days = st.integers(-50, 0)


class CutOffError(Exception):
    """The process was killed."""


def cut_off_after(begin: Begin, transactions: int) -> Begin:
    """Opens so many transactions; the next one never comes to its commit."""
    left = [transactions]

    @asynccontextmanager
    async def opening(company_id: CompanyId | None = None, *, write: bool = True) -> AsyncIterator[Scope]:
        async with begin(company_id, write=write) as scope:
            yield scope
            left[0] -= 1
            if left[0] < 0:
                raise CutOffError

    return opening


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(_events, min_size=5, max_size=30, unique_by=lambda one: one.event_id),
    st.lists(st.tuples(st.sampled_from(METERS), _days), min_size=1, max_size=4),
    st.lists(st.integers(0, 4), max_size=4),
    st.integers(1, 4),
)
async def test_a_corrected_price_is_as_if_it_had_always_been(
    program: Program,
    sent: list[UsageEventInput],
    corrections: list[tuple[str, int]],
    cuts: list[int],
    page_size: int,
) -> None:
    at = await place(program)
    await at.subscribe(NOW - timedelta(days=60))
    half = len(sent) // 2
    await at.send(*sent[:half])
    await _void(at, sent[0].event_id)
    made = [await _correct(at, meter, days) for meter, days in corrections]
    await at.send(*sent[half:])
    for price_id in made:
        for transactions in cuts:
            with _MaybeCutOff():
                begin = cut_off_after(program.begin_as(TEST), transactions)
                await actions.rate_anew(begin, at.company_id, price_id, page_size=page_size)
        await actions.rate_anew(program.begin_as(TEST), at.company_id, price_id, page_size=page_size)
    await _check(at, voided={sent[0].event_id})
    await _check_totals(program, at)
    for price_id in made:
        assert await actions.rate_anew(program.begin_as(TEST), at.company_id, price_id) == 0


class _MaybeCutOff:
    """Cut off, or finished before."""

    def __enter__(self) -> None: ...

    def __exit__(self, kind: Any, error: Any, trace: Any) -> bool:
        return kind is CutOffError


async def _void(at: Place, event_id: str) -> None:
    async with at.program.scope(TEST, company_id=at.company_id) as scope:
        await actions.correct_events(scope, [EventCorrection(event_id, "wrong", void=True)])


async def _plan(at: Place) -> Plan:
    async with at.program.scope(TEST, write=False) as scope:
        return await catalogue.plan(scope, at.module.plans[0].id)


async def _correct(at: Place, meter: str, days: int) -> PriceId:
    newest = max((one for one in (await _plan(at)).prices if one.meter == meter), key=lambda one: one.version)
    async with at.program.scope(TEST) as scope:
        made = await marketplace.correct_price(
            scope,
            newest.id,
            PerUnitTerms(Decimal(newest.version)),
            corrects_from=NOW + timedelta(days=days),
            reason="as agreed",
        )
    return made.id


async def _check(at: Place, voided: set[str]) -> None:
    """Each total against its raw events, put by hand under the version that is in force at the moment of each."""
    prices = {price.id: price for price in (await _plan(at)).prices}
    expected: dict[tuple[PriceId, datetime], list[Any]] = defaultdict(list)
    for (meter, period_start), rows in (await at.raw()).items():
        for row in rows:
            if row.event_id not in voided:
                in_force = max(
                    (one for one in prices.values() if one.meter == meter and one.effective_from <= row.used_at),
                    key=lambda one: one.version,
                )
                expected[in_force.id, period_start].append(row)
    async with at.program.scope(TEST, company_id=at.company_id, write=False) as scope:
        found = await queries.unbooked_totals(scope, at.company_id, NOW + timedelta(days=1000))
    assert {(one.price_id, one.period_start): one.events for one in found if one.events} == {
        key: len(rows) for key, rows in expected.items()
    }
    for one in found:
        if one.events and one.meter in AGGREGATIONS:
            counted = naive(AGGREGATIONS[one.meter], expected[one.price_id, one.period_start])
            assert (one.quantity, one.rated_events) == counted, one.meter


async def correct_calls(program: Program, shop: Shop, since: datetime) -> PriceId:
    async with program.scope(TEST) as scope:
        plan = await catalogue.plan(scope, shop.module.plans[0].id)
        newest = max((one for one in plan.prices if one.component == "calls"), key=lambda one: one.version)
        made = await marketplace.correct_price(
            scope, newest.id, calls("0", (0, 60, "0.20")), corrects_from=since, reason="as agreed"
        )
    return made.id


async def test_a_call_keeps_its_rating_and_shows_what_counts(program: Program, shop: Shop) -> None:
    """61 s at 0.10 a minute and a cent for connecting are 0.12; two minutes at 0.20 are 0.40."""
    early, late = NOW - timedelta(minutes=30), NOW - timedelta(minutes=5)
    await told(program, shop, call(1, started_at=early), call(2, started_at=late), call(3, seconds=0, started_at=late))
    await correct_calls(program, shop, NOW - timedelta(minutes=10))
    await run_jobs(program)
    async with program.scope(TEST, company_id=shop.company_id, write=False) as scope:
        found = {one.external_id: one for one in (await queries.calls(scope, PageRequest())).items}
        totals = await queries.totals_at(scope, NOW)
        rows = (await scope.tx.execute(select(store.call_record.c.amount_e4).order_by("external_id"))).scalars().all()
    assert rows == [1200, 1200, 0]
    assert found["call-1"].in_force is None
    assert found["call-2"].in_force is not None
    assert found["call-2"].in_force.amount == Decimal("0.4")
    assert sorted((one.amount, one.calls) for one in totals) == [(Decimal("0.12"), 1), (Decimal("0.4"), 2)]
    async with client_as(program, "calls.read", company_id=shop.company_id) as people:
        shown = (await people.get(f"/calls/{found['call-2'].id}")).json()
    assert [(one["cause"], one["amount"], one["reason"]) for one in shown["corrections"]] == [
        ("price", "0.4000", "as agreed")
    ]
    await told(program, shop, call(4, started_at=late))
    async with program.scope(TEST, company_id=shop.company_id, write=False) as scope:
        (new,) = [one for one in (await queries.calls(scope, PageRequest())).items if one.external_id == "call-4"]
    assert (new.amount, new.in_force) == (Decimal("0.4"), None)


async def test_usage_that_the_new_price_cannot_measure_stays(program: Program, shop: Shop) -> None:
    await told(program, shop, event(1, meter="calls", quantity=Decimal(61)))
    await told(program, shop, event(2, meter="sms", quantity=Decimal("1.5")))
    async with program.scope(TEST) as scope:
        (sms,) = [one for one in shop.module.plans[0].prices if one.component == "sms"]
        await marketplace.correct_price(
            scope, sms.id, calls("0", (0, 60, "0.20")), corrects_from=NOW - timedelta(days=1), reason="calls"
        )
    await run_jobs(program)
    async with program.scope(TEST, company_id=shop.company_id, write=False) as scope:
        assert {one.price_id for one in await queries.totals_at(scope, NOW) if one.meter == "sms"} == {sms.id}


async def test_what_cannot_be_corrected(program: Program, shop: Shop) -> None:
    price = shop.price("sms")
    terms = PerUnitTerms(Decimal(1))
    async with program.scope(TEST) as scope:
        for since, reason in ((NOW + timedelta(seconds=1), "ahead"), (NOW, " "), (NOW, "x" * 301)):
            with pytest.raises(Invalid):
                await marketplace.correct_price(scope, price.id, terms, corrects_from=since, reason=reason)
        await marketplace.correct_price(scope, price.id, terms, corrects_from=NOW, reason="first")
        with pytest.raises(Conflict):
            await marketplace.correct_price(scope, price.id, terms, corrects_from=NOW, reason="not the newest")


async def test_the_operator_corrects_by_the_api(program: Program, shop: Shop) -> None:
    await told(program, shop, call(1))
    body = {
        "terms": {"model": "per_unit", "unit_amount": "1"},
        "corrects_from": "2026-03-02T00:00:00Z",
        "reason": "as agreed",
    }
    async with client_as(program, "catalogue.manage") as operator:
        answer = await operator.post(f"/prices/{shop.price('sms').id}/corrections", json=body)
        assert (answer.status_code, answer.json()["version"]) == (201, 2)
        assert answer.json()["correction"] == "as agreed"
        early = await operator.post(
            f"/prices/{answer.json()['id']}/corrections", json=body | {"corrects_from": "1950-01-01T00:00:00Z"}
        )
    assert early.status_code == 422
