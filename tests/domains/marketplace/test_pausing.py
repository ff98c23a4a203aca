"""A pause is a gap that nothing is charged in: when it begins, ends, is refused and is taken back (money policy 1)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from tests.clients import client_as
from tests.domains.marketplace.conftest import TEST, Kinds, Shop
from trunkline.domains.marketplace import queries
from trunkline.domains.marketplace.model import Subscription
from trunkline.infra.program import Program
from trunkline.kernel.ids import SubscriptionId

OF_A_COMPANY = ("subscriptions.read", "subscriptions.manage", "usage.write")
OPERATOR = ("subscriptions.read", "subscriptions.manage", "catalogue.manage")
NOW, NEXT = {"effective": "now"}, {"effective": "next_period"}
ENDED, ENDING = {"when": "now"}, {"when": "period_end"}


@pytest.fixture
async def client(program: Program, shop: Shop) -> AsyncIterator[httpx2.AsyncClient]:
    async with client_as(program, *OPERATOR, company_id=shop.company.id) as client:
        yield client


@pytest.fixture
async def path(client: httpx2.AsyncClient, shop: Shop) -> str:
    """The small plan since 2 March; it is 11 March, 9:00 in Berlin."""
    answer = await client.post("/subscriptions", json={"module": "reception", "plan": "small"})
    shop.at("2026-03-11T08:00:00Z")
    return f"/subscriptions/{answer.json()['id']}"


async def _done(client: httpx2.AsyncClient, path: str, **body: Any) -> dict[str, Any]:
    answer = await client.post(path, json=body)
    assert answer.status_code == 200, answer.text
    done: dict[str, Any] = answer.json()
    return done


async def _as_it_is(program: Program, path: str) -> Subscription:
    async with program.scope(TEST, write=False) as scope:
        return await queries.subscription(scope, SubscriptionId.parse(path.rpartition("/")[2]))


def _phases(subscription: Subscription) -> list[tuple[str, str, str | None]]:
    return [
        (one.kind.value, one.first_day.isoformat(), None if one.next_day is None else one.next_day.isoformat())
        for one in subscription.phases
    ]


async def test_now_is_from_today_until_somebody_ends_it(
    program: Program, client: httpx2.AsyncClient, path: str, shop: Shop, told: Kinds
) -> None:
    paused = await _done(client, f"{path}/pause", **NOW)
    assert (paused["phase"], paused["state"]) == ("paused", "active")
    days = {"first_day": "2026-03-11", "next_day": None}
    assert paused["pause"] == days | {"starts_at": "2026-03-10T23:00:00Z", "ends_at": None}
    shop.at("2026-04-20T08:00:00Z")
    period = {"start": "2026-04-01T22:00:00Z", "end": "2026-05-01T22:00:00Z"}
    assert (await client.get(path)).json()["current_period"] == period
    again = await _done(client, f"{path}/unpause")
    assert (again["phase"], again["pause"], again["anchor_on"]) == ("paid", None, "2026-03-02")
    assert _phases(await _as_it_is(program, path)) == [
        ("paid", "2026-03-02", "2026-03-11"),
        ("paused", "2026-03-11", "2026-04-20"),
        ("paid", "2026-04-20", None),
    ]
    assert await told() == ["subscription.started", "subscription.paused", "subscription.unpaused"]


async def test_the_next_period_up_to_a_day_needs_nobody(client: httpx2.AsyncClient, path: str, shop: Shop) -> None:
    planned = await _done(client, f"{path}/pause", **NEXT, until="2026-04-10")
    assert (planned["phase"], planned["upcoming_plan"]) == ("paid", None)
    assert (planned["pause"]["first_day"], planned["pause"]["next_day"]) == ("2026-04-02", "2026-04-10")
    for moment, phase in (("2026-04-01T22:00:00Z", "paused"), ("2026-04-09T22:00:00Z", "paid")):
        shop.at(moment)
        assert (await client.get(path)).json()["phase"] == phase


async def test_one_that_has_not_begun_is_taken_back(program: Program, client: httpx2.AsyncClient, path: str) -> None:
    before = await _as_it_is(program, path)
    await _done(client, f"{path}/pause", **NEXT, until="2026-04-10")
    assert (await _done(client, f"{path}/unpause"))["pause"] is None
    assert await _as_it_is(program, path) == before


async def test_its_end_may_be_moved(program: Program, client: httpx2.AsyncClient, path: str) -> None:
    await _done(client, f"{path}/pause", **NOW, until="2026-03-20")
    for day in ("2026-03-25", "2026-03-15", "2026-03-12"):
        assert (await _done(client, f"{path}/unpause", on=day))["pause"]["next_day"] == day
        assert _phases(await _as_it_is(program, path))[1:] == [("paused", "2026-03-11", day), ("paid", day, None)]


async def test_another_plan_within_it_is_paid_after_it(
    program: Program, client: httpx2.AsyncClient, path: str, shop: Shop
) -> None:
    await _done(client, f"{path}/pause", **NOW, until="2026-03-20")
    large = shop.plans["large"].id
    changed = await _done(client, f"{path}/change", plan_id=large, when="now")
    assert (changed["phase"], changed["plan"]["id"]) == ("paused", large)
    found = await _as_it_is(program, path)
    assert _phases(found)[1:] == [("paused", "2026-03-11", "2026-03-20"), ("paid", "2026-03-20", None)]
    assert {phase.plan_id for phase in found.phases[1:]} == {large}


async def test_a_scheduled_change_outlasts_it(client: httpx2.AsyncClient, path: str, shop: Shop) -> None:
    large = shop.plans["large"].id
    await _done(client, f"{path}/change", plan_id=large, when="next_period")
    await _done(client, f"{path}/pause", **NOW)
    assert (await _done(client, f"{path}/unpause"))["upcoming_plan"]["id"] == large


async def test_by_the_second_it_is_from_this_moment(program: Program, client: httpx2.AsyncClient, shop: Shop) -> None:
    made = await client.post("/subscriptions", json={"module": "reception", "plan": "second"})
    path = f"/subscriptions/{made.json()['id']}"
    shop.at("2026-03-11T08:00:00Z")
    assert (await _done(client, f"{path}/pause", **NOW))["pause"]["starts_at"] == "2026-03-11T08:00:00Z"
    shop.at("2026-03-11T09:30:00Z")
    await _done(client, f"{path}/unpause")
    paused = (await _as_it_is(program, path)).phases[1]
    assert paused.ends_at is not None
    assert (paused.ends_at - paused.starts_at).total_seconds() == 5400


@pytest.mark.parametrize(
    ("before", "action", "body", "status"),
    [
        ([], "unpause", {}, 409),
        ([("pause", NOW)], "pause", NOW, 409),
        ([("pause", NEXT)], "pause", NOW, 409),
        ([("cancel", ENDED)], "pause", NOW, 409),
        ([("cancel", ENDING)], "pause", NEXT, 409),
        ([("cancel", ENDED)], "unpause", {}, 409),
        ([], "pause", NOW | {"until": "2026-03-11"}, 422),
        ([], "pause", NEXT | {"until": "2026-04-02"}, 422),
        ([], "pause", NOW | {"until": "9999-12-31"}, 422),
        ([("pause", NOW)], "unpause", {"on": "2026-03-10"}, 422),
        ([("pause", NOW)], "unpause", {"on": "9999-12-31"}, 422),
        ([("pause", NOW), ("cancel", ENDING)], "unpause", {"on": "2026-04-02"}, 422),
    ],
)
async def test_what_cannot_be_is_refused_and_changes_nothing(
    program: Program,
    client: httpx2.AsyncClient,
    path: str,
    shop: Shop,
    before: list[tuple[str, dict[str, str]]],
    action: str,
    body: dict[str, str],
    status: int,
) -> None:
    for name, given in before:
        await _done(client, f"{path}/{name}", **given)
    if ("cancel", ENDED) in before:
        shop.at("2026-03-12T08:00:00Z")
    found = await _as_it_is(program, path)
    answer = await client.post(f"{path}/{action}", json=body)
    assert answer.status_code == status, answer.text
    assert await _as_it_is(program, path) == found


async def test_a_cancellation_within_it_that_is_taken_back_leaves_it(
    program: Program, client: httpx2.AsyncClient, path: str
) -> None:
    await _done(client, f"{path}/pause", **NOW, until="2026-03-20")
    await _done(client, f"{path}/cancel", **ENDING)
    await _done(client, f"{path}/resume")
    assert _phases(await _as_it_is(program, path))[1:] == [
        ("paused", "2026-03-11", "2026-03-20"),
        ("paid", "2026-03-20", None),
    ]


async def test_a_company_asks_the_operator_for_a_pause_and_for_its_end(
    program: Program, client: httpx2.AsyncClient, path: str, shop: Shop
) -> None:
    """Whoever paused, used and went on would use without paying."""
    before = await _as_it_is(program, path)
    async with client_as(program, *OF_A_COMPANY, company_id=shop.company.id) as company:
        for body in (NOW, NEXT):
            refused = await company.post(f"{path}/pause", json=body)
            assert (refused.status_code, refused.json()["permission"]) == (403, "catalogue.manage")
        assert await _as_it_is(program, path) == before
        await _done(client, f"{path}/pause", **NOW)
        refused = await company.post(f"{path}/unpause", json={})
        assert (refused.status_code, refused.json()["permission"]) == (403, "catalogue.manage")
    assert (await _as_it_is(program, path)).pause_after(before.started_at) is not None


@pytest.mark.parametrize("until", ["2026-04-02", "2026-04-10", "2026-07-01", None])
async def test_one_that_a_cancellation_cuts_off_ends_as_planned_once_that_is_taken_back(
    program: Program, client: httpx2.AsyncClient, path: str, until: str | None
) -> None:
    await _done(client, f"{path}/pause", **NOW, **({"until": until} if until else {}))
    before = await _as_it_is(program, path)
    for _ in range(2):
        cut = await _done(client, f"{path}/cancel", **ENDING)
        assert cut["pause"]["next_day"] == "2026-04-02"
        await _done(client, f"{path}/resume")
        assert await _as_it_is(program, path) == before


async def test_ended_before_the_end_that_cut_it_off_it_is_over(
    program: Program, client: httpx2.AsyncClient, path: str
) -> None:
    await _done(client, f"{path}/pause", **NOW, until="2026-04-10")
    await _done(client, f"{path}/cancel", **ENDING)
    await _done(client, f"{path}/unpause", on="2026-03-20")
    await _done(client, f"{path}/resume")
    assert _phases(await _as_it_is(program, path))[1:] == [
        ("paused", "2026-03-11", "2026-03-20"),
        ("paid", "2026-03-20", None),
    ]
