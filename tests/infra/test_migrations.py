"""Migrations make the tables that the code speaks of, on each database, and take them back; no column can hold a rounded amount."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import (
    Column,
    Connection,
    Date,
    DateTime,
    Float,
    Inspector,
    Integer,
    Numeric,
    Table,
    Update,
    inspect,
    select,
    text,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.types import TypeEngine

from tests.engines import Server, database_engines, serve
from trunkline.entrypoints.rooms import load_tables
from trunkline.infra.columns import DecimalText, JsonText, UtcDateTime
from trunkline.infra.config import Config
from trunkline.infra.db import Database, metadata, open_database
from trunkline.infra.migrate import alembic_config, migrate, newest_revision, require_current, revision
from trunkline.kernel.errors import Misconfigured

load_tables()

REMEDY = "draft a migration (python -m migrations.draft) or bring the existing one up to date"
EXACT = ("_minor", "_e4", "_e6")


@pytest.fixture(scope="module", params=database_engines())
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    with serve(request.param) as server:
        yield server


@pytest.fixture(scope="module")
def migrated_url(server: Server) -> str:
    url = server.create_database("migrated")
    asyncio.run(_with(url, migrate))
    return url


async def _with(url: str, act: Callable[[Database], Awaitable[Any]]) -> Any:
    database = open_database(Config(database_url=url))
    try:
        return await act(database)
    finally:
        await database.close()


async def _reading(url: str, ask: Callable[[Connection], Any]) -> Any:
    async def read(database: Database) -> Any:
        async with database.read() as connection:
            return await connection.run_sync(ask)

    return await _with(url, read)


async def test_the_migrations_make_the_tables_of_the_code(migrated_url: str) -> None:
    differences = await _reading(migrated_url, _differences)
    assert not differences, f"{REMEDY}: {differences}"


def _differences(connection: Connection) -> list[Any]:
    return list(compare_metadata(MigrationContext.configure(connection), metadata))


async def test_the_migrations_make_them_to_the_letter(server: Server, migrated_url: str) -> None:
    """Types, lengths, collations, keys and indexes: what Alembic's comparison overlooks would differ only in production."""
    straight = server.create_database("straight")
    await _with(straight, _create_all)
    assert await _reading(migrated_url, _description) == await _reading(straight, _description), REMEDY


async def _create_all(database: Database) -> None:
    async with database.write() as connection:
        await connection.run_sync(metadata.create_all)


def _description(connection: Connection) -> dict[str, Any]:
    inspector = inspect(connection)
    return {name: _table(inspector, name) for name in inspector.get_table_names() if name != "alembic_version"}


def _table(inspector: Inspector, name: str) -> dict[str, Any]:
    return {
        "columns": {
            one["name"]: (repr(one["type"]), one["nullable"], one.get("default")) for one in inspector.get_columns(name)
        },
        "key": inspector.get_pk_constraint(name)["constrained_columns"],
        "foreign": _sorted(inspector.get_foreign_keys(name)),
        "unique": _sorted(inspector.get_unique_constraints(name)),
        "indexes": _sorted(inspector.get_indexes(name)),
    }


def _sorted(items: list[Any]) -> list[str]:
    return sorted(repr(sorted(item.items(), key=lambda pair: str(pair[0]))) for item in items)


async def test_what_was_made_can_be_taken_back(server: Server) -> None:
    url = server.create_database("taken_back")
    await _with(url, migrate)
    await _with(url, _downgrade)
    assert await _reading(url, lambda connection: set(inspect(connection).get_table_names())) == {"alembic_version"}
    assert await _with(url, revision) is None
    before, after = await _with(url, migrate)
    assert (before, after) == (None, newest_revision())


async def _downgrade(database: Database) -> None:
    async with database.write() as connection:
        await connection.run_sync(_to_base)


def _to_base(connection: Connection) -> None:
    config = alembic_config()
    config.attributes["connection"] = connection
    command.downgrade(config, "base")


ONE_OFF = ("module_id", "subscription_id", "price_id", "timing")


async def test_lines_that_an_older_version_did_not_know_stand_in_no_downgrade_s_way(server: Server) -> None:
    """A one-off line is of no subscription, and a draft has no number: the one stays as it was issued, the other is made anew anyway."""
    url = server.create_database("one_off")
    await _with(url, migrate)
    await _with(url, _with_one_off_lines)
    await _with(url, lambda database: _altered(database, lambda it: _downgrade_to(it, "0002")))
    assert await _reading(url, _invoices_and_lines) == [("issued", None, None, None, None)]
    assert await _with(url, migrate) == ("0002", newest_revision())
    assert await _reading(url, _invoices_and_lines) == [("issued", None, None, None, None)]
    await _with(url, lambda database: _altered(database, _to_base))


async def test_what_is_billed_in_two_currencies_stands_in_the_way_of_a_version_that_knows_one(server: Server) -> None:
    """It would give back what was billed in the second and bill it again in the first."""
    url = server.create_database("two_currencies")
    await _with(url, migrate)
    await _with(url, _with_a_second_currency)
    with pytest.raises(RuntimeError, match="1 subscriptions are, were or will be billed in another currency"):
        await _with(url, lambda database: _altered(database, lambda it: _downgrade_to(it, "0006")))
    phase = metadata.tables["subscription_phase"]
    await _with(url, lambda database: _altered(database, lambda it: _run(it, phase.update().values(currency="EUR"))))
    await _with(url, lambda database: _altered(database, lambda it: _downgrade_to(it, "0006")))
    assert await _with(url, revision) == "0006"


async def _with_a_second_currency(database: Database) -> None:
    async with database.write() as connection:
        for name in ("company", "module", "plan", "subscription", "subscription_phase"):
            table = metadata.tables[name]
            row = {one.name: _some(one) for one in table.c if not one.nullable and one.server_default is None}
            own = {"subscription_phase": {"currency": "USD"}, "company": {"country": "DE"}}.get(name, {})
            await connection.execute(table.insert().values(row | own))


def _run(connection: Connection, statement: Update) -> None:
    connection.execute(statement)


async def _altered(database: Database, act: Callable[[Connection], None]) -> None:
    async with database.alter() as connection:
        await connection.run_sync(act)


def _downgrade_to(connection: Connection, target: str) -> None:
    config = alembic_config()
    config.attributes["connection"] = connection
    command.downgrade(config, target)


def _invoices_and_lines(connection: Connection) -> list[tuple[Any, ...]]:
    invoice, line = metadata.tables["invoice"], metadata.tables["invoice_line"]
    joined = select(invoice.c.state, *(line.c[name] for name in ONE_OFF)).join(line, line.c.invoice_id == invoice.c.id)
    return [tuple(row) for row in connection.execute(joined)]


async def _with_one_off_lines(database: Database) -> None:
    """As any row of the tables, but for what makes a line a one-off line, and an invoice a draft."""
    async with database.write() as connection:
        for state in ("issued", "draft"):
            for name in ("invoice", "invoice_line"):
                table = metadata.tables[name]
                row = {one.name: _some(one) for one in table.c if not one.nullable and one.server_default is None}
                told = {"id": f"{name[-4:]}_{state}", "state": state, "invoice_id": f"oice_{state}"}
                await connection.execute(
                    table.insert().values({**row, **{key: told[key] for key in told if key in table.c}})
                )


def _some(column: Column[Any]) -> Any:
    kinds: dict[type[TypeEngine[Any]], Any] = {
        UtcDateTime: datetime(2026, 3, 2, tzinfo=UTC),
        DecimalText: Decimal(0),
        JsonText: {},
        Date: date(2026, 3, 2),
        Integer: 0,  # and big ones
    }
    return next((value for kind, value in kinds.items() if isinstance(column.type, kind)), "EUR")


async def test_migrating_again_changes_nothing(migrated_url: str) -> None:
    assert await _with(migrated_url, migrate) == (newest_revision(), newest_revision())


async def test_a_database_of_a_newer_version_is_left_alone(server: Server) -> None:
    url = server.create_database("newer")
    await _with(url, migrate)
    await _with(url, _from_the_future)
    for act in (require_current, migrate):
        with pytest.raises(Misconfigured, match=r"9999, which this version does not know.*Run that newer version"):
            await _with(url, act)
    assert await _with(url, revision) == "9999"


async def _from_the_future(database: Database) -> None:
    async with database.write() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))


# ------------------------------------------------------------------------------------------------------ the column audit
async def test_no_column_of_the_database_is_inexact(migrated_url: str) -> None:
    """FLOAT and REAL round; NUMERIC does on SQLite, which keeps it as a REAL. Exact decimals are text or scaled integers."""
    columns = await _reading(migrated_url, _columns)
    inexact = [f"{table}.{name}" for table, name, kind in columns if isinstance(kind, (Float, Numeric))]
    assert not inexact, f"use BigInteger in minor units, _e4 or _e6, or columns.DecimalText: {inexact}"


async def test_summed_amounts_are_big_integers(migrated_url: str) -> None:
    columns = await _reading(migrated_url, _columns)
    scaled = [(f"{table}.{name}", str(kind)) for table, name, kind in columns if name.endswith(EXACT)]
    assert len(scaled) > 10
    assert not [one for one in scaled if one[1].split("(")[0] != "BIGINT"]


def _columns(connection: Connection) -> list[tuple[str, str, TypeEngine[Any]]]:
    inspector = inspect(connection)
    return [
        (table, column["name"], column["type"])
        for table in inspector.get_table_names()
        for column in inspector.get_columns(table)
    ]


def _all_tables() -> list[Table]:
    return list(metadata.sorted_tables)


def test_no_column_of_the_code_is_inexact() -> None:
    inexact = [
        str(column) for table in _all_tables() for column in table.c if isinstance(column.type, (Float, Numeric))
    ]
    assert not inexact, f"use BigInteger in minor units, _e4 or _e6, or columns.DecimalText: {inexact}"


def test_every_instant_is_utc() -> None:
    naive = [str(column) for table in _all_tables() for column in table.c if isinstance(column.type, DateTime)]
    assert not naive, f"make them with columns.at_column: {naive}"
    named = [
        column for table in _all_tables() for column in table.c if column.name.endswith("_at") or column.name == "at"
    ]
    assert len(named) > 30
    assert not [str(column) for column in named if not isinstance(column.type, UtcDateTime)]


# ------------------------------------------------------------------------------------------------------ altering on SQLite
async def test_a_table_can_be_made_anew_under_the_rows_that_point_to_it(tmp_path: Path) -> None:
    async def remake(database: Database) -> None:
        await _parent_and_child(database)
        async with database.alter() as connection:
            await connection.exec_driver_sql("CREATE TABLE other (id INTEGER PRIMARY KEY)")
            await connection.exec_driver_sql("INSERT INTO other SELECT id FROM parent")
            await connection.exec_driver_sql("DROP TABLE parent")
            await connection.exec_driver_sql("ALTER TABLE other RENAME TO parent")
        async with database.write() as connection:
            assert (await connection.exec_driver_sql("SELECT count(*) FROM child")).scalar() == 1
        with pytest.raises(IntegrityError):  # from here on they are watched again
            async with database.write() as connection:
                await connection.exec_driver_sql("DELETE FROM parent")

    await _with(f"sqlite+aiosqlite:///{tmp_path}/rows.sqlite3", remake)


async def test_rows_that_would_point_nowhere_undo_the_alteration(tmp_path: Path) -> None:
    async def lose(database: Database) -> None:
        await _parent_and_child(database)
        with pytest.raises(AssertionError, match="would point nowhere"):
            async with database.alter() as connection:
                await connection.exec_driver_sql("DELETE FROM parent")
        async with database.read() as connection:
            assert (await connection.exec_driver_sql("SELECT count(*) FROM parent")).scalar() == 1

    await _with(f"sqlite+aiosqlite:///{tmp_path}/rows.sqlite3", lose)


async def _parent_and_child(database: Database) -> None:
    async with database.write() as connection:
        await connection.exec_driver_sql("CREATE TABLE parent (id INTEGER PRIMARY KEY)")
        await connection.exec_driver_sql("CREATE TABLE child (parent_id INTEGER REFERENCES parent (id))")
        await connection.exec_driver_sql("INSERT INTO parent VALUES (1)")
        await connection.exec_driver_sql("INSERT INTO child VALUES (1)")
