"""The two kinds of transaction, on each database."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import BigInteger, Column, MetaData, Table, select, text, update
from sqlalchemy.exc import IntegrityError

from trunkline.infra.config import Config
from trunkline.infra.db import add_or_insert, insert_ignore, open_database
from trunkline.infra.program import Program

tables = MetaData()
purse = Table(
    "test_purse",
    tables,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("cents", BigInteger, nullable=False),
)


@pytest.fixture
async def emptied_purse(program: Program) -> Program:
    async with program.database.write() as connection:
        await connection.run_sync(tables.drop_all)
        await connection.run_sync(tables.create_all)
        await connection.execute(purse.insert().values(id=1, cents=0))
    return program


async def test_no_update_is_lost_between_read_and_write(emptied_purse: Program) -> None:
    """SQLite's default transactions end at about 26 of 160 here, without any error."""
    database = emptied_purse.database

    async def add_twenty() -> None:
        for _ in range(20):
            async with database.write() as connection:
                row = select(purse.c.cents).where(purse.c.id == 1).with_for_update()
                cents = (await connection.execute(row)).scalar_one()
                await connection.execute(update(purse).values(cents=cents + 1))

    await asyncio.gather(*(add_twenty() for _ in range(8)))
    async with database.read() as connection:
        assert (await connection.execute(select(purse.c.cents))).scalar_one() == 160


async def test_a_failed_block_leaves_nothing(emptied_purse: Program) -> None:
    async def fail_after_writing() -> None:
        async with emptied_purse.database.write() as connection:
            await connection.execute(update(purse).values(cents=99))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail_after_writing()
    async with emptied_purse.database.read() as connection:
        assert (await connection.execute(select(purse.c.cents))).scalar_one() == 0


async def test_insert_ignore_counts_only_new_rows(emptied_purse: Program) -> None:
    statement = insert_ignore(purse, emptied_purse.database.dialect)
    async with emptied_purse.database.write() as connection:
        first = await connection.execute(statement.values(id=2, cents=5))
        again = await connection.execute(statement.values(id=2, cents=7))
        assert (first.rowcount, again.rowcount) == (1, 0)
        assert (await connection.execute(select(purse.c.cents).where(purse.c.id == 2))).scalar_one() == 5


async def test_add_or_insert_adds_on_the_same_key(emptied_purse: Program) -> None:
    statement = add_or_insert(purse, emptied_purse.database.dialect, ["id"], add=["cents"])
    async with emptied_purse.database.write() as connection:
        await connection.execute(statement, [{"id": 1, "cents": 3}, {"id": 9, "cents": 4}])
        await connection.execute(statement, [{"id": 1, "cents": 3}, {"id": 9, "cents": 4}])
        rows = await connection.execute(select(purse.c.id, purse.c.cents).order_by(purse.c.id))
        assert [tuple(row) for row in rows] == [(1, 6), (9, 8)]


async def test_an_error_of_the_database_does_not_repeat_the_values_of_its_statement(emptied_purse: Program) -> None:
    with pytest.raises(IntegrityError) as refused:
        async with emptied_purse.database.write() as connection:
            await connection.execute(purse.insert().values(id=1, cents=4242_4242))
    assert "42424242" not in str(refused.value)


@pytest.mark.sqlite
async def test_a_statement_on_sqlite_is_one_trip_to_the_thread(tmp_path: Path) -> None:
    """Four trips (open, execute, fetch, close) were most of a request on a busy machine."""
    database = open_database(Config(database_url=f"sqlite+aiosqlite:///{tmp_path / 'trips.sqlite3'}"))
    async with database.read() as connection:
        driver = (await connection.get_raw_connection()).driver_connection
        assert driver is not None
        trips: list[object] = []
        thread = driver._tx

        def noted(work: object) -> None:
            trips.append(work)
            thread.put_nowait(work)

        driver._tx = SimpleNamespace(put_nowait=noted)
        rows = (await connection.execute(text("SELECT 1 UNION ALL SELECT 2"))).scalars().all()
        driver._tx = thread
    await database.close()
    assert (rows, len(trips)) == ([1, 2], 1)
