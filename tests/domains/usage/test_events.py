"""An event is counted once for ever, a bad one costs only itself, and totals are what the rows add up to."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.domains.usage.conftest import NOW, TEST, event
from tests.factories import make_company
from trunkline.domains.usage import actions, queries, store
from trunkline.domains.usage.model import IngestProblem, IngestResult, Sums, UsageEventInput
from trunkline.infra import journal
from trunkline.infra.program import Program
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.errors import TooLarge
from trunkline.kernel.ids import CompanyId


@pytest.fixture
async def company_id(program: Program) -> CompanyId:
    async with program.scope(TEST) as scope:
        return (await make_company(scope)).id


async def record(program: Program, company_id: CompanyId, events: Sequence[UsageEventInput]) -> IngestResult:
    async with program.scope(TEST, company_id=company_id) as scope:
        return await actions.record_events(scope, events)


async def rows(program: Program) -> int:
    async with program.database.read() as connection:
        return (await connection.execute(select(func.count()).select_from(store.usage_event))).scalar_one()


async def unsubscribed(program: Program, company_id: CompanyId) -> dict[str, Sums]:
    async with program.scope(TEST, company_id=company_id, write=False) as scope:
        return await queries.unsubscribed_usage(scope, date(1970, 1, 1), date(2100, 1, 1))


async def test_an_event_sent_again_changes_nothing(program: Program, company_id: CompanyId) -> None:
    first = await record(program, company_id, [event(1), event(2)])
    again = await record(program, company_id, [event(2, quantity=Decimal(5)), event(1)])
    assert first == IngestResult(2, (), ())
    assert again == IngestResult(0, (0, 1), ())
    assert await unsubscribed(program, company_id) == {"sms": Sums(events=2, quantity_e6=2_000_000)}


async def test_a_batch_of_known_and_new_says_which_is_which(program: Program, company_id: CompanyId) -> None:
    await record(program, company_id, [event(n) for n in range(0, 1000, 2)])
    mixed = await record(program, company_id, [event(n) for n in range(1000)])
    assert mixed == IngestResult(500, tuple(range(0, 1000, 2)), ())
    assert await rows(program) == 1000


async def test_within_a_batch_the_first_of_the_same_counts(program: Program, company_id: CompanyId) -> None:
    result = await record(program, company_id, [event(1, quantity=Decimal(3)), event(2), event(1, quantity=Decimal(9))])
    assert result == IngestResult(2, (2,), ())
    assert await unsubscribed(program, company_id) == {"sms": Sums(events=2, quantity_e6=4_000_000)}


async def test_identity_is_per_source_and_per_company_and_byte_for_byte(
    program: Program, company_id: CompanyId
) -> None:
    async with program.scope(TEST) as scope:
        other = (await make_company(scope, "suedwind")).id
    variants = [event(1), event(1, source="edge"), event(1, event_id="EVT-1"), event(1, event_id="evt-1.")]
    assert (await record(program, company_id, variants)).accepted == 4
    assert (await record(program, other, variants)).accepted == 4


@pytest.mark.parametrize(
    ("changed", "code", "detail"),
    [
        ({"event_id": ""}, "invalid_event_id", "event_id must be 1 … 120 printable ASCII characters without a blank at either end."),
        ({"event_id": "x" * 121}, "invalid_event_id", "event_id must be 1 … 120 printable ASCII characters without a blank at either end."),
        ({"event_id": "a "}, "invalid_event_id", "event_id must be 1 … 120 printable ASCII characters without a blank at either end."),
        ({"event_id": "ä"}, "invalid_event_id", "event_id must be 1 … 120 printable ASCII characters without a blank at either end."),
        ({"meter": "a\0"}, "invalid_meter", "meter must be 1 … 60 printable ASCII characters without a blank at either end."),
        ({"source": "s" * 61}, "invalid_source", "source must be 1 … 60 printable ASCII characters without a blank at either end."),
        ({"quantity": Decimal(-10_000_001)}, "invalid_quantity", "quantity -10000001 is outside -10000000 … 10000000."),
        ({"quantity": Decimal("0.0000001")}, "invalid_quantity", "quantity 1E-7 has more than 6 decimals."),
        ({"quantity": Decimal("NaN")}, "invalid_quantity", "quantity Decimal('NaN') is not a finite number."),
        ({"used_at": datetime(1969, 12, 31, tzinfo=UTC)}, "invalid_time", "used_at lies before 1970."),
        ({"used_at": NOW + timedelta(days=367)}, "invalid_time", "used_at lies more than 366 days ahead."),
        ({"properties": {"x": "y" * 5000}}, "properties_too_large", "properties may have 4096 bytes as JSON."),
    ],
)  # fmt: skip
async def test_a_bad_event_is_named_and_the_others_count(
    program: Program, company_id: CompanyId, changed: dict[str, Any], code: str, detail: str
) -> None:
    bad = event(2, **changed)
    result = await record(program, company_id, [event(1), bad, event(3)])
    assert result == IngestResult(2, (), (IngestProblem(1, bad.event_id[:120], code, detail),))
    assert await rows(program) == 2


async def test_more_than_a_thousand_is_refused_whole(program: Program, company_id: CompanyId) -> None:
    with pytest.raises(TooLarge, match="A batch may have 1000 items, this one has 1001"):
        await record(program, company_id, [event(n) for n in range(1001)])
    assert await rows(program) == 0


async def test_what_the_event_said_is_kept_to_the_microsecond(program: Program, company_id: CompanyId) -> None:
    given = event(1, used_at=datetime(2026, 3, 1, 23, 59, 59, 999_999, tzinfo=UTC), properties={"to": "+49\u2026\0"})
    await record(program, company_id, [given])
    async with program.database.read() as connection:
        row = (await connection.execute(select(store.usage_event))).one()
    assert (row.company_id, row.source, row.event_id, row.meter) == (company_id, "api", "evt-1", "sms")
    assert (row.used_at, row.recorded_at) == (given.used_at, NOW)
    assert (row.quantity_e6, row.subscription_id, row.properties) == (1_000_000, None, '{"to":"+49…\\u0000"}')


async def test_days_are_those_of_the_company(program: Program, company_id: CompanyId) -> None:
    midnight = datetime(2026, 3, 1, 23, 0, tzinfo=UTC)  # in Berlin
    moments = [midnight - timedelta(microseconds=1), midnight, midnight + timedelta(hours=23)]
    await record(program, company_id, [event(n, used_at=moment) for n, moment in enumerate(moments)])
    async with program.scope(TEST, company_id=company_id, write=False) as scope:
        days = await queries.daily_usage(scope, date(2026, 2, 1), date(2026, 3, 31))
    assert [(day.day, day.events) for day in days] == [(date(2026, 3, 1), 1), (date(2026, 3, 2), 2)]


async def test_one_fact_tells_of_a_batch_and_none_of_a_repetition(program: Program, company_id: CompanyId) -> None:
    await record(program, company_id, [event(1), event(2)])
    await record(program, company_id, [event(1)])
    await record(program, company_id, [event(1), event(3, meter="tokens"), event(4)])
    async with program.database.read() as connection:
        facts = await journal.read_range(connection, f"company:{company_id}", 0, 100)
    told = [fact.payload for fact in facts if fact.kind == "usage.recorded"]
    nothing = {"calls": 0, "billable_seconds": 0, "amount": []}
    assert told == [
        {"meter": "sms", "accepted": 2, "duplicate": 0, **nothing},
        {"meter": None, "accepted": 2, "duplicate": 1, **nothing},
    ]


async def test_meters_are_entered_when_they_are_first_used(
    program: Program, company_id: CompanyId, clock: ManualClock
) -> None:
    await record(program, company_id, [event(1)])
    clock.advance(timedelta(hours=1))
    await record(program, company_id, [event(2), event(3, meter="tokens")])
    async with program.scope(TEST, company_id=company_id, write=False) as scope:
        found = await queries.meters(scope)
    assert [(one.name, one.first_seen_at) for one in found] == [("sms", NOW), ("tokens", NOW + timedelta(hours=1))]


async def test_batches_at_once_with_the_same_events_count_each_once(program: Program, company_id: CompanyId) -> None:
    """Overlapping batches in different orders: neither a deadlock nor an event too many."""

    def batch(numbers: Iterable[int]) -> list[UsageEventInput]:
        return [event(n, meter=f"meter-{n % 7}") for n in numbers]

    orders = [range(300), range(299, -1, -1), range(100, 400), range(399, 50, -1)]
    results = await asyncio.gather(*(record(program, company_id, batch(numbers)) for numbers in orders))
    assert sum(result.accepted for result in results) == 400
    assert sum(result.accepted + result.duplicate for result in results) == sum(len(numbers) for numbers in orders)
    counted = await unsubscribed(program, company_id)
    assert sum(sums.events for sums in counted.values()) == await rows(program) == 400
