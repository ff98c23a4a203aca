"""Snapshots of every full hour: taken once, kept as long as was promised, seen by their company."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx2
import pytest
from sqlalchemy import func, select

from tests.clients import client_as
from tests.domains.billing.stage import TEST, Stage, stage, utc
from tests.domains.usage.conftest import NOW, event
from tests.domains.usage.metering import place
from tests.factories import make_company
from trunkline.domains.usage import actions
from trunkline.domains.usage.actions.snapshots import forget_company_snapshots
from trunkline.domains.usage.store import usage_snapshot, usage_snapshot_hour, usage_total
from trunkline.infra.program import Program
from trunkline.kernel.clock import ManualClock

HOUR = timedelta(hours=1)


@pytest.fixture
async def called(program: Program) -> Stage:
    return await stage(program, "calls")


@pytest.fixture
async def client(program: Program, called: Stage) -> AsyncIterator[httpx2.AsyncClient]:
    async with client_as(program, "usage.read", company_id=called.company_id) as client:
        yield client


async def take(program: Program) -> int:
    return await actions.take_snapshots(program.begin_as(TEST))


async def shown(client: httpx2.AsyncClient, **parameters: Any) -> list[dict[str, Any]]:
    answer = await client.get("/usage/snapshots", params=parameters)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_a_snapshot_is_what_a_total_has_come_to(
    program: Program, called: Stage, client: httpx2.AsyncClient, clock: ManualClock
) -> None:
    await called.call(61, utc("2026-03-02 11:00"))
    clock.advance(timedelta(minutes=7))
    assert await take(program) == 1
    (one,) = await shown(client)
    # 60 + 6 seconds are billed: 0.05 to connect, 0.12 and 0.01
    expected = {
        "taken_at": "2026-03-02T12:00:00Z",
        "meter": "calls",
        "period_start": "2026-03-01T23:00:00Z",
        "events": 1,
        "calls": 1,
        "quantity": "61",
        "billed_seconds": 66,
        "amount": "0.1800",
        "currency": "EUR",
    }
    assert {name: one[name] for name in expected} == expected


async def test_an_hour_is_noted_once_and_the_next_one_goes_on(
    program: Program, called: Stage, client: httpx2.AsyncClient, clock: ManualClock
) -> None:
    await called.call(61, utc("2026-03-02 11:00"))
    await take(program)
    await called.call(61, utc("2026-03-02 11:30"))
    await take(program)
    assert [one["events"] for one in await shown(client)] == [1]
    clock.advance(HOUR)
    await take(program)
    assert [(one["taken_at"][11:16], one["events"]) for one in await shown(client)] == [("12:00", 1), ("13:00", 2)]


async def test_a_period_that_ended_within_the_hour_is_noted_for_the_last_time(
    program: Program, called: Stage, client: httpx2.AsyncClient, clock: ManualClock
) -> None:
    await called.call(61, utc("2026-03-02 11:00"))
    for at in ("2026-04-01 22:00", "2026-04-01 23:00"):  # the period ends at 22:00: midnight in Berlin
        clock.move_to(utc(at))
        await take(program)
    assert [one["taken_at"] for one in await shown(client)] == ["2026-04-01T22:00:00Z"]


async def test_an_aggregation_is_noted_as_it_measures(program: Program) -> None:
    here = await place(program)
    await here.subscribe(NOW - timedelta(days=10))
    await here.send(event(1, meter="max", quantity=Decimal(6)), event(2, meter="max", quantity=Decimal(4)))
    await here.send(event(3, meter="level", quantity=Decimal(6)), event(4, meter="level", quantity=Decimal(-4)))
    await take(program)
    async with client_as(program, "usage.read", company_id=here.company_id) as client:
        assert {one["meter"]: one["quantity"] for one in await shown(client)} == {"max": "6", "level": "2"}
        assert [one["meter"] for one in await shown(client, meter="level")] == ["level"]


async def test_pages_and_times_choose(
    program: Program, called: Stage, client: httpx2.AsyncClient, clock: ManualClock
) -> None:
    await called.call(61, utc("2026-03-02 11:00"))
    for _ in range(5):
        await take(program)
        clock.advance(HOUR)
    hours = [one["taken_at"][11:13] for one in await shown(client)]
    assert hours == ["12", "13", "14", "15", "16"]
    since = {"from": "2026-03-02T13:00:00Z", "to": "2026-03-02T15:00:00Z"}
    assert [one["taken_at"][11:13] for one in await shown(client, **since)] == ["13", "14"]
    found: list[str] = []
    page = (await client.get("/usage/snapshots", params={"limit": 2})).json()
    while True:
        found += [one["taken_at"][11:13] for one in page["items"]]
        if page["next_cursor"] is None:
            break
        page = (await client.get("/usage/snapshots", params={"limit": 2, "cursor": page["next_cursor"]})).json()
    assert found == hours


async def test_totals_of_one_hour_are_all_on_the_pages(program: Program) -> None:
    here = await place(program)
    await here.subscribe(NOW - timedelta(days=10))
    meters = ("max", "latest", "bytes", "count")
    await here.send(*(event(at, meter=meter, properties={"bytes": 1}) for at, meter in enumerate(meters)))
    await take(program)
    async with client_as(program, "usage.read", company_id=here.company_id) as client:
        found, cursor = [], None
        for _ in meters:
            asked = {"limit": "1"} | ({} if cursor is None else {"cursor": cursor})
            page = (await client.get("/usage/snapshots", params=asked)).json()
            found += [one["meter"] for one in page["items"]]
            cursor = page["next_cursor"]
    assert (sorted(found), cursor) == (sorted(meters), None)


async def test_another_company_sees_nothing_and_the_operator_names_one(
    program: Program, called: Stage, client: httpx2.AsyncClient
) -> None:
    await called.call(61, utc("2026-03-02 11:00"))
    await take(program)
    async with program.scope(TEST) as scope:
        other = await make_company(scope, "other")
    async with client_as(program, "usage.read", company_id=other.id) as stranger:
        assert await shown(stranger) == []
        assert (await stranger.get(f"/usage/snapshots?company={called.company_id}")).status_code == 404
    async with client_as(program, "usage.read") as operator:
        assert len(await shown(operator, company=called.company_id)) == 1
        assert (await operator.get("/usage/snapshots")).status_code == 422
    async with client_as(program, "calls.read", company_id=called.company_id) as blind:
        assert (await blind.get("/usage/snapshots")).status_code == 403


async def test_a_company_that_fails_does_not_keep_the_others_from_being_noted(
    program: Program, called: Stage, client: httpx2.AsyncClient
) -> None:
    other = await stage(program, "calls", company="other")
    await called.call(61, utc("2026-03-02 11:00"))
    await other.call(61, utc("2026-03-02 11:00"))
    async with program.scope(TEST, company_id=other.company_id) as scope:
        # A total under a price that is not there: impossible, and planted behind the back of the program.
        await scope.tx.execute(
            usage_total.update().where(usage_total.c.company_id == other.company_id).values(price_id="pri_gone")
        )
    assert await take(program) == 2
    assert len(await shown(client)) == 1


async def note(program: Program, company: Stage, *hours: datetime) -> None:
    async with program.scope(TEST, company_id=company.company_id) as scope:
        rows = [{"company_id": company.company_id, "taken_at": hour} for hour in hours]
        await scope.tx.execute(usage_snapshot_hour.insert(), rows)


async def test_old_hours_are_forgotten_but_the_last_of_each_day(program: Program, called: Stage) -> None:
    old = utc("2026-01-10 00:00")
    await note(program, called, *(old + n * HOUR for n in range(30)))
    await note(program, called, utc("2025-01-10 23:00"), NOW - timedelta(days=34))
    await called.call(61, utc("2026-03-02 11:00"))
    forgotten = await actions.forget_snapshots(program.begin_as(TEST))
    assert forgotten == 1
    async with program.scope(TEST, company_id=called.company_id, write=False) as scope:
        kept = select(usage_snapshot_hour.c.taken_at).order_by(usage_snapshot_hour.c.taken_at)
        found = list((await scope.tx.execute(kept)).scalars())
    assert found == [utc("2026-01-10 23:00"), utc("2026-01-11 05:00"), NOW - timedelta(days=34)]


async def test_the_rows_of_a_forgotten_hour_go_with_it_and_a_run_is_bounded(
    program: Program, called: Stage, clock: ManualClock
) -> None:
    await called.call(61, utc("2026-03-02 11:00"))
    await take(program)
    await note(program, called, *(NOW + timedelta(days=1) + n * HOUR for n in range(240)))
    clock.advance(timedelta(days=60))
    async with program.scope(TEST, company_id=called.company_id) as scope:
        assert await forget_company_snapshots(scope) == 200
    async with program.scope(TEST, company_id=called.company_id) as scope:
        assert 0 < await forget_company_snapshots(scope) <= 40
        assert await forget_company_snapshots(scope) == 0
        rows = (await scope.tx.execute(select(func.count()).select_from(usage_snapshot))).scalar_one()
        hours = (await scope.tx.execute(select(func.count()).select_from(usage_snapshot_hour))).scalar_one()
    assert (rows, hours) == (1, 12), "the snapshot was the last of its day"
