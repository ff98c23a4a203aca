"""A shop to measure in: an empty database with the catalogue, one company that has everything, and a server that knows its sender."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal

import uvicorn
from sqlalchemy import Table
from starlette.requests import Request

from benchmarks.line import answering
from trunkline.domains.access.model import Permission
from trunkline.domains.marketplace import actions as marketplace
from trunkline.domains.marketplace import queries as catalogue
from trunkline.domains.tenants import actions as tenants
from trunkline.domains.tenants.model import BillingProfile
from trunkline.domains.usage.store import usage_event
from trunkline.domains.usage.store.bulk import moment_for, statement_for
from trunkline.domains.usage.store.rows import EVENT_COLUMNS
from trunkline.entrypoints.http import build_app
from trunkline.entrypoints.wiring import running_program
from trunkline.infra.actor import Actor, ActorKind, system_actor
from trunkline.infra.config import Config, load_config
from trunkline.infra.db import metadata, open_database
from trunkline.infra.program import Program
from trunkline.infra.telemetry import configure_logging
from trunkline.infra.web import Identity
from trunkline.kernel.ids import CompanyId
from trunkline.kernel.money import Currency

BATCH = 1_000


async def open_shop(config: Config) -> CompanyId:
    """Tables, catalogue, and a company that has subscribed to every module on its first plan."""
    async with running_program(config) as program:
        async with program.database.write() as connection:
            await connection.run_sync(metadata.create_all)
        async with program.scope(system_actor("benchmark")) as scope:
            await marketplace.install_catalogue(scope)
        return await subscribe_to_all(program)


async def subscribe_to_all(program: Program) -> CompanyId:
    """A company that subscribes to every module on its first plan."""
    async with program.scope(system_actor("benchmark")) as scope:
        profile = BillingProfile(legal_name="Bench", email="b@example.org", country="DE", tax_rate=Decimal("0.19"))
        company = await tenants.create_company(
            scope,
            slug="bench",
            name="Bench",
            zone="Europe/Berlin",
            currency=Currency.of("EUR"),
            billing_profile=profile,
        )
    async with program.scope(system_actor("benchmark"), company_id=company.id) as scope:
        for module in await catalogue.modules(scope):
            await marketplace.start_subscription(scope, module.plans[0].id)
    return company.id


async def raw_insert(config: Config, company: str, batches: int, size: int = BATCH) -> float:
    """Seconds for `batches` bulk inserts of made-up events by the bare driver, each with its commit."""
    prepared = [row for _ in range(batches) for row in _raw_rows(company, config.dialect, size)]
    return await insert_raw(config, usage_event, EVENT_COLUMNS, prepared, size)


async def insert_raw(
    config: Config, table: Table, names: Sequence[str], rows: Sequence[tuple[object, ...]], size: int = BATCH
) -> float:
    """Seconds for inserting `rows`, `size` to a commit, by the bare driver: the product's own statement and nothing else."""
    prepared = [rows[place : place + size] for place in range(0, len(rows), size)]
    database = open_database(config)
    statement = statement_for(table, tuple(names), config.dialect)
    async with database.engine.connect() as connection:
        driver = (await connection.get_raw_connection()).driver_connection
        assert driver is not None
        begun = time.perf_counter()
        for batch in prepared:
            if config.dialect == "postgresql":
                await driver.execute(statement, *map(list, zip(*batch, strict=True)))
            elif config.dialect == "sqlite":
                await driver.execute("BEGIN IMMEDIATE")
                await driver.executemany(statement, batch)
                await driver.commit()
            else:
                async with driver.cursor() as cursor:
                    await cursor.executemany(statement, batch)
                await driver.commit()
        seconds = time.perf_counter() - begun
    await database.close()
    return seconds


def _raw_rows(company: str, dialect: str, size: int) -> list[tuple[object, ...]]:
    now = moment_for(dialect)(datetime.now(UTC))
    ids = (f"sub_{'0' * 26}", f"pri_{'0' * 26}")
    return sorted(
        (
            *(company, "raw", str(uuid.uuid4()), "sms_messages", now, 1_000_000, f"mod_{'0' * 26}", *ids, now),
            *(0, 0, 0, 0, None, 1 << 62, now),
        )
        for _ in range(size)
    )


@contextmanager
def serving(config: Config, company: str) -> Iterator[int]:
    """The real server in a process of its own, which takes every request for one of the company's machine; its port."""
    port = free_port()
    where = [config.database_url, str(config.data_dir), company, str(port)]
    process = subprocess.Popen([sys.executable, "-m", "benchmarks.shop", *where])
    try:
        asyncio.run(answering(port))
        yield port
    finally:
        process.terminate()
        process.wait(20)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def _serve(url: str, folder: str, company: str, port: str) -> None:
    config = load_config({}, TRUNKLINE_DATABASE_URL=url, TRUNKLINE_DATA_DIR=folder)
    sender = Identity(
        Actor(ActorKind.api_key, "key_bench", "bench"), CompanyId(company), frozenset({Permission.usage_write}), 1
    )

    async def authenticate(request: Request) -> Identity:
        return sender

    configure_logging("json", "warning")
    async with running_program(config) as program:
        app = build_app(program)
        app.state.authenticate = authenticate
        settings = uvicorn.Config(app, port=int(port), http="httptools", log_level="error", access_log=False)
        await uvicorn.Server(settings).serve()


if __name__ == "__main__":
    asyncio.run(_serve(*sys.argv[1:]))
