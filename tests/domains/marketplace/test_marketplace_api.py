"""The routes of the catalogue and of subscriptions, as the API promises them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from tests.clients import client_as
from tests.domains.marketplace.conftest import TEST, Shop
from tests.factories import make_company
from trunkline.domains.marketplace import actions
from trunkline.infra.program import Program

PERMISSIONS = ("catalogue.read", "subscriptions.read", "subscriptions.manage")


@pytest.fixture
async def client(program: Program, shop: Shop) -> AsyncIterator[httpx2.AsyncClient]:
    """Somebody of the shop's company."""
    async with client_as(program, *PERMISSIONS, company_id=shop.company.id) as client:
        yield client


@pytest.fixture
async def operator(program: Program) -> AsyncIterator[httpx2.AsyncClient]:
    async with client_as(program, *PERMISSIONS) as client:
        yield client


async def _items(client: httpx2.AsyncClient, path: str) -> list[dict[str, Any]]:
    answer = await client.get(path)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


# -------------------------------------------------------------------------------------------------------------- catalogue
async def test_a_module_is_shown_with_its_plans_and_the_prices_in_force(client: httpx2.AsyncClient, shop: Shop) -> None:
    (module,) = await _items(client, "/modules")
    assert (await client.get(f"/modules/{module['id']}")).json() == module
    assert {name: module[name] for name in ("id", "slug", "name", "category", "icon")} == {
        "id": shop.module.id,
        "slug": "reception",
        "name": "Reception",
        "category": "voice",
        "icon": "phone",
    }
    assert [plan["slug"] for plan in module["plans"]] == ["small", "large", "second", "other-second", "yearly"]
    small = module["plans"][0]
    assert {name: small[name] for name in ("interval", "interval_count", "proration", "state")} == {
        "interval": "month",
        "interval_count": 1,
        "proration": "day",
        "state": "active",
    }
    calls, fee, dollars = small["prices"]
    assert calls | {"id": ""} == {
        "id": "",
        "currency": "EUR",
        "component": "calls",
        "description": "Calls",
        "model": "call",
        "timing": "arrears",
        "meter": "receptionist_calls",
        "unit": "call",
        "version": 1,
        "effective_from": "1970-01-01T00:00:00Z",
        "terms": {
            "model": "call",
            "connect_fee": "0.01",
            "steps": [{"from_second": 0, "increment_seconds": 60, "per_minute": "0.10"}],
        },
        "adjustments": None,
        "aggregation": None,
        "group_by": [],
        "tax_code": None,
        "correction": None,
    }
    assert (fee["model"], fee["timing"], fee["meter"], fee["terms"]) == (
        "flat",
        "advance",
        None,
        {"model": "flat", "amount": "31.00"},
    )
    assert (dollars["currency"], dollars["terms"]) == ("USD", {"model": "flat", "amount": "35"})


async def test_every_model_of_the_shipped_catalogue_is_shown_in_its_own_form(
    program: Program, client: httpx2.AsyncClient
) -> None:
    async with program.scope(TEST) as scope:
        await actions.install_catalogue(scope)
    forms = {
        (price["terms"]["model"], *sorted(price["terms"].keys() - {"model"}))
        for module in await _items(client, "/modules?limit=100")
        for plan in module["plans"]
        for price in plan["prices"]
    }
    assert forms == {
        ("flat", "amount"),
        ("per_unit", "unit_amount"),
        ("graduated", "tiers"),
        ("volume", "tiers"),
        ("call", "connect_fee", "steps"),
    }


# ---------------------------------------------------------------------------------------------------------- subscriptions
async def test_a_subscription_is_started_and_shown(client: httpx2.AsyncClient, shop: Shop) -> None:
    answer = await client.post("/subscriptions", json={"module": "reception", "plan": "small", "quantity": 2})
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert made == {
        "id": made["id"],
        "company_id": shop.company.id,
        "module": {"id": shop.module.id, "slug": "reception", "name": "Reception"},
        "plan": {"id": shop.plans["small"].id, "name": "Small"},
        "currency": "EUR",
        "state": "active",
        "quantity": 2,
        "started_at": "2026-03-01T23:00:00Z",
        "anchor_on": "2026-03-02",
        "current_period": {"start": "2026-03-01T23:00:00Z", "end": "2026-04-01T22:00:00Z"},
        "cancel_at": None,
        "canceled_at": None,
        "upcoming_plan": None,
        "upcoming_currency": None,
        "phase": "paid",
        "pause": None,
        "trial": None,
    }
    assert (await client.get(f"/subscriptions/{made['id']}")).json() == made
    assert await _items(client, "/subscriptions?state=active") == [made]
    assert await _items(client, "/subscriptions?state=canceled") == []


@pytest.mark.parametrize("by", ["plan_id", "module_id"])
async def test_a_plan_is_named_by_id_too(client: httpx2.AsyncClient, shop: Shop, by: str) -> None:
    named = {"plan_id": shop.plans["large"].id} if by == "plan_id" else {"module_id": shop.module.id, "plan": "large"}
    assert (await client.post("/subscriptions", json=named)).json()["plan"]["name"] == "Large"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"plan": "small"}, 422),
        ({"module": "reception"}, 422),
        ({"module": "nothing", "plan": "small"}, 404),
        ({"module": "reception", "plan": "nothing"}, 404),
        ({"module": "reception", "plan": "small", "quantity": 0}, 422),
        ({"module": "reception", "plan": "small", "quantity": "2"}, 422),
        ({"module": "reception", "plan": "small", "discount": 1}, 422),
    ],
)
async def test_what_names_no_plan_is_refused_and_nothing_is_started(
    client: httpx2.AsyncClient, body: dict[str, Any], status: int
) -> None:
    refused = await client.post("/subscriptions", json=body)
    assert (refused.status_code, refused.headers["content-type"]) == (status, "application/problem+json")
    assert await _items(client, "/subscriptions") == []


async def test_a_change_is_shown_as_upcoming(client: httpx2.AsyncClient, shop: Shop) -> None:
    made = (await client.post("/subscriptions", json={"module": "reception", "plan": "small"})).json()
    answer = await client.post(f"/subscriptions/{made['id']}/change", json={"plan_id": shop.plans["large"].id})
    large = {"id": shop.plans["large"].id, "name": "Large", "quantity": 1, "starts_at": "2026-04-01T22:00:00Z"}
    assert answer.json() == made | {"upcoming_plan": large}
    now = await client.post(
        f"/subscriptions/{made['id']}/change", json={"plan_id": shop.plans["large"].id, "when": "now", "quantity": 3}
    )
    assert now.json() == made | {"plan": {"id": large["id"], "name": "Large"}, "quantity": 3}


async def test_a_subscription_is_canceled(client: httpx2.AsyncClient, shop: Shop) -> None:
    made = (await client.post("/subscriptions", json={"module": "reception", "plan": "small"})).json()
    path = f"/subscriptions/{made['id']}/cancel"
    times = {"canceled_at": "2026-03-02T12:00:00Z"}
    ending = await client.post(path, json={"when": "period_end"})
    assert ending.json() == made | times | {"cancel_at": "2026-04-01T22:00:00Z"}
    assert (await client.post(path, json={"when": "period_end"})).status_code == 409
    ended = await client.post(path, json={"when": "now"})
    period = {"start": "2026-03-01T23:00:00Z", "end": "2026-03-02T23:00:00Z"}
    end = {"state": "canceled", "cancel_at": "2026-03-02T23:00:00Z", "current_period": period}
    assert ended.json() == made | times | end
    shop.at("2026-03-02T23:00:00Z")
    assert (await client.get(f"/subscriptions/{made['id']}")).json()["current_period"] is None


# ----------------------------------------------------------------------------------------------------------- keeping apart
async def test_the_operator_names_the_company_and_sees_all(
    program: Program, operator: httpx2.AsyncClient, shop: Shop
) -> None:
    async with program.scope(TEST) as scope:
        other = await make_company(scope, "other", zone="Asia/Tokyo")
    body = {"module": "reception", "plan": "small"}
    assert (await operator.post("/subscriptions", json=body)).status_code == 422
    for company in (shop.company, other):
        assert (await operator.post(f"/subscriptions?company={company.id}", json=body)).status_code == 201
    assert {item["company_id"] for item in await _items(operator, "/subscriptions")} == {shop.company.id, other.id}
    (tokyo,) = await _items(operator, f"/subscriptions?company={other.id}")
    assert tokyo["current_period"] == {"start": "2026-03-01T15:00:00Z", "end": "2026-04-01T15:00:00Z"}


async def test_another_companys_subscription_is_a_404(
    program: Program, operator: httpx2.AsyncClient, shop: Shop
) -> None:
    body = {"module": "reception", "plan": "small"}
    made = (await operator.post(f"/subscriptions?company={shop.company.id}", json=body)).json()
    async with program.scope(TEST) as scope:
        other = await make_company(scope, "other")
    path = f"/subscriptions/{made['id']}"
    async with client_as(program, *PERMISSIONS, company_id=other.id) as stranger:
        answers = [
            await stranger.get(path),
            await stranger.post(f"{path}/change", json={"quantity": 2}),
            await stranger.post(f"{path}/cancel", json={}),
            await stranger.get(f"/subscriptions?company={shop.company.id}"),
        ]
        assert [answer.status_code for answer in answers] == [404] * 4
        assert await _items(stranger, "/subscriptions") == []
    assert (await operator.get(path)).json() == made


async def test_looking_is_not_managing(program: Program, shop: Shop) -> None:
    async with client_as(program, "subscriptions.read", company_id=shop.company.id) as reader:
        refused = await reader.post("/subscriptions", json={"module": "reception", "plan": "small"})
        assert (refused.status_code, refused.json()["permission"]) == (403, "subscriptions.manage")
        assert (await reader.get("/modules")).status_code == 403
        assert await _items(reader, "/subscriptions") == []
