"""The throwaway servers are what the other tests believe them to be."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import pytest
from redis.asyncio import Redis
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.ext.asyncio import create_async_engine

from tests.engines import Server, database_engines, serve

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module", params=database_engines())
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    with serve(request.param) as server:
        yield server


async def run(url: str, *statements: str) -> list[tuple[object, ...]]:
    """Run the statements in one transaction; the rows of the last one."""
    engine = create_async_engine(url)
    try:
        async with engine.begin() as connection:
            results = [await connection.execute(text(statement)) for statement in statements]
            return [tuple(row) for row in results[-1]] if results[-1].returns_rows else []
    finally:
        await engine.dispose()


async def test_a_new_database_is_writable_and_keeps_every_character(server: Server) -> None:
    url = server.create_database("words")
    await run(url, "CREATE TABLE word (text VARCHAR(20))", "INSERT INTO word VALUES ('Zoë ☎ 📞')")
    assert await run(url, "SELECT text FROM word") == [("Zoë ☎ 📞",)]


async def test_creating_a_database_again_empties_it(server: Server) -> None:
    url = server.create_database("again")
    await run(url, "CREATE TABLE thing (id INTEGER)")
    assert server.create_database("again") == url
    await run(url, "CREATE TABLE thing (id INTEGER)")
    assert await run(url, "SELECT id FROM thing") == []


async def test_databases_do_not_see_each_other(server: Server) -> None:
    await run(server.create_database("left"), "CREATE TABLE thing (id INTEGER)")
    with pytest.raises(DBAPIError):
        await run(server.create_database("right"), "SELECT id FROM thing")


async def test_a_dropped_database_is_gone_even_while_somebody_is_connected(server: Server) -> None:
    url = server.create_database("dropped")
    await run(url, "CREATE TABLE thing (id INTEGER)")
    engine = create_async_engine(url)
    connection = await engine.connect()
    server.drop_database("dropped")
    with pytest.raises((DBAPIError, OperationalError, OSError)):
        await run(url, "SELECT id FROM thing")
    await connection.invalidate()
    await engine.dispose()


def test_a_name_that_would_need_quotes_is_refused(server: Server) -> None:
    with pytest.raises(AssertionError, match="no plain word"):
        server.create_database("a; DROP TABLE b")


@pytest.mark.postgresql
async def test_row_level_security_binds_the_owner_of_a_postgresql_database() -> None:
    with serve("postgresql") as server:
        url = server.create_database("walls")
        await run(
            url,
            "CREATE TABLE secret (company_id TEXT)",
            "INSERT INTO secret VALUES ('mine'), ('yours')",
            "CREATE POLICY own ON secret USING (company_id = 'mine')",
            "ALTER TABLE secret ENABLE ROW LEVEL SECURITY",
            "ALTER TABLE secret FORCE ROW LEVEL SECURITY",
        )
        assert await run(url, "SELECT company_id FROM secret") == [("mine",)]
        rights = await run(url, "SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert rights == [(False, False)]
        assert await run(url, "SHOW timezone") == [("Asia/Kathmandu",)]


@pytest.mark.mariadb
async def test_mariadb_is_strict_and_not_in_utc() -> None:
    with serve("mariadb") as server:
        url = server.create_database("zones")
        (mode, zone), *_ = await run(url, "SELECT @@sql_mode, @@time_zone")
        assert "STRICT_TRANS_TABLES" in str(mode)
        assert zone == "+05:45"


@pytest.mark.redis
async def test_redis_databases_are_apart_and_emptied_when_dropped() -> None:
    with serve("redis") as server:
        left, right = server.create_database("left"), server.create_database("right")
        async with Redis.from_url(left) as here, Redis.from_url(right) as there:
            await here.set("key", "value")
            assert await there.get("key") is None
            server.drop_database("left")
            assert server.create_database("left") == left
            assert await here.get("key") is None


@pytest.mark.redis
def test_a_server_is_gone_after_its_block() -> None:
    with serve("redis") as server:
        port = _port(server.create_database("short"))
        assert _listens(port)
    assert not _listens(port)


@pytest.mark.redis
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells a process of its parent's death")
def test_a_server_does_not_survive_a_killed_test_run() -> None:
    with serve("redis"):
        pass  # skips here where Redis is missing
    script = (
        "import time\n"
        "from tests.engines import serve\n"
        "with serve('redis') as server:\n"
        "    print(server.create_database('orphan'), flush=True)\n"
        "    time.sleep(60)\n"
    )
    with TemporaryDirectory() as leftovers:
        environment = os.environ | {"TMPDIR": leftovers}
        command = [sys.executable, "-c", script]
        with subprocess.Popen(command, cwd=REPOSITORY, env=environment, stdout=subprocess.PIPE, text=True) as run:
            assert run.stdout is not None
            port = _port(run.stdout.readline())
            assert _listens(port)
            run.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 5
    while _listens(port) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not _listens(port)


def test_a_missing_engine_skips_unless_all_are_required(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("TRUNKLINE_TEST_ENGINES_REQUIRED", raising=False)
    with pytest.raises(pytest.skip.Exception, match="redis-server is not installed"), serve("redis"):
        pass
    monkeypatch.setenv("TRUNKLINE_TEST_ENGINES_REQUIRED", "1")
    with pytest.raises(pytest.fail.Exception, match="redis-server is not installed"), serve("redis"):
        pass


def test_the_report_names_every_engine_and_what_ran_on_it(tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers =\n  sqlite: x\n  postgresql: x\n  mariadb: x\n")
    (tmp_path / "conftest.py").write_text(
        "from tests.engines import report_engines\n"
        "def pytest_terminal_summary(terminalreporter):\n"
        "    report_engines(terminalreporter)\n"
    )
    (tmp_path / "test_it.py").write_text(
        "import pytest\n"
        "from tests.engines import database_engines\n"
        "@pytest.mark.parametrize('engine', database_engines())\n"
        "def test_it(engine):\n"
        "    if engine == 'mariadb': pytest.skip('not here')\n"
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "xdist", "-n", "1", str(tmp_path)]
    # Without the other plugins, which take longer to load than the rest of this test.
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    said = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False).stdout
    assert "sqlite      1 passed\npostgresql  1 passed\nmariadb     1 skipped\nredis       not exercised\n" in said


def _port(url: str) -> int:
    port = urlsplit(url.strip()).port
    assert port is not None
    return port


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
