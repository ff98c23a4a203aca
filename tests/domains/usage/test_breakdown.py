"""Events by the values of a property: what the raw rows come to, corrected as they stand, bounded, and of nobody else."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.clients import client_as
from tests.domains.usage.conftest import NOW, TEST, Shop, event
from tests.factories import make_company
from trunkline.domains.usage import actions
from trunkline.domains.usage.model import UsageEventInput
from trunkline.domains.usage.model.breakdown import BreakdownGroup, BreakdownWish
from trunkline.domains.usage.model.corrections import EventCorrection
from trunkline.domains.usage.queries.breakdown import usage_breakdown
from trunkline.domains.usage.rules.breaking_down import GROUPS_MAX, Breakdown
from trunkline.infra.program import Program
from trunkline.kernel.errors import Invalid

ASKED = {"meter": "tokens", "property": "model", "from": "2026-03-01", "to": "2026-03-02"}
DAY = date(2026, 3, 2)


@pytest.fixture
async def client(program: Program, shop: Shop) -> AsyncIterator[httpx2.AsyncClient]:
    async with client_as(program, "usage.read", company_id=shop.company_id) as client:
        yield client


def tokens(number: int, quantity: str, properties: dict[str, Any] | None = None, **changed: Any) -> UsageEventInput:
    return event(number, meter="tokens", quantity=Decimal(quantity), properties=properties, **changed)


async def send(program: Program, shop: Shop, *events: UsageEventInput) -> None:
    async with program.scope(TEST, company_id=shop.company_id) as scope:
        assert (await actions.record_events(scope, events)).accepted == len(events)


async def groups(client: httpx2.AsyncClient, **parameters: str) -> list[dict[str, Any]]:
    answer = await client.get("/usage/breakdown", params=ASKED | parameters)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["groups"]
    return found


def shown(found: list[dict[str, Any]]) -> list[tuple[str | None, int, str]]:
    return [(one["value"], one["events"], one["quantity"]) for one in found]


async def test_values_are_compared_as_text_and_what_has_none_is_null(
    program: Program, shop: Shop, client: httpx2.AsyncClient
) -> None:
    await send(
        program,
        shop,
        tokens(1, "1.5", {"model": "large"}),
        tokens(2, "2", {"model": "large"}),
        tokens(3, "3", {"model": "large"}),
        tokens(4, "10", {"model": 5}),
        tokens(5, "20", {"model": "5.0"}),
        tokens(6, "30", {"model": 5.0}),
        tokens(7, "1", {"model": ["a"]}),
        tokens(8, "1", {"other": "large"}),
        tokens(9, "1"),
        tokens(10, "1", {"model": None}),
        event(11, meter="sms", properties={"model": "large"}),
    )
    expected = [(None, 4, "4"), ("large", 3, "6.5"), ("5", 2, "40"), ("5.0", 1, "20")]
    assert shown(await groups(client)) == expected
    assert [one["other"] for one in await groups(client)] == [False] * 4


async def test_by_day_in_local_time(program: Program, shop: Shop, client: httpx2.AsyncClient) -> None:
    late = NOW.replace(day=1, hour=22, minute=59)  # 23:59 in Berlin
    await send(
        program,
        shop,
        tokens(1, "1", {"model": "a"}, used_at=late),
        tokens(2, "2", {"model": "a"}, used_at=late + timedelta(minutes=1)),
        tokens(3, "4", {"model": "a"}, used_at=late - timedelta(days=1)),
    )
    (only,) = await groups(client, by="day")
    assert only["days"] == [
        {"day": "2026-03-01", "events": 1, "quantity": "1"},
        {"day": "2026-03-02", "events": 1, "quantity": "2"},
    ]
    assert (await groups(client))[0]["days"] is None


async def test_events_of_one_moment_are_all_read_when_pages_end_between_them(program: Program, shop: Shop) -> None:
    events = [tokens(n, "1", {"model": str(n % 2)}, used_at=NOW - timedelta(minutes=n // 5)) for n in range(17)]
    await send(program, shop, *reversed(events))
    found = await broken_down(program, shop, rows_at_once=3)
    assert [(one.value, one.whole.events) for one in found] == [("0", 9), ("1", 8)]


async def broken_down(program: Program, shop: Shop, **bounds: int) -> list[BreakdownGroup]:
    wish = BreakdownWish(meter="tokens", property_name="model", first_day=DAY, last_day=DAY)
    async with program.scope(TEST, company_id=shop.company_id, write=False) as scope:
        return await usage_breakdown(scope, wish, ZoneInfo("Europe/Berlin"), **bounds)


async def test_corrected_events_count_as_they_stand(program: Program, shop: Shop, client: httpx2.AsyncClient) -> None:
    await send(program, shop, *(tokens(n, "1", {"model": "a"}) for n in range(1, 5)))
    corrections = [
        EventCorrection(event_id="evt-1", reason="Another model.", properties={"model": "b"}, quantity=Decimal(7)),
        EventCorrection(event_id="evt-2", reason="A test.", void=True),
        EventCorrection(event_id="evt-3", reason="Another day.", used_at=NOW - timedelta(days=5)),
    ]
    async with program.scope(TEST, company_id=shop.company_id) as scope:
        assert (await actions.correct_events(scope, corrections)).corrected == 3
    assert shown(await groups(client)) == [("a", 1, "1"), ("b", 1, "7")]
    earlier = {"from": "2026-02-20", "to": "2026-02-28"}
    assert shown(await groups(client, **earlier)) == [("a", 1, "1")]


async def test_another_company_sees_nothing(program: Program, shop: Shop, client: httpx2.AsyncClient) -> None:
    await send(program, shop, tokens(1, "1", {"model": "a"}))
    async with program.scope(TEST) as scope:
        other = await make_company(scope, "other")
    async with client_as(program, "usage.read", company_id=other.id) as stranger:
        assert await groups(stranger) == []
        refused = await stranger.get("/usage/breakdown", params=ASKED | {"company": shop.company_id})
        assert refused.status_code == 404
    async with client_as(program, "usage.read") as operator:
        assert len(await groups(operator, company=shop.company_id)) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"meter": "größe"},
        {"meter": ""},
        {"property": ""},
        {"property": "x" * 61},
        {"from": "2026-03-03"},
        {"from": "2025-11-01"},
        {"to": "9999-12-31"},
        {"by": "month"},
    ],
)
async def test_what_cannot_be_broken_down_is_refused(client: httpx2.AsyncClient, wrong: dict[str, str]) -> None:
    assert (await client.get("/usage/breakdown", params=ASKED | wrong)).status_code == 422


async def test_more_events_than_can_be_read_are_refused_and_not_cut(program: Program, shop: Shop) -> None:
    await send(program, shop, *(tokens(n, "1") for n in range(3)))
    (all_of_them,) = await broken_down(program, shop, events_max=3)
    assert all_of_them.whole.events == 3
    with pytest.raises(Invalid, match="more than 2 events"):
        await broken_down(program, shop, events_max=2)


def test_what_is_not_shown_is_one_row() -> None:
    found = Breakdown("model")
    for n in range(GROUPS_MAX + 3):
        for _ in range(1 + (n < GROUPS_MAX)):
            found.add({"model": f"{n:05d}"}, DAY, 10)
    shown = found.groups(by_day=False)
    assert len(shown) == GROUPS_MAX + 1
    assert [one.is_other for one in shown[-2:]] == [False, True]
    assert (shown[-1].value, shown[-1].whole.events, shown[-1].whole.quantity_e6) == (None, 3, 30)
    by_day = found.groups(by_day=True)
    assert (len(by_day), by_day[-1].is_other, set(by_day[-1].days)) == (101, True, {DAY})


@given(st.lists(st.tuples(st.sampled_from(["a", "b", None]), st.integers(0, 3), st.integers(-5, 5))))
def test_groups_add_up_to_the_events(events: list[tuple[str | None, int, int]]) -> None:
    found = Breakdown("model")
    for value, day, quantity in events:
        found.add({"model": value}, DAY + timedelta(days=day), quantity)
    shown = found.groups(by_day=True)
    assert {one.value: one.whole.events for one in shown} == Counter(value for value, _, _ in events)
    for one in shown:
        assert sum(share.events for share in one.days.values()) == one.whole.events
        of_value = [quantity for value, _, quantity in events if value == one.value]
        assert sum(share.quantity_e6 for share in one.days.values()) == one.whole.quantity_e6 == sum(of_value)
