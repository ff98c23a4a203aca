"""Calls and events under a price with bands and a cap: rated by the local time of their start, and explained the same way."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from tests.clients import client_as
from tests.domains.usage.conftest import CALLS, TEST, Shop, call, event
from tests.factories import make_company, make_module, make_plan, make_subscription
from trunkline.domains.marketplace.model import CallBand, CallCap, CallStep, CallTerms, CapKind, Weekday
from trunkline.domains.marketplace.model.offers.shapes import metered
from trunkline.domains.usage import actions, queries
from trunkline.infra.program import Program
from trunkline.kernel.page import PageRequest

BY_DAY = datetime(2026, 3, 2, 7, 30, tzinfo=UTC)  # Monday, half past eight in Berlin
EARLIER = datetime(2026, 3, 2, 6, 30, tzinfo=UTC)
STEPS = (CallStep(0, 60, Decimal("0.10")), CallStep(60, 6, Decimal("0.10")))
CHEAPER = (CallStep(0, 60, Decimal("0.06")), CallStep(60, 6, Decimal("0.06")))
WORKDAY = CallBand(tuple(Weekday)[:5], 8 * 60, 18 * 60, Decimal("0.02"), STEPS)
TERMS = CallTerms(Decimal(0), CHEAPER, "Europe/Berlin", (WORKDAY,), CallCap(Decimal(1), CapKind.free))


@pytest.fixture
async def shop(program: Program) -> Shop:
    async with program.scope(TEST) as scope:
        company = await make_company(scope)
        plan = make_plan("small", metered(CALLS, "calls", "Calls", EUR=TERMS))
        module = await make_module(scope, "reception", plan)
    async with program.scope(TEST, company_id=company.id) as scope:
        subscription = await make_subscription(scope, module.plans[0])
    return Shop(company.id, module, subscription)


async def test_calls_and_events_are_rated_by_the_local_time_of_their_start(program: Program, shop: Shop) -> None:
    async with program.scope(TEST, company_id=shop.company_id) as scope:
        told = [call(1, started_at=BY_DAY), call(2, started_at=EARLIER), call(3, started_at=BY_DAY, seconds=3600)]
        await actions.record_calls(scope, "pbx", "calls", told)
        times = [("by-day", BY_DAY), ("earlier", EARLIER)]
        events = [event(meter="calls", event_id=name, used_at=at, quantity=Decimal(61)) for name, at in times]
        await actions.record_events(scope, events)
    async with program.scope(TEST, company_id=shop.company_id, write=False) as scope:
        found = (await queries.calls(scope, PageRequest())).items
        (total,) = await queries.totals_at(scope, BY_DAY)
    assert {one.external_id: one.amount for one in found} == {
        "call-1": Decimal("0.1300"),
        "call-2": Decimal("0.0660"),
        "call-3": Decimal("1.0000"),
    }
    assert total.amount == Decimal("0.1300") + Decimal("0.0660") + 1 + Decimal("0.1300") + Decimal("0.0660")


async def test_a_call_shows_its_band_and_its_cap(program: Program, shop: Shop) -> None:
    async with program.scope(TEST, company_id=shop.company_id) as scope:
        told = [call(1, started_at=EARLIER), call(2, started_at=BY_DAY, seconds=3600)]
        await actions.record_calls(scope, "pbx", "calls", told)
    async with client_as(program, "calls.read", company_id=shop.company_id) as client:
        items = (await client.get("/calls")).json()["items"]
        by_day, earlier = [(await client.get(f"/calls/{item['id']}")).json() for item in items]
    terms = by_day["rating"]["price"]["terms"]
    assert by_day["rating"]["band"] == terms["bands"][0] | {
        "label": "mon–fri 08:00–18:00",
        "zone": "Europe/Berlin",
        "started_at_local": "2026-03-02T08:30:00+01:00",
    }
    assert by_day["rating"]["cap"] == terms["cap"] == {"amount": "1", "kind": "free"}
    steps = [(step["kind"], step["amount"]) for step in by_day["rating"]["steps"]]
    assert steps == [("connect_fee", "0.02"), ("increments", "0.1"), ("increments", "5.9"), ("cap", "-5.02")]
    assert by_day["rating"]["result"]["amount"] == by_day["rated"]["amount"] == "1.0000"
    assert earlier["rating"]["band"] is None
    assert earlier["rating"]["steps"][0]["label"].endswith("(outside the bands)")
    assert earlier["rating"]["result"]["amount"] == earlier["rated"]["amount"] == "0.0660"


async def test_usage_that_was_there_first_falls_into_the_band_of_its_start(program: Program) -> None:
    async with program.scope(TEST) as scope:
        company = await make_company(scope)
        module = await make_module(scope, "reception", make_plan("small", metered(CALLS, "calls", "Calls", EUR=TERMS)))
    async with program.scope(TEST, company_id=company.id) as scope:
        await actions.record_calls(scope, "pbx", "calls", [call(1, started_at=BY_DAY), call(2, started_at=EARLIER)])
    async with program.scope(TEST, company_id=company.id) as scope:
        await make_subscription(scope, module.plans[0])
    begin = program.begin_as(TEST)
    await actions.rate_waiting_usage(begin, company.id)
    async with program.scope(TEST, company_id=company.id, write=False) as scope:
        found = (await queries.calls(scope, PageRequest())).items
    assert [one.amount for one in found] == [Decimal("0.1300"), Decimal("0.0660")]
