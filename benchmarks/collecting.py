"""Invoices collected per second through the real Stripe adapter, from the job that opens the payment to receipt and postings.

The simulated Stripe answers in the same process and at once, and waits for the disk with each charge, so that half of the work measured
is the provider's. Beside it: how long one payment takes with the simulator's default latency of 50 to 400 ms a request.
"""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, date, datetime

from benchmarks.customers import ACTOR, hurry, open_companies
from benchmarks.databases import EVERY_ENGINE, empty_database
from benchmarks.outcome import Row
from trunkline.domains.billing import actions as billing
from trunkline.domains.payments import actions as payments
from trunkline.domains.payments import queries
from trunkline.domains.payments.model import PaymentState
from trunkline.domains.payments.ports import PaymentProviders, PresentedCard
from trunkline.entrypoints.payment_providers import SimulatedProviders
from trunkline.entrypoints.wiring import running_program
from trunkline.infra.config import Config
from trunkline.infra.program import Program
from trunkline.infra.queue import Worker
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.page import PageRequest
from trunkline.providers.simulator import Network, World

ENGINES = EVERY_ENGINE
COMPANIES = 40
PROMISE_SECONDS = 2.0
PROMISE_RATE = 5.0
MARCH, APRIL = datetime(2026, 3, 1, 9, tzinfo=UTC), datetime(2026, 4, 1, 3, tzinfo=UTC)


def rows(engine: str) -> list[Row]:
    with empty_database(engine) as config:
        rate, slowest = asyncio.run(_measure(config))
    return [
        Row("invoices collected through Stripe's adapter", engine, rate, "payments/s", "5/s", rate / PROMISE_RATE, 1),
        Row("… one payment, default latency", engine, slowest, "s", "2 s", PROMISE_SECONDS / slowest, 1),
    ]


async def _measure(config: Config) -> tuple[float, float]:
    clock = ManualClock(MARCH)
    async with running_program(config, clock=clock) as program:
        hurry(program)
        companies, _ = await open_companies(program, COMPANIES)
        await _connect(program, clock, None)
        for company_id in companies:
            attached = await program.port(PaymentProviders).first.attach_method(PresentedCard("pm_card_visa"))
            async with program.scope(ACTOR, company_id=company_id) as scope:
                await payments.add_method(scope, "stripe", attached, make_default=True)
    async with running_program(config, clock=clock) as program:
        worker = Worker(program)
        await _connect(program, clock, None)
        await worker.run_until_idle()
        rate = await _collect(program, worker, clock, APRIL)
        haste = Network(latency_seconds_min=0.05, latency_seconds_max=0.4, timeout_seconds=2.0)
        await _connect(program, clock, haste)
        slowest = await _one(program, worker, clock)
    return rate, slowest


async def _connect(program: Program, clock: ManualClock, network: Network | None) -> None:
    world = World(program.config.data_dir / "simulator.sqlite3")
    ports = program.ports
    assert isinstance(ports, dict)
    ports[PaymentProviders] = SimulatedProviders(world, clock, network=network).connected


async def _collect(program: Program, worker: Worker, clock: ManualClock, at: datetime) -> float:
    """Bill everybody, then let the jobs collect; payments per second of the second."""
    clock.move_to(at)
    await billing.run_billing(program.begin_as(ACTOR), date(2026, 4, 1))
    begun = time.perf_counter()
    await worker.run_until_idle()
    seconds = time.perf_counter() - begun
    async with program.scope(ACTOR, write=False) as scope:
        page = await queries.payments(scope, PageRequest(100), state=PaymentState.succeeded)
    assert len(page.items) == COMPANIES, f"{len(page.items)} of {COMPANIES} were collected"
    return COMPANIES / seconds


async def _one(program: Program, worker: Worker, clock: ManualClock) -> float:
    """Seconds from the job to the receipt of the slowest of the next invoices, one by one."""
    clock.move_to(datetime(2026, 5, 1, 3, tzinfo=UTC))
    slowest = 0.0
    async with program.scope(ACTOR, write=False) as scope:
        page = await queries.payments(scope, PageRequest(5))
    for one in page.items:
        await billing.run_billing(program.begin_as(ACTOR), date(2026, 5, 1), company_id=one.payment.company_id)
        begun = time.perf_counter()
        await worker.run_until_idle()
        slowest = max(slowest, time.perf_counter() - begun)
    return slowest
