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
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Table, event, text

from benchmarks.databases import empty_database
from benchmarks.outcome import Row, number
from trunkline.domains.billing import actions as billing
from trunkline.domains.billing import store
from trunkline.domains.marketplace import actions as marketplace
from trunkline.domains.marketplace import queries as catalogue
from trunkline.domains.tenants import actions as tenants
from trunkline.domains.tenants.model import BillingProfile
from trunkline.domains.usage import actions as usage
from trunkline.domains.usage.model import CallRecordInput, Direction, Disposition
from trunkline.entrypoints.wiring import running_program
from trunkline.infra.actor import system_actor
from trunkline.infra.config import Config
from trunkline.infra.db import metadata
from trunkline.infra.journal import event_log
from trunkline.infra.program import Program
from trunkline.infra.queue import job_table
from trunkline.infra.scope import Scope
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.ids import CompanyId, PlanId
from trunkline.kernel.money import Currency

ENGINES = ("sqlite",)
PROMISE = 0.05
COMPANIES = 1_000
CALLS = 20  # of each
WRITTEN = (store.invoice, store.invoice_line, store.billing_period, store.proration_log, event_log, job_table)
MARCH = datetime(2026, 3, 1, 9, tzinfo=UTC)
ACTOR = system_actor("benchmark")


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
        if config.dialect == "sqlite":  # nobody measures the seeding, so it need not wait for the disk
            event.listen(program.database.engine.sync_engine, "connect", _never_wait)
        await _seed(program, clock, COMPANIES, CALLS)
    async with running_program(config, clock=clock) as program:
        clock.move_to(datetime(2026, 4, 1, 3, tzinfo=UTC))
        outcome = await _run(program)
        again = await billing.run_billing(program.begin_as(ACTOR), date(2026, 4, 1))
        return outcome, len(again.invoices), await _raw(program)


def _never_wait(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA synchronous=OFF")


async def _run(program: Program) -> Outcome:
    _forget_peak()
    before = _peak_mebibytes()
    begun = time.perf_counter()
    summary = await billing.run_billing(program.begin_as(ACTOR), date(2026, 4, 1))
    seconds = time.perf_counter() - begun
    assert not summary.failed, summary.failed[:3]
    return Outcome(len(summary.invoices), summary.lines, seconds, before, _peak_mebibytes())


async def _seed(program: Program, clock: ManualClock, companies: int, calls: int) -> None:
    """Companies that subscribed to a plan with a fee and calls on 1 March, and made their calls in March."""
    async with program.database.write() as connection:
        await connection.run_sync(metadata.create_all)
    async with program.scope(ACTOR) as scope:
        await marketplace.install_catalogue(scope)
        plan_id, meter = await _plan_with_calls(scope)
    ids = [await _company(program, n, plan_id) for n in range(companies)]
    clock.move_to(datetime(2026, 3, 31, 12, tzinfo=UTC))
    for place, company_id in enumerate(ids):
        async with program.scope(ACTOR, company_id=company_id) as scope:
            await usage.record_calls(scope, "pbx", meter, [_call(place, n) for n in range(calls)])
    async with program.database.write() as connection:
        for table in (event_log, job_table):
            await connection.execute(table.delete())


async def _plan_with_calls(scope: Scope) -> tuple[PlanId, str]:
    for module in await catalogue.modules(scope):
        for plan in module.plans:
            meters = [price.meter for price in plan.prices if price.model == "call" and price.currency.code == "EUR"]
            if meters and any(price.timing == "advance" for price in plan.prices):
                assert meters[0] is not None
                return plan.id, meters[0]
    raise AssertionError("the catalogue has no plan with a fee and calls")


async def _company(program: Program, number: int, plan_id: PlanId) -> CompanyId:
    profile = BillingProfile(
        legal_name=f"Company {number} GmbH", email="b@example.org", country="DE", tax_rate=Decimal("0.19")
    )
    async with program.scope(ACTOR) as scope:
        company = await tenants.create_company(
            scope,
            slug=f"company-{number}",
            name=f"Company {number}",
            zone="Europe/Berlin",
            currency=Currency.of("EUR"),
            billing_profile=profile,
        )
    async with program.scope(ACTOR, company_id=company.id) as scope:
        await marketplace.start_subscription(scope, plan_id)
    return company.id


def _call(company: int, number: int) -> CallRecordInput:
    started_at = MARCH + timedelta(hours=number)
    seconds = 15 + (company * 7 + number * 13) % 600
    return CallRecordInput(
        external_id=f"{company}-{number}",
        direction=Direction.inbound,
        caller="+49301234567",
        callee="+49407654321",
        agent="ada",
        started_at=started_at,
        answered_at=started_at,
        ended_at=started_at + timedelta(seconds=seconds),
        duration_seconds=seconds,
        billable_seconds=seconds,
        disposition=Disposition.answered,
    )


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


def _peak_mebibytes() -> float:
    status = Path("/proc/self/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def _forget_peak() -> None:
    """From here on the peak is that of the run; seeding had one of its own."""
    Path("/proc/self/clear_refs").write_text("5")
