"""The second wall between tenants: on PostgreSQL a statement that forgot its condition still meets only its own company's rows.

What is fenced is read from the tables in the code, so that a new table is held by these tests without being named in them.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Executable,
    Integer,
    LargeBinary,
    String,
    Table,
    delete,
    func,
    select,
    text,
)
from sqlalchemy import update as update_of
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncConnection

from tests.engines import serve
from trunkline.entrypoints.rooms import load_tables
from trunkline.infra.columns import DecimalText, IdType, JsonText, LongText, UtcDateTime
from trunkline.infra.config import Config
from trunkline.infra.db import Database, metadata, open_database
from trunkline.infra.migrate import migrate
from trunkline.kernel.ids import CompanyId

load_tables()

pytestmark = pytest.mark.postgresql

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
ENTROPY = random.Random(7)
MINE, THEIRS = (CompanyId.new(NOW, ENTROPY) for _ in range(2))

# Where the tenant stands in a row. A table with neither column must be in UNFENCED, with the reason why it may be.
FENCED = {"company": "id"} | {table.name: "company_id" for table in metadata.sorted_tables if "company_id" in table.c}
UNFENCED = {
    "credit_note_series": "numbers of the operator's legal entities",
    "dunning_default": "the operator's policy holds for every company",
    "dunning_message": "the operator's words, told to every company",
    "idempotency_key": "belongs to a caller; its answers are sealed",
    "invoice_series": "numbers of the operator's legal entities",
    "job_attempt": "reached through its job",
    "job_schedule": "the installation's",
    "legal_entity": "the operator's",
    "module": "the catalogue is the operator's",
    "notification_read": "reached through its notification",
    "payment_notice": "a provider does not say for which company it is",
    "payment_notice_poll": "the installation's",
    "permission": "the same for everybody",
    "plan": "the catalogue is the operator's",
    "price": "the catalogue is the operator's",
    "price_conversion": "the catalogue is the operator's",
    "pricing_tier": "the catalogue is the operator's",
    "rate_hold": "what currencies are worth is the same for everybody",
    "rate_sheet": "what currencies are worth is the same for everybody",
    "rate_source": "the installation's",
    "receipt_series": "numbers of the operator's legal entities",
    "reconciliation": "a provider's account is one for all companies",
    "reconciliation_finding": "a provider's account is one for all companies; its readers are the operator's",
    "reconciliation_seen": "reached through its reconciliation",
    "role": "the same for everybody",
    "role_permission": "the same for everybody",
    "session": "reached through its user, before a company is known",
    "stream_counter": "positions only",
    "user_role": "reached through its user",
    "ws_ticket": "reached by its secret, before a company is known",
}
SEALED = ("ledger_posting", "ledger_transaction")
_numbers = count(1)


@pytest.fixture(scope="module")
def filled_url() -> Iterator[str]:
    """A migrated database in which each fenced table has a row of mine, a row of theirs and, where that is possible, one of nobody."""
    with serve("postgresql") as server:
        url = server.create_database("policies")
        asyncio.run(_fill(url))
        yield url


@pytest.fixture
async def database(filled_url: str) -> AsyncIterator[Database]:
    database = _database(filled_url)
    yield database
    await database.close()


def _database(url: str) -> Database:
    return open_database(Config(database_url=url))


async def _fill(url: str) -> None:
    database = _database(url)
    await migrate(database)
    async with database.write() as connection:
        for company in (MINE, THEIRS, None):
            made: dict[str, dict[str, Any]] = {}
            for table in metadata.sorted_tables:
                if _holds(table, company):
                    made[table.name] = _row(table, company, made)
                    await connection.execute(table.insert().values(**made[table.name]))
        for name in SEALED:  # what nobody may write again would not show that a policy keeps it from others
            await connection.execute(text(f"ALTER TABLE {name} DISABLE TRIGGER USER"))
    await database.close()


def _holds(table: Table, company: CompanyId | None) -> bool:
    """Nobody's row exists only where the tenant may be null, and the rows around it hang on those that do."""
    if company is not None:
        return True
    nullable = table.name in FENCED and bool(table.c[FENCED[table.name]].nullable)
    return nullable and table.name not in {"event_log", "api_key"}


def _row(table: Table, company: CompanyId | None, made: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return {
        column.name: company if column.name == FENCED.get(table.name) else _value(column, made)
        for column in table.c
        if not (column.primary_key and column.autoincrement is True)
    }


def _value(column: Column[Any], made: dict[str, dict[str, Any]]) -> object:
    """Something that the column takes: what it refers to, or a value that is not there yet."""
    for key in column.foreign_keys:
        return made[key.column.table.name][key.column.name]
    number = next(_numbers)
    match column.type:
        case IdType() as kind:
            return kind.kind.new(NOW, ENTROPY) if hasattr(kind.kind, "prefix") else f"id_{number}"
        case UtcDateTime():
            return NOW
        case JsonText():
            return {}
        case LongText():
            return "{}"
        case DecimalText():
            return Decimal(1)
        case Date():
            return date(2026, 3, 2)
        case Boolean():
            return False
        case Integer() | BigInteger():
            # What was credited stays below what it is credited of, by a constraint: it begins at nothing.
            return 0 if column.name.startswith("credited") else number
        case LargeBinary():
            return ENTROPY.randbytes(32)
        case String(length=length):
            return f"{number:03d}"[-(length or 40) :]
    raise AssertionError(f"{column}: say here what a {column.type!r} may hold")


def fenced_tables() -> list[Any]:
    return [pytest.param(metadata.tables[name], id=name) for name in sorted(FENCED)]


async def _owners(connection: AsyncConnection, table: Table) -> set[str | None]:
    """Whose rows a statement without any condition sees."""
    return set((await connection.execute(select(table.c[FENCED[table.name]]))).scalars())


def test_every_table_is_fenced_or_says_why_not() -> None:
    unnamed = set(metadata.tables) - set(FENCED) - set(UNFENCED)
    assert not unnamed, (
        f"give {sorted(unnamed)} a company_id (and a fence in the migration), or say in UNFENCED why not"
    )
    assert not set(UNFENCED) - set(metadata.tables), "UNFENCED names tables that are no more"
    assert not set(UNFENCED) & set(FENCED)


async def test_the_migrations_fence_every_table_with_a_company(database: Database) -> None:
    forced = "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity AND relkind = 'r'"
    policies = "SELECT tablename FROM pg_policies WHERE policyname = 'tenant' AND cmd = 'ALL'"
    async with database.read() as connection:
        for question in (forced, policies):
            found = set((await connection.execute(text(question))).scalars())
            forgotten = sorted(set(FENCED) - found)
            assert not forgotten, f"call infra.fence.fence for {forgotten} in a migration"
            assert found == set(FENCED)


@pytest.mark.parametrize("table", fenced_tables())
async def test_a_company_sees_its_own_rows_and_no_other(database: Database, table: Table) -> None:
    async with database.read(MINE) as connection:
        assert await _owners(connection, table) == {MINE}
        theirs = select(func.count()).where(table.c[FENCED[table.name]] == THEIRS)
        assert (await connection.execute(theirs)).scalar_one() == 0


@pytest.mark.parametrize("table", fenced_tables())
async def test_the_operator_sees_all_rows(database: Database, table: Table) -> None:
    async with database.read() as connection:
        assert {MINE, THEIRS} <= await _owners(connection, table)


@pytest.mark.parametrize("table", fenced_tables())
async def test_who_names_no_company_sees_nothing(database: Database, table: Table) -> None:
    """A connection that went round `infra.db`, also one that comes back from the pool after a transaction of the operator."""
    async with database.read():
        pass
    async with database.engine.connect() as connection:
        assert await _owners(connection, table) == set()


@pytest.mark.parametrize("table", fenced_tables())
async def test_an_update_without_condition_changes_own_rows_only(database: Database, table: Table) -> None:
    key = next(iter(table.primary_key.columns))
    async with database.read() as connection:
        mine = select(func.count()).where(table.c[FENCED[table.name]] == MINE)
        expected = (await connection.execute(mine)).scalar_one()
    async with _undone(database, MINE) as connection:
        changed = await connection.execute(update_of(table).values({key.name: key}))
        assert changed.rowcount == expected == 1


async def test_deleting_everything_deletes_own_rows_only(database: Database) -> None:
    """From the leaves to the roots, as the foreign keys ask for it."""
    async with _undone(database, MINE) as connection:
        shared = ("notification_read", "session", "user_role", "job_attempt")
        for table in reversed(metadata.sorted_tables):
            if table.name in FENCED:
                assert (await connection.execute(delete(table))).rowcount == 1, table.name
            elif table.name in shared:
                await connection.execute(delete(table))
        await connection.execute(text("SELECT set_config('trunkline.company', '*', true)"))
        for name in FENCED:
            assert THEIRS in await _owners(connection, metadata.tables[name]), name


@pytest.mark.parametrize("table", fenced_tables())
async def test_a_row_cannot_be_made_for_another_company(database: Database, table: Table) -> None:
    async with database.read(MINE) as connection:
        parents = [key.column.table for key in table.foreign_keys]
        rows = {one.name: dict((await connection.execute(select(one))).mappings().first() or {}) for one in parents}
    with pytest.raises(ProgrammingError, match="row-level security"):
        await _write(database, table.insert().values(**_row(table, THEIRS, rows)))


@pytest.mark.parametrize("table", fenced_tables())
async def test_a_row_cannot_be_given_to_another_company(database: Database, table: Table) -> None:
    with pytest.raises(ProgrammingError, match="row-level security"):
        await _write(database, update_of(table).values({FENCED[table.name]: THEIRS}))


async def _write(database: Database, statement: Executable) -> None:
    async with database.write(MINE) as connection:
        await connection.execute(statement)


async def test_a_company_may_write_what_the_operator_shall_read(database: Database) -> None:
    """A fact or a job of the platform, announced in a company's transaction; the company itself does not see it."""
    job = metadata.tables["job"]
    async with _undone(database, MINE) as connection:
        await connection.execute(job.insert().values(**_row(job, None, {})))
        assert await _owners(connection, job) == {MINE}


class _Undo(Exception):
    pass


@asynccontextmanager
async def _undone(database: Database, company: str) -> AsyncIterator[AsyncConnection]:
    """A writing transaction whose changes are tried and then taken back."""
    with suppress(_Undo):
        async with database.write(company) as connection:
            yield connection
            raise _Undo
