"""A subscription that starts in the past: the operator's way to take over history."""

from __future__ import annotations

from datetime import date
from typing import Any

import httpx2
import pytest
from sqlalchemy import func, select

from tests.clients import client_as
from tests.domains.marketplace.conftest import TEST, Kinds, Shop
from tests.factories import make_company, make_subscription
from trunkline.domains.marketplace import actions, queries, store
from trunkline.domains.marketplace.model import Cancellation
from trunkline.domains.marketplace.rules.sales import check_periods_back
from trunkline.infra.program import Program
from trunkline.kernel.errors import Conflict, Invalid
from trunkline.kernel.period import Cycle, Interval, boundary

OPERATOR = ("subscriptions.read", "subscriptions.manage", "catalogue.manage")
COMPANY = ("subscriptions.read", "subscriptions.manage")


async def _start(
    program: Program, shop: Shop, started_on: str, *permissions: str, by_operator: bool = True, plan: str = "small"
) -> httpx2.Response:
    body = {"plan_id": shop.plans[plan].id, "started_on": started_on}
    async with client_as(program, *permissions, company_id=None if by_operator else shop.company.id) as client:
        return await client.post(f"/subscriptions?company={shop.company.id}", json=body)


async def _count(program: Program) -> int:
    async with program.database.read() as connection:
        return (await connection.execute(select(func.count()).select_from(store.subscription))).scalar_one()


async def test_the_operator_starts_one_in_the_last_century(program: Program, shop: Shop) -> None:
    answer = await _start(program, shop, "1999-02-01", *OPERATOR)
    assert answer.status_code == 201, answer.text
    assert {name: answer.json()[name] for name in ("started_at", "anchor_on", "state", "current_period")} == {
        "started_at": "1999-01-31T23:00:00Z",
        "anchor_on": "1999-02-01",
        "state": "active",
        "current_period": {"start": "2026-02-28T23:00:00Z", "end": "2026-03-31T22:00:00Z"},
    }


@pytest.mark.parametrize(
    ("billing_cycle_day", "started_on", "anchor_on"),
    [(None, "2025-11-30", "2025-11-30"), (15, "2026-01-14", "2025-12-15"), (31, "2025-11-30", "2025-10-31")],
)
async def test_the_anchor_is_counted_from_the_start(
    program: Program, shop: Shop, billing_cycle_day: int | None, started_on: str, anchor_on: str
) -> None:
    async with program.scope(TEST) as scope:
        company = await make_company(scope, "other", billing_cycle_day=billing_cycle_day)
    async with program.scope(TEST, company_id=company.id) as scope:
        made = await make_subscription(scope, shop.plans["small"], started_on=date.fromisoformat(started_on))
    assert (made.started_on, made.anchor_on) == (date.fromisoformat(started_on), date.fromisoformat(anchor_on))


async def test_a_past_start_is_at_midnight_also_where_seconds_are_prorated(program: Program, shop: Shop) -> None:
    answer = await _start(program, shop, "2026-03-01", *OPERATOR, plan="second")
    assert answer.json()["started_at"] == "2026-02-28T23:00:00Z"


async def test_today_is_today_for_everybody(program: Program, shop: Shop) -> None:
    answer = await _start(program, shop, "2026-03-02", *COMPANY, by_operator=False)
    assert (answer.status_code, answer.json()["started_at"]) == (201, "2026-03-01T23:00:00Z")


async def test_today_is_that_of_the_company(program: Program, shop: Shop) -> None:
    shop.at("2026-03-02T23:30:00Z")  # the 3rd in Berlin
    assert (await _start(program, shop, "2026-03-03", *COMPANY, by_operator=False)).status_code == 201


@pytest.mark.parametrize("by_operator", [True, False])
async def test_the_past_needs_the_operators_permission(
    program: Program, shop: Shop, told: Kinds, by_operator: bool
) -> None:
    refused = await _start(program, shop, "2026-03-01", *COMPANY, by_operator=by_operator)
    assert (refused.status_code, refused.json()["permission"]) == (403, "catalogue.manage")
    assert await _count(program) == 0
    assert await told() == []


@pytest.mark.parametrize(
    ("started_on", "words"),
    [
        ("2026-03-03", "lies in the future; a subscription starts today (2026-03-02) or earlier."),
        ("9999-12-31", "lies in the future"),
        ("1969-12-31", "lies before 1970-01-01"),
    ],
)
async def test_other_days_are_refused(program: Program, shop: Shop, told: Kinds, started_on: str, words: str) -> None:
    refused = await _start(program, shop, started_on, *OPERATOR)
    problem: dict[str, Any] = refused.json()
    assert (refused.status_code, problem["errors"][0]["pointer"]) == (422, "/started_on")
    assert words in problem["detail"]
    assert await _count(program) == 0
    assert await told() == []


async def test_the_first_day_of_all_is_sold_too(program: Program, shop: Shop) -> None:
    """Its midnight in Berlin lies before the price; the day does not."""
    answer = await _start(program, shop, "1970-01-01", *OPERATOR)
    assert (answer.status_code, answer.json()["started_at"]) == (201, "1969-12-31T23:00:00Z")


async def test_a_day_is_not_sold_twice(program: Program, shop: Shop) -> None:
    async with program.scope(TEST, company_id=shop.company.id) as scope:
        first = await make_subscription(scope, shop.plans["small"], started_on=date(2026, 1, 5))
        await actions.cancel_subscription(scope, first.id, when=Cancellation.now)
    shop.at("2026-03-10T12:00:00Z")
    refused = await _start(program, shop, "2026-03-02", *OPERATOR)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (409, "/started_on")
    assert "had this module until 2026-03-03; start on that day or later" in refused.json()["detail"]
    assert await _count(program) == 1
    assert (await _start(program, shop, "2026-03-03", *OPERATOR)).status_code == 201
    async with program.scope(TEST, company_id=shop.company.id) as scope:
        with pytest.raises(Conflict, match="already"):
            await make_subscription(scope, shop.plans["small"], started_on=date(2026, 3, 5))
        assert len(await queries.subscriptions_of(scope, shop.company.id)) == 2


async def test_another_companys_people_start_nothing_here(program: Program, shop: Shop) -> None:
    async with program.scope(TEST) as scope:
        other = await make_company(scope, "other")
    body = {"plan_id": shop.plans["small"].id, "started_on": "2026-03-01"}
    async with client_as(program, *OPERATOR, company_id=other.id) as stranger:
        assert (await stranger.post(f"/subscriptions?company={shop.company.id}", json=body)).status_code == 404
    assert await _count(program) == 0


@pytest.mark.parametrize("interval", [Interval.day, Interval.week, Interval.month])
def test_no_more_periods_lie_back_than_one_run_can_bill(interval: Interval) -> None:
    cycle, start = Cycle(interval), date(1970, 1, 1)
    check_periods_back(start, cycle, boundary(start, cycle, 1_000))
    with pytest.raises(Invalid, match="started_on lies 1001 billing periods back; 1000 is the most"):
        check_periods_back(start, cycle, boundary(start, cycle, 1_001))
