"""A cancellation at the end of the period can be taken back while the period runs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any

import httpx2
import pytest

from tests.clients import client_as
from tests.domains.marketplace.conftest import TEST, Kinds, Shop
from tests.factories import make_company
from trunkline.domains.marketplace import queries
from trunkline.infra import journal
from trunkline.infra.program import Program
from trunkline.kernel.ids import SubscriptionId

PERMISSIONS = ("subscriptions.read", "subscriptions.manage")
STARTED, CANCELED, RESUMED = "subscription.started", "subscription.canceled", "subscription.resumed"


@pytest.fixture
async def client(program: Program, shop: Shop) -> AsyncIterator[httpx2.AsyncClient]:
    async with client_as(program, *PERMISSIONS, company_id=shop.company.id) as client:
        yield client


async def _started(client: httpx2.AsyncClient, plan: str = "small") -> dict[str, Any]:
    answer = await client.post("/subscriptions", json={"module": "reception", "plan": plan})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def _cancel(client: httpx2.AsyncClient, made: dict[str, Any], when: str = "period_end") -> None:
    assert (await client.post(f"/subscriptions/{made['id']}/cancel", json={"when": when})).status_code == 200


async def test_it_goes_on_as_if_nothing_had_been(
    program: Program, client: httpx2.AsyncClient, shop: Shop, told: Kinds
) -> None:
    made = await _started(client)
    async with program.scope(TEST, write=False) as scope:
        before = await queries.subscription(scope, SubscriptionId.parse(made["id"]))
    await _cancel(client, made)
    shop.at("2026-03-20T08:00:00Z")
    answer = await client.post(f"/subscriptions/{made['id']}/resume")
    assert (answer.status_code, answer.json()) == (200, made)
    assert (await client.get(f"/subscriptions/{made['id']}")).json() == made
    async with program.scope(TEST, write=False) as scope:
        assert await queries.subscription(scope, before.id) == before
    shop.at("2026-04-10T08:00:00Z")
    next_period = {"start": "2026-04-01T22:00:00Z", "end": "2026-05-01T22:00:00Z"}
    assert (await client.get(f"/subscriptions/{made['id']}")).json()["current_period"] == next_period
    assert await told() == [STARTED, CANCELED, RESUMED]
    async with program.database.read() as connection:
        fact = (await journal.read_range(connection, f"company:{shop.company.id}", 0, 10))[-1]
    assert (fact.subject, fact.audience) == (made["id"], "subscriptions.read")
    assert fact.payload == {
        "module_id": shop.module.id,
        "module_name": "Reception",
        "plan_id": shop.plans["small"].id,
        "plan_name": "Small",
        "canceled_for": "2026-04-01T22:00:00Z",
    }


async def test_of_several_phases_the_one_in_force_is_open_again(
    program: Program, client: httpx2.AsyncClient, shop: Shop
) -> None:
    made = await _started(client)
    shop.at("2026-03-10T08:00:00Z")
    change = {"plan_id": shop.plans["large"].id, "when": "now"}
    assert (await client.post(f"/subscriptions/{made['id']}/change", json=change)).status_code == 200
    change = {"plan_id": shop.plans["small"].id, "when": "next_period"}
    assert (await client.post(f"/subscriptions/{made['id']}/change", json=change)).status_code == 200
    await _cancel(client, made)
    resumed = (await client.post(f"/subscriptions/{made['id']}/resume")).json()
    assert (resumed["plan"]["name"], resumed["upcoming_plan"], resumed["cancel_at"]) == ("Large", None, None)
    async with program.scope(TEST, write=False) as scope:
        phases = (await queries.subscription(scope, SubscriptionId.parse(made["id"]))).phases
    assert [(phase.plan_id, phase.first_day, phase.next_day) for phase in phases] == [
        (shop.plans["small"].id, date(2026, 3, 2), date(2026, 3, 10)),
        (shop.plans["large"].id, date(2026, 3, 10), None),
    ]
    assert phases[0].ends_at == phases[1].starts_at


async def test_the_moment_before_the_end_is_early_enough_and_the_end_is_not(
    client: httpx2.AsyncClient, shop: Shop
) -> None:
    made = await _started(client)
    await _cancel(client, made)
    shop.clock.move_to(shop.clock.now().replace(month=4, day=1, hour=22) - timedelta(microseconds=1))
    assert (await client.post(f"/subscriptions/{made['id']}/resume")).status_code == 200
    await _cancel(client, made)
    ended = (await client.get(f"/subscriptions/{made['id']}")).json()["cancel_at"]
    assert ended == "2026-04-01T22:00:00Z"
    shop.at(ended)
    refused = await client.post(f"/subscriptions/{made['id']}/resume")
    assert (refused.status_code, refused.json()["detail"]) == (
        409,
        "This subscription has ended on 2026-04-02; subscribe anew.",
    )


@pytest.mark.parametrize(("canceled", "words"), [(None, "not going to end"), ("now", "has ended on 2026-03-03")])
async def test_only_a_planned_end_is_taken_back(
    client: httpx2.AsyncClient, told: Kinds, canceled: str | None, words: str
) -> None:
    made = await _started(client)
    if canceled is not None:
        await _cancel(client, made, canceled)
    before = (await client.get(f"/subscriptions/{made['id']}")).json()
    refused = await client.post(f"/subscriptions/{made['id']}/resume")
    assert refused.status_code == 409
    assert words in refused.json()["detail"]
    assert (await client.get(f"/subscriptions/{made['id']}")).json() == before
    assert RESUMED not in await told()


async def test_a_stranger_and_a_reader_take_nothing_back(
    program: Program, client: httpx2.AsyncClient, shop: Shop, told: Kinds
) -> None:
    made = await _started(client)
    await _cancel(client, made)
    ending = (await client.get(f"/subscriptions/{made['id']}")).json()
    async with program.scope(TEST) as scope:
        other = await make_company(scope, "other")
    async with client_as(program, *PERMISSIONS, company_id=other.id) as stranger:
        assert (await stranger.post(f"/subscriptions/{made['id']}/resume")).status_code == 404
    async with client_as(program, "subscriptions.read", company_id=shop.company.id) as reader:
        assert (await reader.post(f"/subscriptions/{made['id']}/resume")).status_code == 403
    assert (await client.get(f"/subscriptions/{made['id']}")).json() == ending
    assert await told() == [STARTED, CANCELED]
