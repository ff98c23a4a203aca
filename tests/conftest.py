"""Fixtures that everybody uses: a program on each database, its application, a client. Only time and chance are fixed."""

from __future__ import annotations

import gc
import logging
import os
import random
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest
import structlog
from hypothesis import settings
from sqlalchemy import exists, literal, select, text, union_all
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from tests.engines import database_engines, report_engines, serve
from trunkline.entrypoints.rooms import load_tables
from trunkline.entrypoints.wiring import build_program
from trunkline.infra.config import Config
from trunkline.infra.db import Database, metadata, open_database
from trunkline.infra.program import Program
from trunkline.infra.queue import Worker
from trunkline.kernel.clock import ManualClock

# Property tests share the machine with everything else: no deadline per example, the whole test has its timeout. `make prove` asks for
# many more examples than a run of all tests can wait for.
settings.register_profile(
    "trunkline", deadline=None, max_examples=int(os.environ.get("TRUNKLINE_TEST_EXAMPLES", "100"))
)
settings.load_profile("trunkline")

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)  # a Monday


def pytest_collection_finish() -> None:
    """What stands by now stays until the end: the collector, which would walk through all of it again and again, leaves it alone."""
    gc.collect()
    gc.freeze()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    report_engines(terminalreporter)


@pytest.fixture(autouse=True)
def plain_logs() -> Iterator[None]:
    """As in production, a traceback is text: structlog's own default prints every local variable, which takes twenty seconds here.

    What a test sets, a command that it runs in this process for example, ends with it: its stream is closed by then.
    """
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    structlog.reset_defaults()
    plain = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[structlog.contextvars.merge_contextvars, structlog.processors.add_log_level, plain])
    yield
    root.handlers[:], root.level = handlers, level


@pytest.fixture(scope="session", params=database_engines())
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A database with all tables on each engine; tests share it and find it empty."""
    with serve(request.param) as server:
        yield server.create_database("trunkline_tests")


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOON)


@pytest.fixture
def config(database_url: str, tmp_path: Path) -> Config:
    return Config(
        data_dir=tmp_path / "data",
        database_url=database_url,
        secret_key=b"a key that only tests use, 32 bytes+",
        log_level="warning",
        workers_in_process=0,
    )


@pytest.fixture
async def program(config: Config, clock: ManualClock) -> AsyncIterator[Program]:
    """The program as wired for production, on an empty database, with a clock that stands still."""
    await emptied(config)
    program = build_program(config, clock=clock, entropy=random.Random(20260302))
    program = replace(program, database=shared_database(config))
    await program.wakeups.start()
    yield program
    await program.wakeups.stop()
    await program.database.close()


@pytest.fixture
async def client(program: Program) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of the real application, without a network between."""
    from trunkline.entrypoints.http import build_app

    transport = httpx2.ASGITransport(app=build_app(program), raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://testserver") as client:
        yield client


async def run_jobs(program: Program) -> int:
    """Run everything that is due, and what follows from it."""
    return await Worker(program).run_until_idle()


# One engine per database and session, so that what it knows of the server and of our statements is learnt once. Closed, it opens again.
_engines: dict[str, AsyncEngine] = {}


def shared_database(config: Config) -> Database:
    if config.database_url not in _engines:
        _engines[config.database_url] = open_database(config).engine
    return Database(_engines[config.database_url])


async def emptied(config: Config) -> None:
    """Make the tables once per session and empty them for each test."""
    load_tables()
    fresh = config.database_url not in _engines
    database = shared_database(config)
    async with database.write() as connection:
        if fresh:
            await connection.run_sync(metadata.create_all)
        else:
            await _empty(connection)
    await database.close()


async def _empty(connection: AsyncConnection) -> None:
    """Most tables are empty: one question tells which are not."""
    tables = list(reversed(metadata.sorted_tables))
    any_row = (select(literal(table.name)).where(exists(select(literal(1)).select_from(table))) for table in tables)
    full = set((await connection.scalars(union_all(*any_row))).all())
    names = [table.name for table in tables if table.name in full]
    for name in names:
        await connection.execute(text(f"DELETE FROM {name}"))


@asynccontextmanager
async def second_program(config: Config, clock: ManualClock, folder: Path) -> AsyncIterator[Program]:
    """Another process's view of the same database: its own engine, worker name and wake-ups."""
    program = build_program(replace(config, data_dir=folder), clock=clock, entropy=random.Random(7))
    yield program
    await program.database.close()
