"""What usage adds up to and why a call costs what it costs, over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from decimal import Decimal

import httpx2
import pytest

from tests.clients import client_as
from tests.domains.usage.conftest import NOW, TEST, TODAY_START, Shop, call, event
from trunkline.domains.usage import actions
from trunkline.infra.program import Program

EVERYTHING = ("usage.read", "calls.read", "usage.write")


@pytest.fixture
async def reader(program: Program, shop: Shop) -> AsyncIterator[httpx2.AsyncClient]:
    """Twelve messages, two calls, one of them on the day before the subscription, and a fax that nobody sells."""
    async with program.scope(TEST, company_id=shop.company_id) as scope:
        await actions.record_events(scope, [event(1, quantity=Decimal("12")), event(2, meter="fax")])
        await actions.record_calls(
            scope, "pbx", "calls", [call(1), call(2, seconds=0), call(3, started_at=TODAY_START - timedelta(hours=1))]
        )
    async with client_as(program, *EVERYTHING, company_id=shop.company_id) as client:
        yield client


async def test_totals_of_the_current_period(reader: httpx2.AsyncClient, shop: Shop) -> None:
    answer = await reader.get("/usage/totals?period=current")
    module = {"id": shop.module.id, "slug": "reception", "name": "Reception"}
    period = {"start": "2026-03-01T23:00:00Z", "end": "2026-04-01T22:00:00Z"}
    rated = {"module": module, "subscription_id": shop.subscription.id, "period": period}
    unrated = {
        "module": None,
        "subscription_id": None,
        "period": {"start": "2026-02-28T23:00:00Z", "end": "2026-03-02T12:00:00Z"},
    }
    assert answer.status_code == 200, answer.text
    assert sorted(answer.json()["items"], key=lambda item: (item["module"] is None, item["meter"])) == [
        rated
        | {"meter": "calls", "unit": "call", "events": 2, "quantity": "2", "billable_seconds": 61, "billed_seconds": 66}
        | {"amount": {"amount": "0.12", "currency": "EUR"}},
        rated
        | {"meter": "sms", "unit": "message", "events": 1, "quantity": "12", "billable_seconds": 0, "billed_seconds": 0}
        | {"amount": {"amount": "1.10", "currency": "EUR"}},
        unrated
        | {"meter": "calls", "unit": "call", "events": 1, "quantity": "1", "billable_seconds": 61, "billed_seconds": 0}
        | {"amount": None},
        unrated
        | {"meter": "fax", "unit": "unit", "events": 1, "quantity": "1", "billable_seconds": 0, "billed_seconds": 0}
        | {"amount": None},
    ]


async def test_days_are_all_there_and_local(reader: httpx2.AsyncClient) -> None:
    answer = await reader.get("/usage/daily?from=2026-02-28&to=2026-03-02&module=reception")
    nothing = {"calls": 0, "answered": 0, "events": 0, "billable_seconds": 0, "quantity": "0"}
    free = {"amount": {"amount": "0.00", "currency": "EUR"}, "amounts": []}
    assert answer.json() == {
        "zone": "Europe/Berlin",
        "days": [
            {"day": "2026-02-28"} | nothing | free,
            {"day": "2026-03-01"} | nothing | free,
            {"day": "2026-03-02", "calls": 2, "answered": 1, "events": 3, "billable_seconds": 61, "quantity": "73"}
            | {"amount": {"amount": "0.12", "currency": "EUR"}, "amounts": [{"amount": "0.12", "currency": "EUR"}]},
        ],
    }
    everything = (await reader.get("/usage/daily?from=2026-03-01&to=2026-03-02")).json()["days"]
    assert [(day["calls"], day["events"]) for day in everything] == [(1, 1), (2, 4)]


@pytest.mark.parametrize(
    "query", ["from=2026-03-02&to=2026-03-01", "from=2020-01-01&to=2026-03-01", "module=nothing", "from=today"]
)
async def test_impossible_days_are_refused(reader: httpx2.AsyncClient, query: str) -> None:
    assert (await reader.get(f"/usage/daily?{query}")).status_code == 422


async def test_calls_are_listed_and_filtered(reader: httpx2.AsyncClient) -> None:
    async def ids(query: str) -> list[str]:
        return [item["external_id"] for item in (await reader.get(f"/calls?{query}")).json()["items"]]

    assert await ids("") == ["call-1", "call-2", "call-3"]
    assert await ids("from=2026-03-02") == ["call-1", "call-2"]
    assert await ids("to=2026-03-01") == ["call-3"]
    assert await ids("from=2026-03-02T12:58:30%2B01:00") == ["call-1"]
    assert await ids("disposition=no_answer") == ["call-2"]
    assert await ids("module=reception") == ["call-1", "call-2"]
    assert await ids("meter=calls") == ["call-1", "call-2", "call-3"]
    assert await ids("meter=fax") == []
    assert await ids("agent=ada") == ["call-1", "call-2", "call-3"]
    assert await ids("agent=") == []
    first = (await reader.get("/calls?limit=2")).json()
    rest = (await reader.get("/calls", params={"limit": 2, "cursor": first["next_cursor"]})).json()
    assert [item["external_id"] for item in rest["items"]] == ["call-3"]
    assert rest["next_cursor"] is None
    for impossible in ("from=2026-03-02T12:00:00", "from=0001-01-01T00:00:00%2B23:59", "to=9999-12-31"):
        assert (await reader.get(f"/calls?{impossible}")).status_code == 422, impossible


async def test_a_call_says_why_it_costs_what_it_costs(reader: httpx2.AsyncClient, shop: Shop) -> None:
    listed = (await reader.get("/calls?limit=1")).json()["items"][0]
    found = (await reader.get(f"/calls/{listed['id']}")).json()
    rating = found.pop("rating")
    assert found.pop("corrections") == []
    price = shop.price("calls")
    assert found == listed
    assert listed["rated"] == {"amount": "0.1200", "currency": "EUR", "price_id": price.id, "billed_seconds": 66}
    assert listed["started_at"] == (NOW - timedelta(minutes=1)).isoformat().replace("+00:00", "Z")
    assert rating["result"] == {"amount": "0.1200", "currency": "EUR"}
    assert rating["price"]["id"] == price.id
    assert rating["rounding"] == {"exact": "0.12", "rounded": "0.1200", "rule": "half_up", "digits": 4}
    assert rating["policy"] == [{"id": "6", "title": "Calls are rated as a whole"}]
    assert [(step["kind"], step["amount"]) for step in rating["steps"]] == [
        ("connect_fee", "0.01"),
        ("increments", "0.1"),
        ("increments", "0.01"),
    ]
    unrated = (await reader.get("/calls?to=2026-03-01")).json()["items"][0]
    assert (unrated["rated"], unrated["module"]) == (None, None)
    assert (await reader.get(f"/calls/{unrated['id']}")).json()["rating"] is None


async def test_another_companys_call_is_not_there(reader: httpx2.AsyncClient, program: Program) -> None:
    listed = (await reader.get("/calls")).json()["items"]
    other = "com_01h455vb4pex5vsknk084sn02q"
    async with client_as(program, *EVERYTHING, company_id=other) as foreign:  # type: ignore[arg-type]
        assert (await foreign.get(f"/calls/{listed[0]['id']}")).status_code == 404
    async with client_as(program, *EVERYTHING) as operator:
        assert len((await operator.get("/calls")).json()["items"]) == 3
        assert (await operator.get("/usage/totals")).status_code == 422


async def test_numbers_need_their_own_permission(program: Program, shop: Shop, reader: httpx2.AsyncClient) -> None:
    async with client_as(program, "usage.read", company_id=shop.company_id) as curious:
        assert (await curious.get("/calls")).status_code == 403
        assert (await curious.get("/usage/totals")).status_code == 200
