"""Clocks that were left moving, what may be done while one moves, and moments that no clock can have."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy import select, update

from tests.clients import client_as
from tests.conftest import run_jobs
from tests.domains.operations.lives import BEGIN, EMPTY, TESTER, begun
from tests.domains.operations.test_clock_routes import LAB, MAY
from trunkline.domains.billing import queries as billing
from trunkline.domains.payments import actions as payments
from trunkline.domains.payments import queries as payment_queries
from trunkline.domains.payments.model import PaymentState
from trunkline.domains.payments.ports import PaymentProviders
from trunkline.domains.tenants.actions import LivePayments
from trunkline.infra.config import Config
from trunkline.infra.program import Program
from trunkline.infra.queue import JobState, Worker, job_table
from trunkline.infra.scope import system_actor
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.page import PageRequest
from trunkline.providers.connected import Connected

OUTSIDE = ("9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00")
LEASE_AND_MORE = timedelta(minutes=2)


@pytest.fixture
async def operator(program: Program) -> AsyncIterator[httpx2.AsyncClient]:
    async with client_as(program, *MAY, "jobs.read", "jobs.manage") as client:
        yield client


async def moving(operator: httpx2.AsyncClient) -> tuple[str, str]:
    """A test company whose clock is on its way: its route, and the job that moves it."""
    made = (await operator.post("/companies", json=LAB)).json()
    clock = f"/companies/{made['id']}/test-clock"
    started = await operator.post(f"{clock}/advance", json={"by": "P1D"})
    return clock, started.json()["job"]["id"]


async def die_with(program: Program, job_id: str) -> None:
    """A worker claims the job and is never heard of again."""
    gone = Worker(program, name="gone")
    assert job_id in [one.id for one in await gone._claim(10)]


@pytest.mark.parametrize("moment", OUTSIDE)
async def test_moments_outside_the_calendar_are_refused(operator: httpx2.AsyncClient, moment: str) -> None:
    refused = await operator.post("/companies", json=LAB | {"test_clock": {"now": moment}})
    assert refused.status_code == 422, refused.text
    assert refused.json()["errors"][0]["pointer"] == "/test_clock/now"
    made = (await operator.post("/companies", json=LAB)).json()
    refused = await operator.post(f"/companies/{made['id']}/test-clock/advance", json={"to": moment})
    assert refused.status_code == 422, refused.text
    assert refused.json()["errors"][0]["pointer"] == "/to"


@pytest.mark.parametrize("by", ["PT999999999M", "PT1052641M", "PT999999999H", "PT1000000H"])
async def test_minutes_and_hours_reach_no_further_than_days(operator: httpx2.AsyncClient, by: str) -> None:
    made = (await operator.post("/companies", json=LAB)).json()
    refused = await operator.post(f"/companies/{made['id']}/test-clock/advance", json={"by": by})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/by"), refused.text


async def test_a_million_minutes_are_what_they_say(operator: httpx2.AsyncClient) -> None:
    made = (await operator.post("/companies", json=LAB)).json()
    taken = await operator.post(f"/companies/{made['id']}/test-clock/advance", json={"by": "PT1000001M"})
    assert (taken.status_code, taken.json()["advancing_to"]) == (202, "2028-02-20T21:41:00Z")


async def test_a_cancelled_mover_whose_worker_died_leaves_the_clock_standing(
    program: Program, clock: ManualClock, operator: httpx2.AsyncClient
) -> None:
    route, job_id = await moving(operator)
    await die_with(program, job_id)
    asked = await operator.post(f"/jobs/{job_id}/cancel")
    assert (asked.status_code, asked.json()["state"]) == (200, "running")
    clock.advance(LEASE_AND_MORE)
    await run_jobs(program)
    await _stands(operator, route, job_id, "canceled")


async def test_a_mover_that_died_for_the_last_time_leaves_the_clock_standing(
    program: Program, clock: ManualClock, operator: httpx2.AsyncClient
) -> None:
    route, job_id = await moving(operator)
    async with program.database.write() as connection:
        last = update(job_table).where(job_table.c.id == job_id).values(attempts=job_table.c.attempts_max - 1)
        await connection.execute(last)
    await die_with(program, job_id)
    clock.advance(LEASE_AND_MORE)
    await run_jobs(program)
    await _stands(operator, route, job_id, "dead")


async def _stands(operator: httpx2.AsyncClient, route: str, job_id: str, ended: str) -> None:
    async def shown() -> dict[str, Any]:
        found: dict[str, Any] = (await operator.get(route)).json()
        return found

    there = await shown()
    assert (there["now"], there["advancing_to"], there["job"]) == ("2026-03-28T11:00:00Z", None, None)
    jobs = (await operator.get("/jobs")).json()["items"]
    assert [one["state"] for one in jobs if one["id"] == job_id] == [ended]
    renamed = await operator.patch(f"/companies/{there['company_id']}", json={"name": "New"})
    assert renamed.status_code == 200, renamed.text


async def test_while_the_clock_moves_its_job_can_be_cancelled_with_the_company_named(
    operator: httpx2.AsyncClient,
) -> None:
    route, job_id = await moving(operator)
    company = {"company": route.split("/")[2]}
    refused = await operator.post("/payment-methods", params=company, json={"token": "pm_card_visa"})
    assert (refused.status_code, refused.json()["code"]) == (409, "clock_moving")
    done = await operator.post(f"/jobs/{job_id}/cancel", params=company)
    assert (done.status_code, done.json()["state"]) == (200, "canceled"), done.text
    assert (await operator.get(route)).json()["advancing_to"] is None


async def test_what_was_answered_is_answered_again_while_the_clock_moves(operator: httpx2.AsyncClient) -> None:
    made = (await operator.post("/companies", json=LAB)).json()
    company = {"company": made["id"]}
    card, month = {"token": "pm_card_visa"}, {"by": "P1M"}
    advance = f"/companies/{made['id']}/test-clock/advance"

    async def send(path: str, body: dict[str, str], key: str) -> httpx2.Response:
        return await operator.post(path, params=company, json=body, headers={"Idempotency-Key": key})

    first = [await send("/payment-methods", card, "card"), await send(advance, month, "month")]
    again = [await send("/payment-methods", card, "card"), await send(advance, month, "month")]
    assert [one.status_code for one in first] == [201, 202]
    assert [(one.status_code, one.json()) for one in again] == [(one.status_code, one.json()) for one in first]
    assert {one.headers["Idempotent-Replayed"] for one in again} == {"true"}
    for path, body in (("/payment-methods", card), (advance, month)):
        refused = await send(path, body, "another")
        assert (refused.status_code, refused.json()["code"]) == (409, "clock_moving")


class RealMoney:
    """A live provider that must never hear of a test company."""

    name, is_live = "simulator", True

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __getattr__(self, name: str) -> Any:
        async def asked(*_: object) -> None:
            self.asked.append(name)

        return asked


async def test_where_payments_become_real_nobody_is_asked_to_forget_a_test_company_s_card(
    config: Config, tmp_path: Path
) -> None:
    async with begun(config, tmp_path / "data", own_clock=True) as life:
        real = RealMoney()
        live = replace(life.program, ports=dict(life.program.ports) | {PaymentProviders: Connected(real)})
        async with live.scope(TESTER, company_id=life.company_id) as scope:
            method = await payment_queries.default_method(scope, life.company_id)
            assert method is not None
            await payments.remove_method(scope, method.id)
        await run_jobs(live)
        async with live.database.read() as connection:
            mine = select(job_table.c.state).where(job_table.c.kind == "payments.detach_method")
            assert (await connection.execute(mine)).scalars().all() == [JobState.succeeded]
        assert real.asked == []


async def test_where_payments_become_real_a_test_company_is_charged_no_more(config: Config, tmp_path: Path) -> None:
    async with begun(config, tmp_path / "data", own_clock=True, card=EMPTY) as life:
        await life.advance(BEGIN + timedelta(days=15))  # the trial is over, and the credits are
        real = RealMoney()
        live = replace(life.program, ports=dict(life.program.ports) | {PaymentProviders: Connected(real)})
        async with live.scope(TESTER, company_id=life.company_id, write=False) as scope:
            owed = [one for one in (await billing.invoices(scope, PageRequest(50))).items if one.due]
            waiting = [one for invoice in owed for one in await payment_queries.payments_of_invoice(scope, invoice.id)]
        assert [one.payment.state for one in waiting] == [PaymentState.pending], "a retry is due in some days"
        async with live.scope(system_actor("somebody"), company_id=life.company_id) as scope:
            with pytest.raises(LivePayments):
                await payments.pay_invoice(scope, owed[0].id)
        await replace(life, program=live).advance(BEGIN + timedelta(days=31))
        assert real.asked == []
        async with live.scope(TESTER, company_id=life.company_id, write=False) as scope:
            found = {
                invoice.id: [one.payment.state for one in await payment_queries.payments_of_invoice(scope, invoice.id)]
                for invoice in (await billing.invoices(scope, PageRequest(50))).items
                if invoice.due
            }
        assert found.pop(owed[0].id) == [PaymentState.failed]
        assert set(map(tuple, found.values())) == {()}, "what is issued from now on is not collected at all"
