"""Importing a file of call records, as `trunkline calls import` does, against the bare insertion of the rows that it leaves behind.

The action reads, checks, rates and totals each call. Raw writes the same rows into the emptied table with the same keys, in the same
batches of 1,000 with one durable commit each.
"""

from __future__ import annotations

import asyncio
import io
import statistics
import time
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete

from benchmarks.databases import EVERY_ENGINE, empty_database
from benchmarks.outcome import Row, median_ratio, number
from benchmarks.shop import insert_raw, open_shop
from trunkline.domains.usage.actions import import_calls
from trunkline.domains.usage.store import call_record
from trunkline.entrypoints.wiring import running_program
from trunkline.infra.actor import system_actor
from trunkline.infra.config import Config
from trunkline.infra.program import Program
from trunkline.kernel.ids import CompanyId
from trunkline.providers.telephony.asterisk import AsteriskReader

ENGINES = EVERY_ENGINE
PROMISE = 0.2
ROUNDS = 3
CALLS = 10_000


def rows(engine: str) -> list[Row]:
    with empty_database(engine) as config:
        company = asyncio.run(open_shop(config))
        imported, raw = asyncio.run(_take_turns(config, company))
    against = f"raw bulk insert {number(statistics.median(raw))} rows/s"
    figure = statistics.median(imported)
    return [Row("import of call records", engine, figure, "rows/s", against, median_ratio(imported, raw), PROMISE)]


async def _take_turns(config: Config, company: CompanyId) -> tuple[list[float], list[float]]:
    imported: list[float] = []
    raw: list[float] = []
    async with running_program(config) as program:
        for number_of_round in range(ROUNDS):
            imported.append(CALLS / await _import(program, company, _file(number_of_round)))
            kept = await _rows_there(program)
            assert len(kept) == CALLS, "every line is a call"
            raw.append(CALLS / await insert_raw(config, call_record, call_record.c.keys(), kept))
            async with program.database.write() as connection:
                await connection.execute(delete(call_record))
    return imported, raw


async def _import(program: Program, company: CompanyId, file: bytes) -> float:
    begun = time.perf_counter()
    counts = await import_calls(
        program.begin_as(system_actor("benchmark")),
        AsteriskReader(),
        io.BytesIO(file),
        company_id=company,
        source="bench",
        meter="call_seconds",
    )
    seconds = time.perf_counter() - begun
    assert counts.accepted == CALLS, counts
    return seconds


async def _rows_there(program: Program) -> list[tuple[Any, ...]]:
    """As the driver gives them back, in the order of their key; the table is empty afterwards."""
    names = ", ".join(call_record.c.keys())
    async with program.database.write() as connection:
        found = await connection.exec_driver_sql(f"SELECT {names} FROM call_record ORDER BY external_id")  # noqa: S608
        kept = [tuple(row) for row in found]
        await connection.execute(delete(call_record))
    return kept


def _file(number_of_round: int) -> bytes:
    """Three weeks of calls of one to ten minutes, as Asterisk writes them."""
    begin = datetime(2026, 3, 2 + number_of_round, 8)  # noqa: DTZ001 - wall-clock time, as in the file
    return "\n".join(_line(n, begin + timedelta(seconds=180 * n)) for n in range(CALLS)).encode()


def _line(n: int, start: datetime) -> str:
    seconds = 60 + n * 37 % 540
    times = [start, start + timedelta(seconds=5), start + timedelta(seconds=5 + seconds)]
    moments = ",".join(f'"{moment:%Y-%m-%d %H:%M:%S}"' for moment in times)
    head = f'"bank","{1000 + n % 97}","600","from-pstn","""A"" <{n}>","DAHDI/1-{n}","SIP/ADA-{n}","Dial","600"'
    return f'{head},{moments},{5 + seconds},{seconds},"ANSWERED","DOCUMENTATION","{start:%s}.{n}",""'
