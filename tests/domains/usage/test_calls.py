"""A call is rated as a whole when it arrives, under the price in force at its start, and kept once for ever."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.domains.usage.conftest import CALLS, NOW, TEST, TODAY_START, Shop, call, event
from tests.factories import make_company
from trunkline.domains.marketplace import actions as marketplace
from trunkline.domains.marketplace.model import CallStep, CallTerms, Cancellation, Change
from trunkline.domains.usage import actions, queries
from trunkline.domains.usage.model import (
    Call,
    CallRecordInput,
    Disposition,
    IngestProblem,
    IngestResult,
    Sums,
    UsageTotal,
)
from trunkline.infra import journal
from trunkline.infra.program import Program
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.errors import Invalid, NotFound
from trunkline.kernel.ids import CompanyId
from trunkline.kernel.money import Currency
from trunkline.kernel.page import PageRequest
from trunkline.kernel.period import Period


async def record(program: Program, shop: Shop, calls: Sequence[CallRecordInput], meter: str = "calls") -> IngestResult:
    async with program.scope(TEST, company_id=shop.company_id) as scope:
        return await actions.record_calls(scope, "asterisk", meter, calls)


async def kept(program: Program, company_id: CompanyId, **wanted: Any) -> list[Call]:
    async with program.scope(TEST, company_id=company_id, write=False) as scope:
        return list((await queries.calls(scope, PageRequest(), queries.CallFilter(**wanted))).items)


async def totals(program: Program, shop: Shop, moment: datetime = NOW) -> list[UsageTotal]:
    async with program.scope(TEST, company_id=shop.company_id, write=False) as scope:
        return await queries.totals_at(scope, moment)


async def test_a_call_is_kept_as_told_and_rated(program: Program, shop: Shop) -> None:
    told = call(1, seconds=61, caller="Müller ☎")
    assert await record(program, shop, [told]) == IngestResult(1, (), ())
    (found,) = await kept(program, shop.company_id)
    assert found == Call(
        id=found.id,
        company_id=shop.company_id,
        source="asterisk",
        external_id="call-1",
        meter="calls",
        module_id=shop.module.id,
        subscription_id=shop.subscription.id,
        price_id=shop.price("calls").id,
        direction=told.direction,
        caller="Müller ☎",
        callee="+4940999",
        agent="ada",
        started_at=told.started_at,
        answered_at=told.answered_at,
        ended_at=told.ended_at,
        duration_seconds=66,
        billable_seconds=61,
        disposition=Disposition.answered,
        billed_seconds=66,
        amount_e4=1200,  # 0.01 + 66 s at 0.10 a minute
        currency=Currency.of("EUR"),
        recorded_at=NOW,
    )
    assert found.amount == Decimal("0.1200")


async def test_totals_add_up_what_was_rated(program: Program, shop: Shop) -> None:
    await record(program, shop, [call(1, seconds=61), call(2, seconds=1), call(3, seconds=0)])
    (total,) = await totals(program, shop)
    assert total == UsageTotal(
        company_id=shop.company_id,
        subscription_id=shop.subscription.id,
        price_id=shop.price("calls").id,
        module_id=shop.module.id,
        meter="calls",
        period_start=TODAY_START,
        period_end=datetime(2026, 4, 1, 22, tzinfo=UTC),
        events=3,
        calls=3,
        quantity_e6=62_000_000,
        billable_seconds=62,
        billed_seconds=126,
        amount_e4=1200 + 1100,
        version=1,
        booked_version=0,
        changed_at=NOW,
    )


async def test_a_call_told_again_changes_nothing(program: Program, shop: Shop) -> None:
    await record(program, shop, [call(1)])
    before = await totals(program, shop)
    assert await record(program, shop, [call(1, seconds=600), call(1)]) == IngestResult(0, (0, 1), ())
    assert await totals(program, shop) == before


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"external_id": " x"}, "invalid_external_id"),
        ({"caller": "1" * 81}, "invalid_party"),
        ({"callee": "1\0"}, "invalid_party"),
        ({"billable_seconds": 67}, "impossible_length"),
        ({"billable_seconds": -1}, "impossible_length"),
        ({"ended_at": NOW - timedelta(hours=1)}, "impossible_times"),
        ({"answered_at": NOW + timedelta(hours=1)}, "impossible_times"),
        ({"started_at": datetime(1950, 1, 1, tzinfo=UTC)}, "invalid_time"),
    ],
)
async def test_an_impossible_call_is_named_and_the_others_count(
    program: Program, shop: Shop, changed: dict[str, Any], code: str
) -> None:
    bad = call(2, **changed)
    result = await record(program, shop, [call(1), bad, call(3)])
    assert (result.accepted, result.problems) == (
        2,
        (IngestProblem(1, bad.external_id, code, result.problems[0].detail),),
    )
    assert [found.external_id for found in await kept(program, shop.company_id)] == ["call-1", "call-3"]


async def test_an_impossible_source_or_meter_is_refused_whole(program: Program, shop: Shop) -> None:
    with pytest.raises(Invalid, match="meter must be"):
        await record(program, shop, [call(1)], meter="")
    assert await kept(program, shop.company_id) == []


async def test_what_nobody_subscribed_to_is_kept_unrated_and_counted(program: Program, shop: Shop) -> None:
    before = call(1, started_at=TODAY_START - timedelta(microseconds=1))
    await record(program, shop, [before, call(2)])
    await record(program, shop, [call(3)], meter="fax")
    found = {one.external_id: one for one in await kept(program, shop.company_id)}
    assert [(one.subscription_id, one.amount_e4, one.currency) for one in (found["call-1"], found["call-3"])] == [
        (None, 0, None),
        (None, 0, None),
    ]
    assert found["call-2"].amount_e4 == 1200
    async with program.scope(TEST, company_id=shop.company_id, write=False) as scope:
        counted = await queries.unsubscribed_usage(scope, date(2026, 3, 1), date(2026, 3, 2))
    one = Sums(events=1, calls=1, answered=1, quantity_e6=61_000_000, billable_seconds=61)
    assert counted == {"calls": one, "fax": one}


async def test_the_price_in_force_at_the_start_of_the_call_holds(
    program: Program, shop: Shop, clock: ManualClock
) -> None:
    revised = CallTerms(Decimal(0), (CallStep(0, 1, Decimal("0.60")),))
    async with program.scope(TEST) as scope:
        price = await marketplace.revise_price(
            scope, shop.price("calls").id, revised, effective_from=NOW + timedelta(hours=1)
        )
    clock.advance(timedelta(hours=2))
    early, late = NOW + timedelta(minutes=59, seconds=59), NOW + timedelta(hours=1)
    await record(program, shop, [call(1, started_at=early), call(2, started_at=late)])
    found = {one.external_id: (one.price_id, one.amount_e4) for one in await kept(program, shop.company_id)}
    assert found == {"call-1": (shop.price("calls").id, 1200), "call-2": (price.id, 6100)}
    assert {(one.calls, one.amount_e4) for one in await totals(program, shop)} == {(1, 1200), (1, 6100)}


async def test_a_change_of_plan_is_seen_by_the_very_next_batch(
    program: Program, shop: Shop, clock: ManualClock
) -> None:
    """The tariffs are kept between batches, and must not outlive a change."""
    await record(program, shop, [call(1)])
    clock.advance(timedelta(days=1))
    async with program.scope(TEST, company_id=shop.company_id) as scope:
        large = shop.module.plans[1].id
        await marketplace.change_subscription(scope, shop.subscription.id, plan_id=large, when=Change.now)
    tomorrow = NOW + timedelta(days=1)
    await record(program, shop, [call(2, started_at=tomorrow), call(3, started_at=NOW)])
    found = {one.external_id: (one.price_id, one.amount_e4) for one in await kept(program, shop.company_id)}
    assert found["call-2"] == (shop.price("calls", "large").id, 650)
    assert found["call-3"] == (shop.price("calls").id, 1200)


async def test_after_the_end_of_the_subscription_nobody_pays(program: Program, shop: Shop, clock: ManualClock) -> None:
    await record(program, shop, [call(1)])
    async with program.scope(TEST, company_id=shop.company_id) as scope:
        await marketplace.cancel_subscription(scope, shop.subscription.id, when=Cancellation.now)
    clock.advance(timedelta(days=2))
    midnight = TODAY_START + timedelta(days=1)
    await record(
        program, shop, [call(2, started_at=midnight - timedelta(microseconds=1)), call(3, started_at=midnight)]
    )
    found = {one.external_id: one.amount_e4 for one in await kept(program, shop.company_id)}
    assert found == {"call-1": 1200, "call-2": 1200, "call-3": 0}


async def test_an_event_of_a_call_price_is_a_call_of_so_many_seconds(program: Program, shop: Shop) -> None:
    async with program.scope(TEST, company_id=shop.company_id) as scope:
        result = await actions.record_events(
            scope, [event(1, meter="calls", quantity=Decimal(61)), event(2, meter="calls", quantity=Decimal("1.5"))]
        )
    assert [problem.code for problem in result.problems] == ["fraction_of_second"]
    (total,) = await totals(program, shop)
    assert (total.calls, total.billable_seconds, total.billed_seconds, total.amount_e4) == (1, 61, 66, 1200)


async def test_booked_totals_become_unbooked_by_late_usage(program: Program, shop: Shop, clock: ManualClock) -> None:
    await record(program, shop, [call(1)])
    clock.advance(timedelta(days=31))
    async with program.scope(TEST, company_id=shop.company_id) as scope:
        (read,) = await queries.unbooked_totals(scope, shop.company_id, scope.now)
        await actions.mark_booked(scope, [read])
        assert await queries.unbooked_totals(scope, shop.company_id, scope.now) == []
    await record(program, shop, [call(2, started_at=NOW)])
    async with program.scope(TEST, company_id=shop.company_id) as scope:
        (again,) = await queries.unbooked_totals(scope, shop.company_id, scope.now)
        assert (again.calls, again.version, again.booked_version, again.is_booked) == (2, 2, 1, False)
        assert await queries.unbooked_totals(scope, shop.company_id, read.period_end - timedelta(seconds=1)) == []


async def test_usage_between_reading_and_booking_stays_unbooked(program: Program, shop: Shop) -> None:
    await record(program, shop, [call(1)])
    (read,) = await totals(program, shop)
    await record(program, shop, [call(2)])
    async with program.scope(TEST, company_id=shop.company_id) as scope:
        await actions.mark_booked(scope, [read])
    (after,) = await totals(program, shop)
    assert (after.version, after.booked_version) == (2, 1)


async def test_calls_are_listed_newest_first_page_by_page(program: Program, shop: Shop) -> None:
    await record(program, shop, [call(n, started_at=NOW - timedelta(minutes=n // 3)) for n in range(10)])
    found: list[Call] = []
    request = PageRequest(4)
    async with program.scope(TEST, company_id=shop.company_id, write=False) as scope:
        while True:
            page = await queries.calls(scope, request)
            found += page.items
            if page.next_position is None:
                break
            request = replace(request, position=page.next_position)
    assert len({one.id for one in found}) == len(found) == 10
    assert found == sorted(found, key=lambda one: (one.started_at, one.id), reverse=True)


async def test_filters_are_half_open_in_time(program: Program, shop: Shop) -> None:
    await record(program, shop, [call(0, seconds=0), call(1), call(2)])
    since, until = NOW - timedelta(minutes=2), NOW - timedelta(minutes=1)
    assert [one.external_id for one in await kept(program, shop.company_id, since=since, until=until)] == ["call-2"]
    assert [one.external_id for one in await kept(program, shop.company_id, disposition=Disposition.no_answer)] == [
        "call-0"
    ]
    assert len(await kept(program, shop.company_id, module_id=shop.module.id)) == 3


async def test_the_calls_of_a_line_are_those_of_its_price_and_period(program: Program, shop: Shop) -> None:
    await record(program, shop, [call(1), call(2)])
    await record(program, shop, [call(3)], meter="fax")
    (total,) = await totals(program, shop)
    period = Period(total.period_start, total.period_end, date(2026, 3, 2), date(2026, 4, 2))
    async with program.scope(TEST, company_id=shop.company_id, write=False) as scope:
        page = await queries.calls_of_line(scope, total.subscription_id, total.price_id, period, PageRequest())
    assert [one.external_id for one in page.items] == ["call-1", "call-2"]
    assert sum(one.amount_e4 for one in page.items) == total.amount_e4


async def test_another_companys_calls_do_not_exist(program: Program, shop: Shop) -> None:
    await record(program, shop, [call(1)])
    (found,) = await kept(program, shop.company_id)
    async with program.scope(TEST) as scope:
        other = (await make_company(scope, "suedwind")).id
    assert await kept(program, other) == []
    async with program.scope(TEST, company_id=other, write=False) as scope:
        with pytest.raises(NotFound):
            await queries.call(scope, found.id)
        assert await queries.totals_at(scope, NOW) == []
    async with program.scope(TEST, write=False) as scope:
        assert (await queries.call(scope, found.id)) == found


async def test_one_fact_tells_what_a_batch_of_calls_came_to(program: Program, shop: Shop) -> None:
    await record(program, shop, [call(1), call(2), call(2)])
    async with program.database.read() as connection:
        facts = await journal.read_range(connection, f"company:{shop.company_id}", 0, 100)
    (told,) = (fact.payload for fact in facts if fact.kind == "usage.recorded")
    assert told == {
        "meter": CALLS.key,
        "accepted": 2,
        "duplicate": 1,
        "calls": 2,
        "billable_seconds": 122,
        "amount": [{"amount": "0.2400", "currency": "EUR"}],
    }
