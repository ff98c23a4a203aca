"""Ingest over HTTP by itself, and while another process of the product bills companies on the same database.

Each round: batches alone, the bill run alone for a moment, then both; what is left of either. On SQLite only one process writes at a
time. The bill run holds the database for one company at a time, but whoever waits asks again after a pause instead of standing in a
line, so the promise is a low one there.
"""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from threading import Thread

from benchmarks.customers import ACTOR, call, hurry, open_companies, record_calls
from benchmarks.databases import EVERY_ENGINE, empty_database
from benchmarks.ingest import bodies, over_http
from benchmarks.outcome import Row, number
from benchmarks.shop import serving, subscribe_to_all
from trunkline.domains.billing import actions as billing
from trunkline.domains.usage.model import BATCH_MAX
from trunkline.entrypoints.wiring import running_program
from trunkline.infra.config import Config, load_config
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.ids import CompanyId

ENGINES = EVERY_ENGINE
PROMISES = {"sqlite": 0.15, "postgresql": 0.4, "mariadb": 0.4}
ROUNDS = 4
SENDERS = 4
TURNS_MAX = 15  # of a batch for each sender
INGEST_SECONDS = 1.5
COMPANIES = 300  # more than one round has the time for
CALLS = 80  # of each, over all rounds
MONTH = timedelta(days=31)  # no month is longer: each round bills another one
BILLING_ALONE_SECONDS = 1.0
OPENED = datetime.now(UTC).replace(microsecond=0) - (ROUNDS + 1) * MONTH


def rows(engine: str) -> list[Row]:
    with empty_database(engine) as config:
        company = asyncio.run(_seed(config))
        with serving(config, company) as port:
            asyncio.run(over_http(port, bodies(SENDERS)))  # warms the server
            measured = [_round(config, port, OPENED + (place + 1) * MONTH) for place in range(ROUNDS)]
    ingest, ingest_beside, billed, billed_beside = (list(one) for one in zip(*measured, strict=True))
    kept = statistics.median([beside / alone for alone, beside in zip(ingest, ingest_beside, strict=True)])
    billed_kept = statistics.median([beside / alone for alone, beside in zip(billed, billed_beside, strict=True)])
    alone, run_alone = f"alone {number(statistics.median(ingest))}", f"alone {number(statistics.median(billed))}"
    return [
        Row(
            "ingest while a bill run is on",
            engine,
            statistics.median(ingest_beside),
            "events/s",
            alone,
            kept,
            PROMISES[engine],
        ),
        Row(
            "… the bill run meanwhile", engine, statistics.median(billed_beside), "companies/s", run_alone, billed_kept
        ),
    ]


def _round(config: Config, port: int, moment: datetime) -> tuple[float, float, float, float]:
    """Events per second alone and beside the bill run through `moment`, companies per second alone and beside ingest."""
    alone, turns = _ingest(port, _turns()), _turns()
    with _bill_run(config, moment) as billed:
        begun, before = time.perf_counter(), len(billed)
        time.sleep(BILLING_ALONE_SECONDS)
        middle, billed_alone = time.perf_counter(), len(billed)
        beside = _ingest(port, turns)
        ended, billed_beside = time.perf_counter(), len(billed)
        assert billed_beside < COMPANIES, "the bill run was over before the ingest"
    return alone, beside, (billed_alone - before) / (middle - begun), (billed_beside - billed_alone) / (ended - middle)


def _turns() -> list[list[bytes]]:
    return [bodies(SENDERS) for _ in range(TURNS_MAX)]


def _ingest(port: int, turns: list[list[bytes]]) -> float:
    """Events per second, for `INGEST_SECONDS` or until nothing is left to send."""
    begun, sent = time.perf_counter(), 0
    for batches in turns:
        sent += len(batches) * BATCH_MAX
        asyncio.run(over_http(port, batches))
        if time.perf_counter() - begun > INGEST_SECONDS:
            break
    return sent / (time.perf_counter() - begun)


@contextmanager
def _bill_run(config: Config, moment: datetime) -> Iterator[list[str]]:
    """A process that bills all companies; what grows is a line for each that it has billed. It is ended when it is not needed any more."""
    where = [config.database_url, str(config.data_dir), moment.date().isoformat()]
    command = [sys.executable, "-m", "benchmarks.ingest_while_billing", *where]
    billed: list[str] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        billed.append(process.stdout.readline())
        Thread(target=billed.extend, args=(process.stdout,), daemon=True).start()
        try:
            yield billed
        finally:
            process.terminate()
            process.wait(20)


async def _bill(url: str, folder: str, day: str) -> None:
    config = load_config({}, TRUNKLINE_DATABASE_URL=url, TRUNKLINE_DATA_DIR=folder)

    async def tell(done: int, _known: int) -> None:
        print(done, flush=True)

    async with running_program(config) as program:
        summary = await billing.run_billing(program.begin_as(ACTOR), date.fromisoformat(day), tell)
        assert not summary.failed, summary.failed[:3]


async def _seed(config: Config) -> CompanyId:
    """A company that sends events, and others that subscribed months ago and have made calls ever since."""
    clock = ManualClock(OPENED)
    async with running_program(config, clock=clock) as program:
        hurry(program)
        ids, meter = await open_companies(program, COMPANIES)
        company = await subscribe_to_all(program)
        clock.move_to(datetime.now(UTC))
        apart = ROUNDS * MONTH / CALLS
        for place, company_id in enumerate(ids):
            made = [call(f"{place}-{n}", OPENED + n * apart, 60 + n) for n in range(CALLS)]
            await record_calls(program, company_id, meter, made)
    return company


if __name__ == "__main__":
    asyncio.run(_bill(*sys.argv[1:]))
