"""Posting: once per source, with the document or not at all, with balances that are the sums, and never written again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from tests.conftest import second_program
from tests.domains.billing.stage import TEST, Stage, stage, utc
from tests.engines import database_engines, serve
from trunkline.domains.ledger import actions, queries, rules, store
from trunkline.domains.ledger.model import Account, Booking, Event, Purpose, Transaction
from trunkline.domains.ledger.queries import TransactionFilter
from trunkline.infra.config import Config
from trunkline.infra.db import Database, open_database
from trunkline.infra.migrate import migrate
from trunkline.infra.program import Program
from trunkline.infra.rehearsal import rehearse
from trunkline.infra.throwaway import empty, require_unused
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.ids import CompanyId, LedgerTransactionId
from trunkline.kernel.money import Currency, Money
from trunkline.kernel.page import PageRequest

EUR, USD = Currency.of("EUR"), Currency.of("USD")


@pytest.fixture
async def nordlicht(program: Program) -> Stage:
    return await stage(program, "postpaid")


def fee(source: str, minor: int = 100, currency: Currency = EUR, provider: str = "stripe") -> Booking:
    postings = rules.fee_charged(Money(minor, currency), provider)
    return Booking(event=Event.fee_charged, source=source, postings=postings)


async def booked(program: Program, company_id: CompanyId, *bookings: Booking) -> None:
    async with program.scope(TEST, company_id=company_id) as scope:
        actions.post(scope, company_id, *bookings)


async def balances(program: Program, company_id: CompanyId | None) -> list[tuple[str, str]]:
    async with program.scope(TEST, company_id=company_id, write=False) as scope:
        return [(str(one.account), str(one.amount)) for one in await queries.balances(scope)]


async def listed(program: Program, company_id: CompanyId | None, **wanted: object) -> list[Transaction]:
    async with program.scope(TEST, company_id=company_id, write=False) as scope:
        filtered = TransactionFilter(**wanted)  # type: ignore[arg-type]
        return list((await queries.transactions(scope, PageRequest(100), filtered)).items)


async def test_what_is_posted_is_kept_as_it_was(program: Program, nordlicht: Stage, clock: ManualClock) -> None:
    note = "x" * 300
    await booked(program, nordlicht.company_id, replace(fee("fee:1"), note=note, at=utc("2026-01-01 00:00")))
    (one,) = await listed(program, nordlicht.company_id)
    assert (one.company_id, one.event, one.source, one.document) == (
        nordlicht.company_id,
        Event.fee_charged,
        "fee:1",
        "",
    )
    assert (one.at, one.recorded_at, one.actor) == (utc("2026-01-01 00:00"), clock.now(), "test")
    assert one.note == "x" * 200
    assert one.request_id.startswith("req_")
    assert [(str(leg.account), leg.amount.minor) for leg in one.postings] == [("cash:stripe", -100), ("fees", 100)]


async def test_balances_are_the_sums_of_their_postings(program: Program, nordlicht: Stage) -> None:
    await booked(program, nordlicht.company_id, fee("1"), fee("2", 50), fee("3", 7, USD), fee("4", 1, EUR, "paypal"))
    await booked(program, nordlicht.company_id, fee("5", -30))
    assert await balances(program, nordlicht.company_id) == [
        ("cash:paypal", "-0.01 EUR"),
        ("cash:stripe", "-1.20 EUR"),
        ("cash:stripe", "-0.07 USD"),
        ("fees", "1.21 EUR"),
        ("fees", "0.07 USD"),
    ]


async def test_a_source_is_posted_once(program: Program, nordlicht: Stage) -> None:
    await booked(program, nordlicht.company_id, fee("fee:1"))
    before = await balances(program, nordlicht.company_id)
    with pytest.raises(IntegrityError):
        await booked(program, nordlicht.company_id, fee("other"), fee("fee:1"))
    assert await balances(program, nordlicht.company_id) == before
    assert [one.source for one in await listed(program, nordlicht.company_id)] == ["fee:1"]
    other = await stage(program, "postpaid", company="other")
    await booked(program, other.company_id, fee("fee:1"))
    assert len(await listed(program, None)) == 2


async def test_nothing_is_posted_of_what_is_rolled_back(program: Program, nordlicht: Stage) -> None:
    async with rehearse(program.begin_as(TEST), nordlicht.company_id) as scope:
        actions.post(scope, nordlicht.company_id, fee("fee:1"))
    assert await listed(program, nordlicht.company_id) == []
    assert await balances(program, nordlicht.company_id) == []


async def test_an_event_that_moves_nothing_is_written_all_the_same(program: Program, nordlicht: Stage) -> None:
    plan = Booking(event=Event.instalments_agreed, source="plan:1", postings=rules.instalments_agreed())
    await booked(program, nordlicht.company_id, plan)
    (one,) = await listed(program, nordlicht.company_id)
    assert (one.event, one.postings) == (Event.instalments_agreed, ())


async def test_two_who_post_at_once_both_count(
    program: Program, nordlicht: Stage, config: Config, clock: ManualClock, tmp_path: Path
) -> None:
    async with second_program(config, clock, tmp_path / "second") as other:
        some = [booked(program, nordlicht.company_id, fee(f"a{n}"), fee(f"p{n}", 3, EUR, "paypal")) for n in range(5)]
        more = [booked(other, nordlicht.company_id, fee(f"b{n}", 2, EUR, "paypal"), fee(f"c{n}")) for n in range(5)]
        await asyncio.gather(*some, *more)
    assert await balances(program, nordlicht.company_id) == [
        ("cash:paypal", "-0.25 EUR"),
        ("cash:stripe", "-10.00 EUR"),
        ("fees", "10.25 EUR"),
    ]


async def test_transactions_are_found_by_account_source_document_and_time(program: Program, nordlicht: Stage) -> None:
    march, april = utc("2026-03-01 00:00"), utc("2026-04-01 00:00")
    await booked(
        program,
        nordlicht.company_id,
        replace(fee("1"), at=march),
        replace(fee("2", 5, EUR, "paypal"), at=april, document="inv_1"),
    )

    async def sources(**wanted: object) -> list[str]:
        return sorted(one.source for one in await listed(program, nordlicht.company_id, **wanted))

    assert await sources(account=Account(Purpose.cash, "paypal")) == ["2"]
    assert await sources(account=Account(Purpose.fees)) == ["1", "2"]
    assert await sources(source="1") == ["1"]
    assert await sources(document="inv_1") == ["2"]
    assert await sources(since=april) == ["2"]
    assert await sources(until=april) == ["1"]


async def test_a_balance_is_rebuilt_from_its_postings(program: Program, nordlicht: Stage) -> None:
    await booked(program, nordlicht.company_id, fee("1"), fee("2", 7, USD))
    right = await balances(program, nordlicht.company_id)
    columns = store.ledger_balance.c
    async with program.database.write("*") as connection:
        await connection.execute(update(store.ledger_balance).where(columns.purpose == "fees").values(amount_minor=999))
        await connection.execute(delete(store.ledger_balance).where(columns.currency == "USD"))
    async with program.scope(TEST, company_id=nordlicht.company_id) as scope:
        found = await actions.rebuild_balances(scope)
    assert {(key.purpose, key.currency): pair for key, pair in found.items()} == {
        ("cash", "USD"): (0, -7),
        ("fees", "EUR"): (999, 100),
        ("fees", "USD"): (0, 7),
    }
    assert await balances(program, nordlicht.company_id) == right
    async with program.scope(TEST, company_id=nordlicht.company_id) as scope:
        assert await actions.rebuild_balances(scope) == {}


@pytest.fixture(params=database_engines())
async def migrated(request: pytest.FixtureRequest) -> AsyncIterator[Database]:
    """A database as the migrations make it, with a transaction in its books."""
    with serve(request.param) as server:
        database = open_database(Config(database_url=server.create_database("sealed")))
        await migrate(database)
        await _post(database)
        yield database
        await database.close()


async def _post(database: Database) -> None:
    row = {
        "id": LedgerTransactionId("ltx_00000000000000000000000001"),
        "company_id": CompanyId("com_00000000000000000000000001"),
        **dict.fromkeys(("event", "source", "document", "actor", "request_id", "note"), "x"),
        **dict.fromkeys(("at", "recorded_at"), utc("2026-03-01 00:00")),
    }
    leg = {"transaction_id": row["id"], "ordinal": 1, "company_id": row["company_id"]}
    leg |= {"purpose": "fees", "provider": "", "currency": "EUR", "amount_minor": 5}
    async with database.write("*") as connection:
        await connection.execute(store.ledger_transaction.insert().values(row))
        await connection.execute(store.ledger_posting.insert().values(leg))


async def test_the_database_refuses_to_change_what_was_posted(migrated: Database) -> None:
    emptied = [text(f"TRUNCATE {name} CASCADE") for name in ("ledger_posting", "ledger_transaction")]
    for statement in (
        *(emptied if migrated.dialect == "postgresql" else ()),
        update(store.ledger_posting).values(amount_minor=6),
        delete(store.ledger_posting),
        update(store.ledger_transaction).values(note="y"),
        delete(store.ledger_transaction),
    ):
        with pytest.raises(DBAPIError, match="sealed"):
            async with migrated.write("*") as connection:
                await connection.execute(statement)
    await _is_kept(migrated)


async def test_a_database_that_nobody_will_miss_is_emptied_and_sealed_as_before(migrated: Database) -> None:
    await empty(migrated)
    await require_unused(migrated)
    await _post(migrated)
    await test_the_database_refuses_to_change_what_was_posted(migrated)


async def _is_kept(database: Database) -> None:
    async with database.read() as connection:
        assert (await connection.execute(select(store.ledger_posting.c.amount_minor))).scalars().all() == [5]
        assert (await connection.execute(select(store.ledger_transaction.c.note))).scalars().all() == ["x"]
