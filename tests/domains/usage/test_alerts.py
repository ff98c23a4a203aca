"""Usage alerts: told once per threshold and period, to the company whose usage it is, and to nobody else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import httpx2
import pytest
from sqlalchemy import update

from tests.clients import client_as
from tests.domains.billing.stage import TEST, Stage, stage, utc
from tests.factories import make_company
from trunkline.domains.usage import actions
from trunkline.domains.usage.model.alerts import Measure, NewAlert, Threshold
from trunkline.domains.usage.rules.alerting import ALERTS_MAX
from trunkline.domains.usage.store import usage_alert
from trunkline.infra.program import Program
from trunkline.kernel.clock import ManualClock

MESSAGES = {"name": "Messages", "meter": "messages", "limit": "1000"}
ONE = Threshold(Decimal(1))
HALF_AND_ALL = {"thresholds": [{"percent": "50"}, {"value": "1000"}]}


@pytest.fixture
async def nordlicht(program: Program) -> Stage:
    return await stage(program, "each")


@pytest.fixture
async def client(program: Program, nordlicht: Stage) -> AsyncIterator[httpx2.AsyncClient]:
    rights = ("usage.read", "alerts.manage", "activity.read")
    async with client_as(program, *rights, company_id=nordlicht.company_id) as client:
        yield client


async def told(program: Program, client: httpx2.AsyncClient) -> list[tuple[str, str, str]]:
    """What a look finds new, and what has been told in all: (threshold, bound, value), the oldest first."""
    await actions.check_alerts(program.begin_as(TEST))
    items = (await client.get("/activity?limit=100")).json()["items"]
    found = [one["payload"] for one in items if one["kind"] == "usage.threshold_crossed"]
    return [(one["threshold"], one["bound"], one["value"]) for one in reversed(found)]


async def test_each_threshold_is_told_once_per_period(
    program: Program, nordlicht: Stage, client: httpx2.AsyncClient, clock: ManualClock
) -> None:
    made = await client.post("/usage/alerts", json=MESSAGES | HALF_AND_ALL)
    assert made.status_code == 201, made.text
    await nordlicht.use("499.999999", utc("2026-03-02 12:00"))
    assert await told(program, client) == []
    await nordlicht.use("0.000001", utc("2026-03-02 12:00"))
    assert await told(program, client) == [("50 % of 1000", "500", "500")]
    assert await told(program, client) == [("50 % of 1000", "500", "500")]
    await nordlicht.use("700", utc("2026-03-02 12:00"))
    assert (await told(program, client))[1:] == [("1000", "1000", "1200")]
    (shown,) = (await client.get("/usage/alerts")).json()["items"]
    assert (shown["current"], [one["is_crossed"] for one in shown["thresholds"]]) == ("1200", [True, True])
    # A new period begins on 2 April: nothing is used, and then everything counts anew.
    clock.move_to(utc("2026-04-02 12:00"))
    assert len(await told(program, client)) == 2
    await nordlicht.use("600", utc("2026-04-02 11:00"))
    assert (await told(program, client))[2:] == [("50 % of 1000", "500", "600")]


async def test_what_is_reached_at_once_is_told_in_order(
    program: Program, nordlicht: Stage, client: httpx2.AsyncClient
) -> None:
    await nordlicht.use("1000", utc("2026-03-02 12:00"))
    thresholds = [{"value": "900"}, {"percent": "10"}, {"percent": "50"}, {"value": "1001"}]
    await client.post("/usage/alerts", json=MESSAGES | {"thresholds": thresholds})
    assert [one[1] for one in await told(program, client)] == ["100", "500", "900"]


async def test_calls_are_watched_by_number_and_by_what_is_billed(program: Program) -> None:
    called = await stage(program, "calls")
    async with client_as(
        program, "usage.read", "alerts.manage", "activity.read", company_id=called.company_id
    ) as client:
        for measure, value in (("calls", "2"), ("billed_seconds", "120"), ("events", "3"), ("quantity", "100")):
            body = {"name": measure, "meter": "calls", "measure": measure, "thresholds": [{"value": value}]}
            assert (await client.post("/usage/alerts", json=body)).status_code == 201
        await called.call(61, utc("2026-03-02 12:00"))
        assert await told(program, client) == []
        await called.call(2, utc("2026-03-02 12:00"))
        # 60 + 6 and 60 seconds are billed: 126
        assert sorted(await told(program, client)) == [("120", "120", "126"), ("2", "2", "2")]
        shown = {one["measure"]: one["current"] for one in (await client.get("/usage/alerts")).json()["items"]}
        assert shown["quantity"] == "63"  # a quantity of calls is their billable seconds: 61 and 2


async def test_another_company_neither_sees_nor_removes_nor_hears(
    program: Program, nordlicht: Stage, client: httpx2.AsyncClient
) -> None:
    async with program.scope(TEST) as scope:
        other = await make_company(scope, "other")
    async with client_as(program, "usage.read", "alerts.manage", "activity.read", company_id=other.id) as stranger:
        made = (await stranger.post("/usage/alerts", json=MESSAGES | HALF_AND_ALL)).json()
        await nordlicht.use("2000", utc("2026-03-02 12:00"))
        assert await told(program, stranger) == []
        assert (await client.get("/usage/alerts")).json()["items"] == []
        assert (await client.delete(f"/usage/alerts/{made['id']}")).status_code == 404
        assert len((await stranger.get("/usage/alerts")).json()["items"]) == 1
        assert (await stranger.delete(f"/usage/alerts/{made['id']}")).status_code == 204
        assert (await stranger.delete(f"/usage/alerts/{made['id']}")).status_code == 404


async def test_an_alert_that_told_something_can_be_removed(
    program: Program, nordlicht: Stage, client: httpx2.AsyncClient
) -> None:
    made = (await client.post("/usage/alerts", json=MESSAGES | HALF_AND_ALL)).json()
    await nordlicht.use("2000", utc("2026-03-02 12:00"))
    assert len(await told(program, client)) == 2
    assert (await client.delete(f"/usage/alerts/{made['id']}")).status_code == 204
    kinds = {one["kind"] for one in (await client.get("/activity")).json()["items"]}
    assert {"usage.alert_set", "usage.alert_removed"} <= kinds


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"name": " "}, "/name"),
        ({"meter": ""}, "/meter"),
        ({"limit": "0"}, "/limit"),
        ({"limit": "many"}, "/limit"),
        ({"limit": None}, "/limit"),
        ({"thresholds": []}, "/thresholds"),
        ({"thresholds": [{"value": "1"}, {"value": "1.0"}]}, "/thresholds"),
        ({"thresholds": [{}]}, "/thresholds/0"),
        ({"thresholds": [{"value": "1", "percent": "1"}]}, "/thresholds/0"),
        ({"thresholds": [{"value": "0"}]}, "/thresholds/0/value"),
        ({"thresholds": [{"percent": "1001"}]}, "/thresholds/0/percent"),
        ({"thresholds": [{"percent": "x"}]}, "/thresholds/0/percent"),
    ],
)
async def test_an_alert_that_cannot_stand_names_its_field(
    client: httpx2.AsyncClient, wrong: dict[str, Any], pointer: str
) -> None:
    refused = await client.post("/usage/alerts", json=MESSAGES | HALF_AND_ALL | wrong)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer), refused.text


async def test_looking_is_not_setting(program: Program, nordlicht: Stage) -> None:
    async with client_as(program, "usage.read", company_id=nordlicht.company_id) as reader:
        assert (await reader.post("/usage/alerts", json=MESSAGES | HALF_AND_ALL)).status_code == 403


async def test_a_company_has_so_many_alerts(program: Program, nordlicht: Stage, client: httpx2.AsyncClient) -> None:
    async with program.scope(TEST) as scope:
        other = await make_company(scope, "other")
    async with program.scope(TEST, company_id=nordlicht.company_id) as scope:
        new = NewAlert(name="n", meter="messages", measure=Measure.quantity, limit=None, thresholds=(ONE,))
        for _ in range(ALERTS_MAX - 1):
            await actions.set_alert(scope, new)
    last = await client.post("/usage/alerts", json=MESSAGES | HALF_AND_ALL)
    assert last.status_code == 201
    refused = await client.post("/usage/alerts", json=MESSAGES | HALF_AND_ALL)
    assert (refused.status_code, str(ALERTS_MAX) in refused.json()["detail"]) == (409, True)
    async with client_as(program, "alerts.manage", company_id=other.id) as neighbour:
        assert (await neighbour.post("/usage/alerts", json=MESSAGES | HALF_AND_ALL)).status_code == 201
    await client.delete(f"/usage/alerts/{last.json()['id']}")
    assert (await client.post("/usage/alerts", json=MESSAGES | HALF_AND_ALL)).status_code == 201


async def test_what_cannot_be_read_silences_nobody_else(
    program: Program, nordlicht: Stage, client: httpx2.AsyncClient
) -> None:
    async with program.scope(TEST) as scope:
        other = await make_company(scope, "other")
    async with client_as(program, "alerts.manage", company_id=other.id) as neighbour:
        made = (await neighbour.post("/usage/alerts", json=MESSAGES | HALF_AND_ALL)).json()
    await client.post("/usage/alerts", json=MESSAGES | HALF_AND_ALL)
    async with program.database.write(other.id) as connection:
        broken = update(usage_alert).where(usage_alert.c.id == made["id"]).values(measure="nonsense")
        await connection.execute(broken)
    await nordlicht.use("600", utc("2026-03-02 12:00"))
    assert await told(program, client) == [("50 % of 1000", "500", "600")]
