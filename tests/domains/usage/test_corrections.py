"""What was told wrongly: the event and the call stay as they were told, and what they should have been counts."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import httpx2
import pytest
from sqlalchemy import select

from tests.clients import client_as
from tests.domains.usage.conftest import NOW, TEST, TODAY_START, Shop, call, event
from trunkline.domains.usage import actions, queries, store
from trunkline.domains.usage.model import UsageTotal
from trunkline.infra import journal
from trunkline.infra.program import Program
from trunkline.kernel.page import PageRequest
from trunkline.kernel.period import Period

RIGHTS = ("usage.read", "usage.write", "usage.correct", "calls.read")


async def told(program: Program, shop: Shop, *given: Any) -> None:
    async with program.scope(TEST, company_id=shop.company_id) as scope:
        if hasattr(given[0], "external_id"):
            await actions.record_calls(scope, "pbx", "calls", given)
        else:
            await actions.record_events(scope, given)


async def totals(program: Program, shop: Shop) -> dict[str, UsageTotal]:
    async with program.scope(TEST, company_id=shop.company_id, write=False) as scope:
        found = await queries.totals_for_period(scope, shop.subscription.id, TODAY_START)
    return {total.meter: total for total in found}


async def book(program: Program, shop: Shop) -> None:
    async with program.scope(TEST, company_id=shop.company_id) as scope:
        found = await queries.totals_for_period(scope, shop.subscription.id, TODAY_START)
        await actions.mark_booked(scope, found)


async def correct(program: Program, shop: Shop, *corrections: dict[str, Any], **headers: str) -> dict[str, Any]:
    async with client_as(program, *RIGHTS) as operator:
        body = {"corrections": [{"reason": "meter error"} | one for one in corrections]}
        answer = await operator.post(
            "/usage/corrections", params={"company": shop.company_id}, json=body, headers=headers
        )
    assert answer.status_code == 200, answer.text
    return answer.json()  # type: ignore[no-any-return]


async def test_a_corrected_quantity_counts_and_the_event_stays(program: Program, shop: Shop) -> None:
    await told(program, shop, event(1, quantity=Decimal(100)), event(2, quantity=Decimal(7)))
    await book(program, shop)
    answer = await correct(program, shop, {"event_id": "evt-1", "quantity": "10.5"})
    assert answer == {"corrected": 1, "unchanged": 0, "rejected": 0, "problems": []}
    total = (await totals(program, shop))["sms"]
    assert (total.quantity, total.events, total.is_booked) == (Decimal("17.5"), 2, False)
    async with program.scope(TEST, company_id=shop.company_id, write=False) as scope:
        kept = (await scope.tx.execute(select(store.usage_event.c.quantity_e6).order_by("event_id"))).scalars().all()
        days = await queries.daily_usage(scope, TODAY_START.date(), NOW.date())
    assert kept == [100_000_000, 7_000_000]
    assert [(day.events, day.quantity) for day in days] == [(2, Decimal("17.5"))]


async def test_a_correction_is_told_as_a_fact_and_listed(program: Program, shop: Shop) -> None:
    await told(program, shop, event(1, quantity=Decimal(100)))
    await correct(program, shop, {"event_id": "evt-1", "quantity": "10"}, {"event_id": "evt-1", "void": True})
    async with program.database.read() as connection:
        facts = await journal.read_range(connection, f"company:{shop.company_id}", 0, 100)
    (fact,) = [one.payload for one in facts if one.kind == "usage.corrected"]
    assert (fact["meter"], fact["cause"], fact["corrected"], fact["voided"]) == ("sms", "told", 2, 1)
    async with client_as(program, *RIGHTS, company_id=shop.company_id) as people:
        listed = (await people.get("/usage/corrections", params={"source": "api", "event_id": "evt-1"})).json()["items"]
        first = (await people.get("/usage/corrections", params={"limit": 1})).json()
        second = (await people.get("/usage/corrections", params={"limit": 1, "cursor": first["next_cursor"]})).json()
    shown = [(one["sequence"], one["stands"], one["is_void"], one["quantity"], one["reason"]) for one in listed]
    assert shown == [(2, True, True, "10", "meter error"), (1, False, False, "10", "meter error")]
    assert [one["sequence"] for one in first["items"] + second["items"]] == [2, 1]
    assert (listed[0]["by"], listed[0]["cause"], listed[0]["form"]) == ("test", "told", "events")


async def test_the_same_correction_twice_changes_nothing(program: Program, shop: Shop) -> None:
    await told(program, shop, event(1, quantity=Decimal(100)))
    same = {"event_id": "evt-1", "quantity": "10"}
    assert (await correct(program, shop, same, same))["unchanged"] == 1
    await book(program, shop)
    assert await correct(program, shop, same) == {"corrected": 0, "unchanged": 1, "rejected": 0, "problems": []}
    assert await correct(program, shop, {"event_id": "evt-1", "quantity": "10.000"}) == {
        "corrected": 0,
        "unchanged": 1,
        "rejected": 0,
        "problems": [],
    }
    assert (await totals(program, shop))["sms"].is_booked
    keyed = {"Idempotency-Key": "once"}
    other = {"event_id": "evt-1", "quantity": "11"}
    first = await correct(program, shop, other, **keyed)
    assert first == await correct(program, shop, other, **keyed)
    assert first["corrected"] == 1
    assert (await totals(program, shop))["sms"].quantity == 11


async def test_a_void_event_counts_for_nothing_until_it_is_let_count_again(program: Program, shop: Shop) -> None:
    await told(program, shop, event(1, quantity=Decimal(100)), event(2, quantity=Decimal(5)))
    void = {"event_id": "evt-1", "void": True}
    assert (await correct(program, shop, void, void))["unchanged"] == 1
    total = (await totals(program, shop))["sms"]
    assert (total.quantity, total.events) == (Decimal(5), 1)
    assert (await correct(program, shop, {"event_id": "evt-1", "void": False}))["corrected"] == 1
    assert (await totals(program, shop))["sms"].quantity == 105


async def test_an_event_of_another_time_counts_in_that_period(program: Program, shop: Shop) -> None:
    await told(program, shop, event(1, quantity=Decimal(100)))
    after = NOW + timedelta(days=40)
    await correct(program, shop, {"event_id": "evt-1", "used_at": after.isoformat(), "quantity": "3"})
    async with program.scope(TEST, company_id=shop.company_id, write=False) as scope:
        found = await queries.unbooked_totals(scope, shop.company_id, NOW + timedelta(days=400))
    assert [(total.quantity, total.events) for total in found] == [(Decimal(0), 0), (Decimal(3), 1)]
    await correct(program, shop, {"event_id": "evt-1", "used_at": NOW.isoformat()})
    assert (await totals(program, shop))["sms"].quantity == 3


@pytest.mark.parametrize(
    ("correction", "code"),
    [
        ({"event_id": "unknown", "quantity": "1"}, "unknown_event"),
        ({"event_id": "evt-1", "source": "other", "quantity": "1"}, "unknown_event"),
        ({"event_id": "evt-1"}, "nothing_to_correct"),
        ({"event_id": "evt-1", "quantity": "1", "void": True}, "contradiction"),
        ({"event_id": "evt-1", "quantity": "-1"}, "invalid_quantity"),
        ({"event_id": "evt-1", "quantity": "0.0000001"}, "invalid_quantity"),
        ({"event_id": "evt-1", "quantity": "1", "reason": " "}, "invalid_reason"),
        ({"event_id": "evt-1", "quantity": "1", "reason": "x" * 301}, "invalid_reason"),
        ({"event_id": "evt-1", "used_at": "1950-01-01T00:00:00Z"}, "invalid_time"),
        ({"event_id": "evt-1", "quantiy": "1"}, "malformed"),
    ],
)
async def test_what_cannot_be_is_refused_by_itself(
    program: Program, shop: Shop, correction: dict[str, Any], code: str
) -> None:
    await told(program, shop, event(1, quantity=Decimal(100)), event(2, quantity=Decimal(5)))
    answer = await correct(program, shop, correction, {"event_id": "evt-2", "quantity": "6"})
    assert (answer["corrected"], answer["rejected"]) == (1, 1)
    assert [(one["index"], one["code"]) for one in answer["problems"]] == [(0, code)]
    assert (await totals(program, shop))["sms"].quantity == 106


async def test_a_batch_has_a_limit(program: Program, shop: Shop) -> None:
    async with client_as(program, *RIGHTS) as operator:
        many = [{"event_id": str(number), "void": True, "reason": "all"} for number in range(1001)]
        answer = await operator.post(
            "/usage/corrections", params={"company": shop.company_id}, json={"corrections": many}
        )
    assert answer.status_code == 413


async def test_only_the_operator_corrects(program: Program, shop: Shop) -> None:
    await told(program, shop, event(1, quantity=Decimal(100)))
    async with client_as(program, "usage.read", "usage.write", "calls.read", company_id=shop.company_id) as people:
        answer = await people.post("/usage/corrections", json={"event_id": "evt-1", "void": True, "reason": "ours"})
    assert (answer.status_code, answer.json()["permission"]) == (403, "usage.correct")
    assert (await totals(program, shop))["sms"].quantity == 100


async def test_a_meter_that_nobody_rates_is_corrected_too_and_rated_so(program: Program, shop: Shop) -> None:
    await told(program, shop, event(1, quantity=Decimal(100), used_at=NOW - timedelta(days=30)))
    await correct(program, shop, {"event_id": "evt-1", "quantity": "4"})
    async with program.scope(TEST, company_id=shop.company_id, write=False) as scope:
        waiting = await queries.unsubscribed_usage(scope, NOW.date() - timedelta(days=60), NOW.date())
    assert waiting["sms"].quantity_e6 == 4_000_000
    await correct(program, shop, {"event_id": "evt-1", "used_at": NOW.isoformat()})
    assert (await totals(program, shop))["sms"].quantity == 4
    async with program.scope(TEST, company_id=shop.company_id, write=False) as scope:
        assert await queries.unsubscribed_usage(scope, NOW.date() - timedelta(days=60), NOW.date()) == {}


async def call_id(program: Program, shop: Shop, external_id: str = "call-1") -> str:
    async with program.scope(TEST, company_id=shop.company_id, write=False) as scope:
        found = (await queries.calls(scope, PageRequest())).items
    return next(one.id for one in found if one.external_id == external_id)


async def correct_call(program: Program, shop: Shop, body: dict[str, Any]) -> httpx2.Response:
    async with client_as(program, *RIGHTS) as operator:
        path = f"/calls/{await call_id(program, shop)}/corrections"
        return await operator.post(path, json={"reason": "wrong trunk"} | body)


async def test_a_call_keeps_its_rating_and_counts_with_another(program: Program, shop: Shop) -> None:
    """61 s at 0.10 a minute: 60 + 6 s are 0.11, and a cent for connecting; 30 s are a minute at least."""
    await told(program, shop, call(1, seconds=61), call(2, seconds=61))
    answer = (await correct_call(program, shop, {"billable_seconds": 30})).json()
    assert (answer["rated"]["amount"], answer["billable_seconds"]) == ("0.1200", 61)
    assert answer["in_force"]["rated"] | {"price_id": None} == {
        "amount": "0.1100",
        "currency": "EUR",
        "price_id": None,
        "billed_seconds": 60,
    }
    assert [(one["sequence"], one["amount"], one["reason"]) for one in answer["corrections"]] == [
        (1, "0.1100", "wrong trunk")
    ]
    total = (await totals(program, shop))["calls"]
    assert (total.amount, total.calls, total.billed_seconds, total.billable_seconds) == (
        Decimal("0.23"),
        2,
        126,
        91,
    )


async def test_a_void_call_is_on_no_line(program: Program, shop: Shop) -> None:
    await told(program, shop, call(1, seconds=61), call(2, seconds=61))
    answer = (await correct_call(program, shop, {"void": True})).json()
    assert (answer["in_force"]["is_void"], answer["in_force"]["rated"]) == (True, None)
    total = (await totals(program, shop))["calls"]
    assert (total.amount, total.calls) == (Decimal("0.12"), 1)
    async with program.scope(TEST, company_id=shop.company_id, write=False) as scope:
        period = Period(TODAY_START, total.period_end, TODAY_START.date(), total.period_end.date())
        page = await queries.calls_of_line(scope, total.subscription_id, total.price_id, period, PageRequest())
    assert [one.external_id for one in page.items] == ["call-2"]
    refused = await correct_call(program, shop, {"billable_seconds": 61})
    assert (refused.status_code, refused.json()["reason"]) == (422, "voided")
    again = (await correct_call(program, shop, {"void": False, "billable_seconds": 61})).json()
    assert again["in_force"]["rated"]["amount"] == "0.1200"
    assert (await totals(program, shop))["calls"].amount == Decimal("0.24")


@pytest.mark.parametrize("body", [{}, {"billable_seconds": 67}, {"void": True, "billable_seconds": 3}])
async def test_an_impossible_call_is_refused(program: Program, shop: Shop, body: dict[str, Any]) -> None:
    """It lasted 66 seconds."""
    await told(program, shop, call(1, seconds=61))
    assert (await correct_call(program, shop, body)).status_code == 422
    assert (await totals(program, shop))["calls"].amount == Decimal("0.12")
