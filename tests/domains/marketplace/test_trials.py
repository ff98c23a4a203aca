"""A trial is granted once per company and module; people are told of its end once; it may be ended early (money policy 10)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from sqlalchemy import func, select

from tests.clients import client_as
from tests.domains.marketplace.conftest import TEST, Kinds, Shop
from tests.factories import make_company
from trunkline.domains.marketplace import actions, queries, store
from trunkline.domains.marketplace.model import PhaseKind
from trunkline.infra.program import Program
from trunkline.kernel.errors import Conflict, Invalid
from trunkline.kernel.ids import SubscriptionId

PERMISSIONS = ("subscriptions.read", "subscriptions.manage", "catalogue.read")
STARTED, ENDING, ENDED = "subscription.started", "subscription.trial_ending", "subscription.trial_ended"


@pytest.fixture
async def client(program: Program, shop: Shop) -> AsyncIterator[httpx2.AsyncClient]:
    """Of a company that may have 14 days of the small plan."""
    async with program.scope(TEST) as scope:
        await actions.change_trial(scope, shop.plans["small"].id, 14)
    async with client_as(program, *PERMISSIONS, company_id=shop.company.id) as client:
        yield client


async def _started(client: httpx2.AsyncClient, **more: object) -> dict[str, Any]:
    answer = await client.post("/subscriptions", json={"module": "reception", "plan": "small", **more})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def _tell(program: Program) -> int:
    return await actions.tell_trials(program.begin_as(TEST))


async def _trials(program: Program) -> int:
    async with program.scope(TEST, write=False) as scope:
        counted = await scope.tx.execute(select(func.count()).select_from(store.module_trial))
        return int(counted.scalar_one())


async def test_it_is_seen_from_the_start(client: httpx2.AsyncClient) -> None:
    made = await _started(client)
    assert made["phase"] == "trial"
    assert made["trial"] == {"ends_at": "2026-03-15T23:00:00Z", "ends_on": "2026-03-16", "is_over": False}
    assert made["current_period"] == {"start": "2026-03-01T23:00:00Z", "end": "2026-03-15T23:00:00Z"}
    assert made["upcoming_plan"] is None
    assert made["pause"] is None


async def test_there_is_no_second_one(client: httpx2.AsyncClient, shop: Shop) -> None:
    made = await _started(client)
    await client.post(f"/subscriptions/{made['id']}/cancel", json={"when": "now"})
    shop.at("2026-03-20T08:00:00Z")
    again = await _started(client)
    assert (again["phase"], again["trial"]) == ("paid", None)


async def test_one_that_was_declined_is_kept_for_another_time(client: httpx2.AsyncClient, shop: Shop) -> None:
    made = await _started(client, trial=False)
    assert made["trial"] is None
    await client.post(f"/subscriptions/{made['id']}/cancel", json={"when": "now"})
    shop.at("2026-03-20T08:00:00Z")
    assert (await _started(client))["phase"] == "trial"


async def test_a_start_that_fails_takes_no_trial(program: Program, client: httpx2.AsyncClient) -> None:
    await _started(client, trial=False)
    answer = await client.post("/subscriptions", json={"module": "reception", "plan": "small"})
    assert answer.status_code == 409
    assert await _trials(program) == 0


async def test_of_two_at_once_one_begins(program: Program, client: httpx2.AsyncClient, shop: Shop) -> None:
    async def start() -> bool:
        try:
            async with program.scope(TEST, company_id=shop.company.id) as scope:
                await actions.start_subscription(scope, shop.plans["small"].id)
        except Conflict:
            return False
        return True

    assert sorted(await asyncio.gather(start(), start())) == [False, True]
    assert await _trials(program) == 1


async def test_people_are_told_three_days_before_and_at_the_end_once(
    program: Program, client: httpx2.AsyncClient, shop: Shop, told: Kinds
) -> None:
    await _started(client)
    assert await _tell(program) == 0
    shop.at("2026-03-12T22:59:59Z")
    assert await _tell(program) == 0
    shop.at("2026-03-12T23:00:00Z")
    assert (await _tell(program), await _tell(program)) == (1, 0)
    assert await told() == [STARTED, ENDING]
    shop.at("2026-03-15T23:00:00Z")
    assert (await _tell(program), await _tell(program)) == (1, 0)
    assert await told() == [STARTED, ENDING, ENDED]


async def test_what_does_not_outlive_its_trial_is_not_announced(
    program: Program, client: httpx2.AsyncClient, shop: Shop, told: Kinds
) -> None:
    made = await _started(client)
    canceled = await client.post(f"/subscriptions/{made['id']}/cancel", json={"when": "period_end"})
    assert canceled.json()["cancel_at"] == "2026-03-15T23:00:00Z"
    for moment in ("2026-03-14T08:00:00Z", "2026-03-16T08:00:00Z"):
        shop.at(moment)
        assert await _tell(program) == 0
    assert await told() == [STARTED, "subscription.canceled"]


async def test_ended_early_it_is_paid_from_today(
    program: Program, client: httpx2.AsyncClient, shop: Shop, told: Kinds
) -> None:
    made = await _started(client)
    shop.at("2026-03-05T08:00:00Z")
    ended = (await client.post(f"/subscriptions/{made['id']}/trial/end")).json()
    assert (ended["phase"], ended["anchor_on"]) == ("paid", "2026-03-05")
    assert ended["current_period"] == {"start": "2026-03-04T23:00:00Z", "end": "2026-04-04T22:00:00Z"}
    assert (await client.post(f"/subscriptions/{made['id']}/trial/end")).status_code == 409
    shop.at("2026-03-16T08:00:00Z")
    assert await _tell(program) == 0
    assert await told() == [STARTED, ENDED]


async def test_ended_on_its_first_day_there_was_none(client: httpx2.AsyncClient) -> None:
    made = await _started(client)
    ended = (await client.post(f"/subscriptions/{made['id']}/trial/end")).json()
    assert (ended["trial"], ended["anchor_on"]) == (None, "2026-03-02")
    assert ended["current_period"] == {"start": "2026-03-01T23:00:00Z", "end": "2026-04-01T22:00:00Z"}


@pytest.mark.parametrize("when", ["now", "period_end"])
async def test_what_ends_is_not_paid_early(client: httpx2.AsyncClient, shop: Shop, when: str) -> None:
    made = await _started(client)
    await client.post(f"/subscriptions/{made['id']}/cancel", json={"when": when})
    shop.at("2026-03-04T08:00:00Z")
    before = (await client.get(f"/subscriptions/{made['id']}")).json()
    assert (await client.post(f"/subscriptions/{made['id']}/trial/end")).status_code == 409
    assert (await client.get(f"/subscriptions/{made['id']}")).json() == before


async def test_a_yearly_plan_within_it_is_counted_from_its_end(
    program: Program, client: httpx2.AsyncClient, shop: Shop
) -> None:
    made = await _started(client)
    shop.at("2026-03-05T08:00:00Z")
    body = {"plan_id": shop.plans["yearly"].id, "when": "now"}
    assert (await client.post(f"/subscriptions/{made['id']}/change", json=body)).status_code == 200
    async with program.scope(TEST, write=False) as scope:
        found = await queries.subscription(scope, SubscriptionId.parse(made["id"]))
    days = [(phase.kind, phase.first_day.day) for phase in found.phases]
    assert days == [(PhaseKind.trial, 2), (PhaseKind.trial, 5), (PhaseKind.paid, 16)]
    trial, paid = found.courses()
    assert (trial.is_trial, paid.is_trial, paid.anchor_on.isoformat()) == (True, False, "2026-03-16")


async def test_another_companys_subscription_is_a_404(program: Program, client: httpx2.AsyncClient) -> None:
    made = await _started(client)
    async with program.scope(TEST) as scope:
        other = await make_company(scope, "other")
    async with client_as(program, *PERMISSIONS, "catalogue.manage", company_id=other.id) as stranger:
        for path in ("trial/end", "pause", "unpause"):
            assert (await stranger.post(f"/subscriptions/{made['id']}/{path}", json={})).status_code == 404
        assert (await stranger.get(f"/subscriptions/{made['id']}/timeline")).status_code == 404
    assert (await client.get(f"/subscriptions/{made['id']}")).json() == made


async def test_the_operator_sets_its_length_for_the_future(
    program: Program, client: httpx2.AsyncClient, shop: Shop
) -> None:
    made = await _started(client)
    plan = f"/plans/{shop.plans['small'].id}"
    async with client_as(program, "catalogue.manage", "catalogue.read") as operator:
        for days in (0, 731, "7", True):
            assert (await operator.patch(plan, json={"trial_days": days})).status_code == 422
        assert (await operator.patch(plan, json={"trial_days": None})).json()["trial_days"] is None
        assert (await operator.patch(plan, json={"trial_days": 730})).json()["trial_days"] == 730
    assert (await client.patch(plan, json={"trial_days": 7})).status_code == 403
    assert (await client.get(f"/subscriptions/{made['id']}")).json()["trial"]["ends_on"] == "2026-03-16"


async def test_the_same_length_is_no_change(program: Program, shop: Shop) -> None:
    async with program.scope(TEST) as scope:
        await actions.change_trial(scope, shop.plans["small"].id, None)
        assert scope.announced == []
    async with program.scope(TEST) as scope:
        with pytest.raises(Invalid, match="plan"):
            await actions.change_trial(scope, shop.plans["small"].id, 0)
