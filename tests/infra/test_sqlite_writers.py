"""Two programs at one SQLite file take turns. Two databases opened in one process are to the file what two processes are."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from trunkline.infra.config import Config
from trunkline.infra.db import Database, open_database
from trunkline.infra.sqlite_writers import Writers
from trunkline.kernel.errors import Unavailable


@asynccontextmanager
async def two_programs(folder: Path) -> AsyncIterator[tuple[Database, Database]]:
    config = Config(database_url=f"sqlite+aiosqlite:///{folder / 'shared.sqlite3'}")
    one, other = open_database(config), open_database(config)
    async with one.write() as connection:
        await connection.execute(text("CREATE TABLE note (who TEXT)"))
    yield one, other
    await one.close()
    await other.close()


async def note(database: Database, who: str, seconds: float = 0) -> None:
    async with database.write() as connection:
        await connection.execute(text("INSERT INTO note VALUES (:who)"), {"who": who})
        await asyncio.sleep(seconds)


async def test_who_writes_without_a_pause_does_not_keep_the_other_waiting(tmp_path: Path) -> None:
    async with two_programs(tmp_path) as (busy, guest):
        turns, waited, served = 0, [], asyncio.Event()

        async def write_on() -> None:
            nonlocal turns
            while not served.is_set():
                await note(busy, "busy", seconds=0.01)
                turns += 1

        writing = asyncio.create_task(write_on())
        for _ in range(20):
            asked = turns
            async with guest.write():
                waited.append(turns - asked)
        served.set()
        await writing
        # What was begun, and what slips in before the guest stands in the line. Who polls waits for hundreds.
        assert max(waited) <= 4, waited


async def test_who_no_longer_waits_leaves_the_line(tmp_path: Path) -> None:
    async with two_programs(tmp_path) as (holder, guest):
        holding = asyncio.create_task(note(holder, "holder", seconds=0.2))
        await asyncio.sleep(0.05)
        waiting = asyncio.create_task(note(guest, "gone"))
        await asyncio.sleep(0.05)
        waiting.cancel()
        await asyncio.wait([waiting])
        async with asyncio.timeout(2):
            await holding
            await note(guest, "guest")
            await note(holder, "holder")
        async with guest.read() as connection:
            assert (await connection.scalars(text("SELECT who FROM note"))).all() == ["holder", "guest", "holder"]


async def test_who_waits_in_vain_is_told_so_and_the_next_one_is_served(tmp_path: Path) -> None:
    file = str(tmp_path / "held.sqlite3")
    holder, guest = Writers(file), Writers(file, wait_seconds=0.05)
    async with holder.turn():
        with pytest.raises(Unavailable, match="try again"):
            async with guest.turn():
                raise AssertionError("it is not the guest's turn")
    async with asyncio.timeout(2):
        for writers in (guest, holder):
            async with writers.turn():
                await asyncio.sleep(0)


@pytest.mark.parametrize("database", [None, ":memory:", "/nowhere/at/all.sqlite3"])
async def test_without_a_file_to_wait_at_there_is_only_the_line_of_the_process(database: str | None) -> None:
    writers, order = Writers(database), []

    async def one(name: int) -> None:
        async with writers.here, writers.turn():
            order.append(name)
            await asyncio.sleep(0)
            order.append(name)

    await asyncio.gather(*(one(name) for name in range(3)))
    assert order == [0, 0, 1, 1, 2, 2]
