"""Probes tell the truth: alive without asking anybody, ready only when the work can be done, figures only where they are known."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest

from tests.clients import client_as
from trunkline.entrypoints.http import build_app
from trunkline.infra.config import Config
from trunkline.infra.db import open_database
from trunkline.infra.migrate import migrate
from trunkline.infra.program import Program
from trunkline.infra.queue import job
from trunkline.infra.scope import system_actor
from trunkline.kernel.clock import ManualClock


def client_of(program: Program, **options: object) -> httpx2.AsyncClient:
    transport = httpx2.ASGITransport(app=build_app(program), raise_app_exceptions=False, **options)  # type: ignore[arg-type]
    return httpx2.AsyncClient(transport=transport, base_url="http://testserver")


@pytest.fixture
def without_database(program: Program, config: Config, tmp_path: Path) -> Program:
    """As the program is while its database is away."""
    gone = {
        "sqlite": f"sqlite+aiosqlite:///{tmp_path}/no/such/folder/x.sqlite3",
        "postgresql": "postgresql+asyncpg://nobody:secret@127.0.0.1:1/none",
        "mysql": "mysql+asyncmy://nobody:secret@127.0.0.1:1/none",
    }[program.database.dialect]
    return replace(program, database=open_database(replace(config, database_url=gone)))


def figure(page: str, name: str) -> float | None:
    found = re.search(rf"^{re.escape(name)} (\S+)$", page, re.MULTILINE)
    return None if found is None else float(found.group(1))


async def test_alive_needs_nobody(without_database: Program) -> None:
    async with client_of(without_database) as client:
        assert (await client.get("/livez")).status_code == 200


async def test_ready_when_database_tables_and_folder_are(program: Program, config: Config, tmp_path: Path) -> None:
    database = open_database(replace(config, database_url=f"sqlite+aiosqlite:///{tmp_path}/fresh.sqlite3"))
    await migrate(database)
    async with client_of(replace(program, database=database)) as client:
        answer = await client.get("/readyz")
    await database.close()
    assert (answer.status_code, answer.json()["ready"]) == (200, True)
    assert set(answer.json()["checks"]) == {"database", "migrations", "data_folder"}


async def test_not_ready_with_the_tables_of_another_version(program: Program) -> None:
    async with client_of(program) as client:
        answer = await client.get("/readyz")
    assert answer.status_code == 503
    assert "run `trunkline migrate`" in answer.json()["checks"]["migrations"]["detail"]


async def test_not_ready_without_the_database(without_database: Program) -> None:
    async with client_of(without_database) as client:
        answer = await client.get("/readyz")
    assert answer.status_code == 503
    checks = answer.json()["checks"]
    assert not checks["database"]["ok"]
    assert not re.search("secret|127.0.0.1|/such/", answer.text), "addresses are for the log"
    assert checks["data_folder"]["ok"]


async def test_not_ready_when_the_data_folder_cannot_be_written(program: Program, tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("not a folder")
    async with client_of(replace(program, config=replace(program.config, data_dir=in_the_way))) as client:
        answer = await client.get("/readyz")
    assert answer.status_code == 503
    assert not answer.json()["checks"]["data_folder"]["ok"]


async def test_metrics_tell_of_queue_and_journal(program: Program, clock: ManualClock) -> None:
    @job("test.wait")
    async def wait(run: object) -> None: ...

    async with program.scope(system_actor("test")) as scope:
        await scope.enqueue(wait, {})
        await scope.enqueue(wait, {}, run_at=clock.now() + timedelta(hours=1))
    clock.advance(timedelta(seconds=90))
    async with client_of(program) as client:
        page = (await client.get("/metrics")).text
    assert figure(page, 'trunkline_jobs{state="queued"}') == 2
    assert figure(page, 'trunkline_jobs{state="dead"}') == 0
    assert figure(page, "trunkline_jobs_oldest_seconds") == 90
    assert figure(page, "trunkline_jobs_lease_expired") == 0
    assert figure(page, "trunkline_journal_facts") == 0
    assert figure(page, "trunkline_database_up") == 1
    assert figure(page, 'trunkline_database_connections{state="in_use"}') is not None


async def test_without_the_database_its_figures_are_absent_and_not_the_last_known(
    program: Program, without_database: Program
) -> None:
    async with client_of(program) as client:
        assert figure((await client.get("/metrics")).text, 'trunkline_jobs{state="dead"}') == 0
    async with client_of(without_database) as client:
        answer = await client.get("/metrics")
    assert answer.status_code == 200
    assert figure(answer.text, "trunkline_database_up") == 0
    for gone in ('trunkline_jobs{state="dead"}', "trunkline_jobs_oldest_seconds", "trunkline_journal_facts"):
        assert figure(answer.text, gone) is None


async def test_requests_are_counted_by_template(program: Program) -> None:
    async with client_of(program) as client:
        await client.get("/api/v1/companies/com_01h455vb4pex5vsknk084sn02q")
        await client.get("/api/v1/no-such-route/made-up-by-a-caller", headers={"accept-encoding": "br"})
        page = (await client.get("/metrics")).text
    assert 'route="/api/v1/companies/{company_id}"' in page or 'route="/api/v1/companies/{id}"' in page
    assert "com_01h455vb4pex5vsknk084sn02q" not in page
    assert "made-up-by-a-caller" not in page


async def test_strangers_do_not_read_metrics(program: Program) -> None:
    async with client_of(program, client=("203.0.113.7", 4711)) as client:
        assert (await client.get("/metrics")).status_code == 401
    async with client_of(program) as client:
        assert (await client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.7"})).status_code == 401


async def test_the_permission_opens_metrics_from_anywhere(program: Program) -> None:
    for permission, status in (("monitoring.read", 200), ("jobs.read", 403)):
        async with client_as(program, permission) as client:
            answer = await client.get("http://testserver/metrics", headers={"Via": "a proxy"})
            assert answer.status_code == status
