"""Throwaway database servers for tests: the real engines, each on a free port, gone afterwards.

For `conftest.py`:

    @pytest.fixture(scope="session", params=database_engines())      # sqlite, postgresql, mariadb
    def database_server(request):
        with serve(request.param) as server:                         # skips where the engine is not installed
            yield server

    url = server.create_database("billing")   # fresh and empty: sqlite+aiosqlite://…, postgresql+asyncpg://…,
    server.drop_database("billing")           # mysql+asyncmy://…?charset=utf8mb4, redis://…

    def pytest_terminal_summary(terminalreporter):
        report_engines(terminalreporter)                             # which engines were exercised, and which were not

Everything is synchronous. A server takes 0.1 to 2 seconds to start, so ask for it once per session; each pytest-xdist
worker has its own, which is simpler than sharing and keeps the workers out of each other's data. A test that picks an engine
by itself carries the engine's mark (`@pytest.mark.redis`), since the report counts by marks; `-m "not mariadb"` selects.

With TRUNKLINE_TEST_ENGINES_REQUIRED=1 (CI) a missing engine is a failure instead of a skip.

Durability is off, because nothing here outlives the tests. Whatever an application can observe is as the engine delivers
it, except for two things that find mistakes: the servers live in a zone that is not UTC, and the PostgreSQL role owns its
databases without being a superuser, so that FORCE ROW LEVEL SECURITY binds it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

import pytest

from tests.engines.mariadb import mariadb_server
from tests.engines.postgres import postgres_server
from tests.engines.processes import EngineMissing
from tests.engines.redis import redis_server
from tests.engines.sqlite import sqlite_folder

__all__ = [
    "EngineMissing",
    "Server",
    "database_engines",
    "mariadb_server",
    "postgres_server",
    "redis_server",
    "report_engines",
    "serve",
    "sqlite_folder",
]


class Server(Protocol):
    """A running engine. Databases are named by lower-case words; creating one that exists replaces it."""

    def create_database(self, name: str) -> str: ...

    def drop_database(self, name: str) -> None: ...


SERVERS: dict[str, Callable[[], AbstractContextManager[Server]]] = {
    "sqlite": sqlite_folder,
    "postgresql": postgres_server,
    "mariadb": mariadb_server,
    "redis": redis_server,
}


def database_engines() -> list[object]:
    """The systems of record as parameters of a fixture, each with the mark by which tests are selected and counted."""
    return [pytest.param(name, marks=getattr(pytest.mark, name)) for name in ("sqlite", "postgresql", "mariadb")]


@contextmanager
def serve(engine: str) -> Iterator[Server]:
    """The named engine. Where it is not installed the test is skipped, or fails if all engines are required."""
    try:
        with SERVERS[engine]() as server:
            yield server
    except EngineMissing as missing:
        if os.environ.get("TRUNKLINE_TEST_ENGINES_REQUIRED") == "1":
            pytest.fail(f"{missing}, and TRUNKLINE_TEST_ENGINES_REQUIRED=1", pytrace=False)
        pytest.skip(str(missing))


def report_engines(reporter: pytest.TerminalReporter) -> None:
    """Print, per engine, how many tests passed on it: a green run that skipped a database must not look complete."""
    reporter.section("engines")
    for engine in SERVERS:
        counts = {outcome: _count(reporter, outcome, engine) for outcome in ("passed", "failed", "error", "skipped")}
        said = ", ".join(f"{count} {outcome}" for outcome, count in counts.items() if count)
        reporter.line(f"{engine:<11} {said or 'not exercised'}")


def _count(reporter: pytest.TerminalReporter, outcome: str, engine: str) -> int:
    reports = reporter.getreports(outcome)
    return sum(engine in getattr(report, "keywords", ()) for report in reports)  # a failed collection has none
