"""A bill run over companies with calls, against the bare insertion of the rows that it leaves behind.

Raw writes the same rows (invoices, lines with their explanations, billed periods, facts, jobs) into the emptied tables of the same
database, with the driver's own statements and one commit per company, and does nothing else: no reading, no rating, no locks. A second
run must issue nothing.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Table, text

from benchmarks.customers import ACTOR, call, forget_peak, hurry, open_companies, peak_mebibytes, record_calls
from benchmarks.databases import empty_database
from benchmarks.outcome import Row, number
from trunkline.domains.billing import actions as billing
from trunkline.domains.billing import store
from trunkline.entrypoints.wiring import running_program
from trunkline.infra.config import Config
from trunkline.infra.journal import event_log
from trunkline.infra.program import Program
from trunkline.infra.queue import job_table
from trunkline.kernel.clock import ManualClock

ENGINES = ("sqlite",)
PROMISE = 0.05
COMPANIES = 1_000
CALLS = 20  # of each
OF_BILLING = (
    store.invoice,
    store.invoice_line,
    store.document_reporting,
    store.billing_period,
    store.proration_log,
)
WRITTEN = (*OF_BILLING, event_log, job_table)
MARCH = datetime(2026, 3, 1, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Outcome:
    invoices: int
    lines: int
    seconds: float
    memory_before: float
    memory_after: float


def rows(engine: str) -> list[Row]:
    with empty_database(engine) as config:
        outcome, again, raw = asyncio.run(_measure(config))
    assert not again, f"a second run issued {again} invoices"
    against = f"raw insertion of the same rows {number(outcome.invoices / raw)} invoices/s"
    figure = outcome.invoices / outcome.seconds
    memory = outcome.memory_after
    return [
        Row(
            f"bill run, {COMPANIES:,} companies", engine, figure, "companies/s", against, raw / outcome.seconds, PROMISE
        ),
        Row(
            "… peak memory",
            engine,
            memory,
            "MiB",
            f"before the run {outcome.memory_before:.0f} MiB",
            outcome.memory_before / memory,
        ),
    ]


async def _measure(config: Config) -> tuple[Outcome, int, float]:
    clock = ManualClock(MARCH)
    async with running_program(config, clock=clock) as program:
        hurry(program)
        await _seed(program, clock, COMPANIES, CALLS)
    async with running_program(config, clock=clock) as program:
        clock.move_to(datetime(2026, 4, 1, 3, tzinfo=UTC))
        outcome = await _run(program)
        again = await billing.run_billing(program.begin_as(ACTOR), date(2026, 4, 1))
        return outcome, len(again.invoices), await _raw(program)


async def _run(program: Program) -> Outcome:
    forget_peak()
    before = peak_mebibytes()
    begun = time.perf_counter()
    summary = await billing.run_billing(program.begin_as(ACTOR), date(2026, 4, 1))
    seconds = time.perf_counter() - begun
    assert not summary.failed, summary.failed[:3]
    return Outcome(len(summary.invoices), summary.lines, seconds, before, peak_mebibytes())


async def _seed(program: Program, clock: ManualClock, companies: int, calls: int) -> None:
    """Companies that subscribed to a plan with a fee and calls on 1 March, and made their calls in March."""
    ids, meter = await open_companies(program, companies)
    clock.move_to(datetime(2026, 3, 31, 12, tzinfo=UTC))
    for place, company_id in enumerate(ids):
        made = [call(f"{place}-{n}", MARCH + timedelta(hours=n), 15 + (place * 7 + n * 13) % 600) for n in range(calls)]
        await record_calls(program, company_id, meter, made)
    async with program.database.write() as connection:
        for table in (event_log, job_table):
            await connection.execute(table.delete())


async def _raw(program: Program) -> float:
    """Seconds for writing what the run wrote, as the driver gave it back, one transaction per company."""
    by_company: dict[str, dict[str, list[tuple[Any, ...]]]] = defaultdict(dict)
    statements = {table.name: _insert(table, program.database.dialect) for table in WRITTEN}
    async with program.database.write() as connection:
        for table in WRITTEN:
            names = ", ".join(table.columns.keys())
            for row in await connection.exec_driver_sql(f"SELECT {names} FROM {table.name}"):  # noqa: S608
                company = row._mapping["company_id"]
                by_company[company].setdefault(table.name, []).append(tuple(row))
        for table in reversed(WRITTEN):
            await connection.execute(text(f"DELETE FROM {table.name}"))  # noqa: S608
    by_company.pop(None, None)  # type: ignore[call-overload]
    begun = time.perf_counter()
    for rows in by_company.values():
        async with program.database.write() as connection:
            for table_name, chosen in rows.items():
                await connection.exec_driver_sql(statements[table_name], chosen)
    return time.perf_counter() - begun


def _insert(table: Table, dialect: str) -> str:
    names = list(table.columns.keys())
    marks = {
        "sqlite": ["?"] * len(names),
        "postgresql": [f"${place}" for place in range(1, len(names) + 1)],
        "mysql": ["%s"] * len(names),
    }[dialect]
    return f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({', '.join(marks)})"  # noqa: S608
