"""Usage that was there before its subscription is rated as if it had come after it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from tests.clients import client_as
from tests.conftest import run_jobs
from tests.domains.usage.conftest import NOW, TEST, call, event, plan_offer
from tests.factories import make_company, make_module, make_plan, make_subscription
from trunkline.domains.marketplace import actions as marketplace
from trunkline.domains.marketplace.model import Change, Module
from trunkline.domains.usage import actions, queries, store
from trunkline.domains.usage.model import CallRecordInput
from trunkline.infra import journal
from trunkline.infra.program import Program
from trunkline.kernel.ids import CompanyId
from trunkline.kernel.page import PageRequest

LONG_AGO = datetime(1999, 3, 14, 9, 26, tzinfo=UTC)
OPERATOR = ("usage.read", "usage.write", "calls.read", "subscriptions.manage", "catalogue.manage")


@pytest.fixture
async def company_id(program: Program) -> CompanyId:
    async with program.scope(TEST) as scope:
        return (await make_company(scope)).id


@pytest.fixture
async def module(program: Program) -> Module:
    async with program.scope(TEST) as scope:
        return await make_module(scope, "reception", plan_offer("small", "0.10"), make_plan("bare"))


async def record(program: Program, company_id: CompanyId, batch: Sequence[Any]) -> None:
    async with program.scope(TEST, company_id=company_id) as scope:
        if isinstance(batch[0], CallRecordInput):
            await actions.record_calls(scope, "pbx", "calls", batch)
        else:
            await actions.record_events(scope, batch)


async def subscribe(program: Program, company_id: CompanyId, module: Module, since: date | None = None) -> None:
    async with program.scope(TEST, company_id=company_id) as scope:
        await make_subscription(scope, module.plans[0], started_on=since)


async def unsubscribed(program: Program, company_id: CompanyId) -> dict[str, int]:
    async with program.scope(TEST, company_id=company_id, write=False) as scope:
        found = await queries.unsubscribed_usage(scope, date(1970, 1, 1), date(2100, 1, 1))
    return {meter: sums.events for meter, sums in found.items()}


async def calls_kept(program: Program, company_id: CompanyId) -> list[tuple[str, int, int, str | None]]:
    columns = store.call_record.c
    async with program.scope(TEST, company_id=company_id, write=False) as scope:
        chosen = select(store.call_record).where(scope.of_company(store.call_record)).order_by(columns.external_id)
        rows = (await scope.tx.execute(chosen)).all()
    return [(row.external_id, row.amount_e4, row.billed_seconds, row.currency) for row in rows]


async def told(program: Program, company_id: CompanyId, kind: str) -> list[Any]:
    async with program.database.read() as connection:
        facts = await journal.read_range(connection, f"company:{company_id}", 0, 1000)
    return [fact.payload for fact in facts if fact.kind == kind]


async def test_imported_history_is_rated_when_the_operator_backdates_the_start(
    program: Program, company_id: CompanyId, module: Module
) -> None:
    history = [
        {
            "external_id": f"call-{number}",
            "started_at": (LONG_AGO + timedelta(hours=number)).isoformat(),
            "ended_at": (LONG_AGO + timedelta(hours=number, seconds=61)).isoformat(),
            "duration_seconds": 61,
            "billable_seconds": 61,
            "disposition": "answered",
        }
        for number in range(3)
    ]
    async with client_as(program, *OPERATOR) as operator:
        sent = await operator.post(f"/calls?company={company_id}", json={"meter": "calls", "calls": history})
        assert sent.json()["accepted"] == 3, sent.text
        before = (await operator.get(f"/calls?company={company_id}")).json()["items"]
        assert [one["rated"] for one in before] == [None] * 3
        body = {"plan_id": module.plans[0].id, "started_on": "1999-03-01"}
        started = await operator.post(f"/subscriptions?company={company_id}", json=body)
        assert started.status_code == 201, started.text
        await run_jobs(program)
        after = (await operator.get(f"/calls?company={company_id}")).json()["items"]
        price = next(price for price in module.plans[0].prices if price.component == "calls")
        rated = {"amount": "0.1200", "currency": "EUR", "price_id": price.id, "billed_seconds": 66}
        assert [one["rated"] for one in after] == [rated] * 3
        assert {one["module"]["slug"] for one in after} == {"reception"}
        days = (await operator.get(f"/usage/daily?company={company_id}&from=1999-03-14&to=1999-03-14")).json()["days"]
        assert [(day["calls"], day["amount"]["amount"]) for day in days] == [(3, "0.36")]
    assert await unsubscribed(program, company_id) == {}
    assert await told(program, company_id, "usage.rated") == [
        {
            "meter": "calls",
            "rated": 3,
            "calls": 3,
            "billable_seconds": 183,
            "amount": [{"amount": "0.3600", "currency": "EUR"}],
        }
    ]


async def test_what_lies_before_the_start_goes_on_waiting(
    program: Program, company_id: CompanyId, module: Module
) -> None:
    yesterday = NOW - timedelta(days=1)
    await record(program, company_id, [call(1), call(2, started_at=yesterday), call(3, seconds=0)])
    await record(program, company_id, [event(1), event(2, used_at=yesterday), event(3, meter="fax")])
    await subscribe(program, company_id, module)
    await run_jobs(program)
    none = ("call-2", 0, 0, None)
    assert await calls_kept(program, company_id) == [("call-1", 1200, 66, "EUR"), none, ("call-3", 0, 0, "EUR")]
    assert await unsubscribed(program, company_id) == {"calls": 1, "fax": 1, "sms": 1}


async def test_it_is_rated_page_by_page_and_once(program: Program, company_id: CompanyId, module: Module) -> None:
    await record(program, company_id, [call(number) for number in range(5)])
    await subscribe(program, company_id, module)
    seen: list[tuple[int, int]] = []

    async def progress(done: int, total: int) -> None:
        seen.append((done, total))

    begin = program.begin_as(TEST)
    assert await actions.rate_waiting_usage(begin, company_id, progress, page_size=2) == 5
    assert seen == [(0, 5), (2, 5), (4, 5), (5, 5)]
    assert await actions.rate_waiting_usage(begin, company_id, page_size=2) == 0
    await run_jobs(program)
    assert [fact["rated"] for fact in await told(program, company_id, "usage.rated")] == [2, 2, 1]


async def test_a_page_that_fails_leaves_the_pages_before_it_and_the_next_run_goes_on(
    program: Program, company_id: CompanyId, module: Module
) -> None:
    await record(program, company_id, [call(number) for number in range(5)])
    await subscribe(program, company_id, module)

    async def broken(done: int, total: int) -> None:
        if done == 2:
            raise ConnectionError("the worker died here")

    begin = program.begin_as(TEST)
    with pytest.raises(ConnectionError):
        await actions.rate_waiting_usage(begin, company_id, broken, page_size=2)
    assert await unsubscribed(program, company_id) == {"calls": 3}
    assert await actions.rate_waiting_usage(begin, company_id, page_size=2) == 3
    assert {amount for _, amount, _, _ in await calls_kept(program, company_id)} == {1200}


async def test_a_fraction_of_a_second_cannot_become_a_call(
    program: Program, company_id: CompanyId, module: Module
) -> None:
    await record(program, company_id, [event(1, meter="calls", quantity=Decimal("61.5")), event(2, meter="calls")])
    await subscribe(program, company_id, module)
    await run_jobs(program)
    assert await unsubscribed(program, company_id) == {"calls": 1}
    assert await refusals(program, company_id) == {"evt-1": "fraction_of_second"}


async def refusals(program: Program, company_id: CompanyId) -> dict[str, str]:
    async with program.scope(TEST, company_id=company_id, write=False) as scope:
        page = await queries.refused_usage(scope, PageRequest())
    return {one.identity: one.code for one in page.items}


async def test_what_is_below_zero_is_refused_by_a_price_that_is_of_no_level(
    program: Program, company_id: CompanyId, module: Module
) -> None:
    """It waited, since it might have been a level; told now it would be refused, and so it is, with its reason, once."""
    await record(program, company_id, [event(1, quantity=Decimal(-3)), event(2, quantity=Decimal(5))])
    assert await refusals(program, company_id) == {}
    await subscribe(program, company_id, module)
    await run_jobs(program)
    await actions.rate_waiting_usage(program.begin_as(TEST), company_id)
    assert await refusals(program, company_id) == {"evt-1": "invalid_quantity"}
    assert [fact["codes"] for fact in await told(program, company_id, "usage.refused")] == [["invalid_quantity"]]
    async with client_as(program, *OPERATOR) as operator:
        answer = await operator.get("/usage/refusals", params={"company": str(company_id)})
    assert answer.status_code == 200, answer.text
    (shown,) = answer.json()["items"]
    assert (shown["event_id"], shown["meter"], shown["code"]) == ("evt-1", "sms", "invalid_quantity")
    assert "-3 is outside 0" in shown["detail"]


async def test_a_change_of_plan_finds_what_the_plan_before_did_not_rate(
    program: Program, company_id: CompanyId, module: Module
) -> None:
    async with program.scope(TEST, company_id=company_id) as scope:
        made = await make_subscription(scope, module.plans[1])
    await record(program, company_id, [call(1), call(2)])
    async with program.scope(TEST, company_id=company_id) as scope:
        await marketplace.change_subscription(scope, made.id, plan_id=module.plans[0].id, when=Change.now)
    await run_jobs(program)
    assert {amount for _, amount, _, _ in await calls_kept(program, company_id)} == {1200}


async def test_a_further_price_finds_what_waited_for_it(
    program: Program, company_id: CompanyId, module: Module
) -> None:
    """Usage that was told ahead, of a meter that the plan had no price for."""
    async with program.scope(TEST) as scope:
        other = (await make_company(scope, "other")).id
    tomorrow = NOW + timedelta(days=1)
    for one in (company_id, other):
        await record(program, one, [event(1, meter="pages", used_at=tomorrow), event(2, meter="pages")])
    async with program.scope(TEST, company_id=company_id) as scope:
        await make_subscription(scope, module.plans[1])
    await run_jobs(program)
    pages = {"currency": "EUR", "component": "pages", "description": "Pages", "timing": "arrears", "unit": "page"}
    terms = {"model": "per_unit", "unit_amount": "0.05"}
    async with client_as(program, *OPERATOR) as operator:
        made = await operator.post(
            f"/plans/{module.plans[1].id}/prices", json=pages | {"meter": "pages", "terms": terms}
        )
        assert made.status_code == 201, made.text
    await run_jobs(program)
    assert await unsubscribed(program, company_id) == {"pages": 1}
    assert await unsubscribed(program, other) == {"pages": 2}
    assert [fact["rated"] for fact in await told(program, company_id, "usage.rated")] == [1]


async def test_nothing_waits_nothing_is_told(program: Program, company_id: CompanyId, module: Module) -> None:
    await record(program, company_id, [event(1, meter="fax")])
    await subscribe(program, company_id, module)
    await run_jobs(program)
    assert await told(program, company_id, "usage.rated") == []


async def test_another_companys_usage_is_left_alone(program: Program, company_id: CompanyId, module: Module) -> None:
    async with program.scope(TEST) as scope:
        other = (await make_company(scope, "other")).id
    for one in (company_id, other):
        await record(program, one, [call(1)])
    await subscribe(program, company_id, module)
    await run_jobs(program)
    assert await calls_kept(program, company_id) == [("call-1", 1200, 66, "EUR")]
    assert await calls_kept(program, other) == [("call-1", 0, 0, None)]
    assert await unsubscribed(program, other) == {"calls": 1}


async def test_what_is_being_recorded_while_a_subscription_starts_is_not_missed(
    program: Program, company_id: CompanyId, module: Module
) -> None:
    """The recording has seen no subscription and commits after it began: the walk waits for it."""
    recorded, subscribed = asyncio.Event(), asyncio.Event()

    async def record_slowly() -> None:
        async with program.scope(TEST, company_id=company_id) as scope:
            await actions.record_calls(scope, "pbx", "calls", [call(1)])
            recorded.set()
            with suppress(TimeoutError):  # SQLite has one writer: there the subscription waits for us
                await asyncio.wait_for(subscribed.wait(), 0.5)
            await asyncio.sleep(0.5)

    async def subscribe_meanwhile() -> None:
        await recorded.wait()
        await subscribe(program, company_id, module)
        subscribed.set()
        await actions.rate_waiting_usage(program.begin_as(TEST), company_id)

    await asyncio.gather(record_slowly(), subscribe_meanwhile())
    assert await calls_kept(program, company_id) == [("call-1", 1200, 66, "EUR")]
    assert await unsubscribed(program, company_id) == {}
