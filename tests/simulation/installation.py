"""A program, both simulated providers, and two clocks: the providers' is right, ours may be ahead or behind.

The program can die and be opened again, on the same database and the same providers' books, as a process is started again. Others, which
only work, can be hired beside it: each is a process of its own, and dies its own death.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

import httpx2
from fastapi import FastAPI

from tests.conftest import NOON, shared_database
from tests.simulation.fate import MAIN, Death, Fate, Odds, Way, as_process
from tests.simulation.turns import by_turns, crowded
from trunkline.domains.payments.ports import PaymentProviders
from trunkline.entrypoints.http import build_app
from trunkline.entrypoints.payment_providers import SimulatedProviders
from trunkline.entrypoints.wiring import build_program
from trunkline.infra.config import Config
from trunkline.infra.program import Program
from trunkline.infra.queue import Jobs, Worker
from trunkline.infra.stripe_settings import StripeSettings
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.errors import Problem
from trunkline.providers.connected import Connected
from trunkline.providers.paypal import PayPalPayments
from trunkline.providers.simulator import World
from trunkline.providers.simulator.paypal_api import Delivery
from trunkline.providers.simulator.paypal_api.events import Faults as PayPalFaults
from trunkline.providers.simulator.stripe_api import Drills, Faults, InProcess
from trunkline.providers.stripe import StripePayments

KEYS = StripeSettings("sk_test_simulated", ("whsec_simulated",), "pk_test_simulated")
# What these do on schedule has nothing to do with payments: most of a life's jobs would be theirs.
ELSEWHERE = (
    "access.",
    "billing.charge",
    "billing.expire",
    "billing.run",
    "ledger.",
    "marketplace.",
    "operations.",
    "usage.",
)


class OurClock:
    """The right time and an error."""

    def __init__(self, right: ManualClock) -> None:
        self._right = right
        self.error = timedelta(0)

    def now(self) -> datetime:
        return self._right.now() + self.error


@dataclass
class Process:
    """One that runs the program: its adapters, and a worker that does one job at a time."""

    name: str
    program: Program
    stripe: StripePayments
    paypal: PayPalPayments
    connected: Connected
    worker: Worker

    async def work(self) -> int:
        """Do what the calendar asks for, and every job that is due."""
        await self.worker.tick()
        return await self.worker.run_until_idle()


class Installation:
    main: Process

    def __init__(self, config: Config, seed: int) -> None:
        chance = Random(f"{seed}/installation")
        lost, twice, late, reordered = (chance.choice([0.0, 0.1, 0.4]) for _ in range(4))
        self.config, self.seed, self.lives = config, seed, 0
        self.time = ManualClock(NOON)
        self.clock = OurClock(self.time)
        self.fate = Fate(seed, Odds.drawn(chance))
        self.takes_ipn = chance.random() < 0.5
        world = World(config.data_dir / "simulator.sqlite3")
        faults = Faults(seed, duplicate=twice, late=late, reordered=reordered, lost=lost)
        self.both = SimulatedProviders(world, self.time, pages_at="http://testserver", faults=faults)
        self.both.paypal.faults = PayPalFaults(seed, lost=lost, duplicated=twice, late=late, reordered=reordered)
        self.drills = Drills(self.both.stripe)

    @property
    def program(self) -> Program:
        return self.main.program

    @property
    def stripe(self) -> StripePayments:
        return self.main.stripe

    @property
    def paypal(self) -> PayPalPayments:
        return self.main.paypal

    @property
    def connected(self) -> Connected:
        return self.main.connected

    async def open(self) -> None:
        """The process that everybody talks to starts."""
        self.main = self._start(MAIN)
        self._leave = self.fate.watch(self.program.database.engine)
        self._app: FastAPI | None = None

    async def close(self) -> None:
        self._leave()
        await self.program.database.close()

    async def work(self) -> int:
        return await self.main.work()

    async def crowd(
        self, workers: int, meanwhile: Sequence[Coroutine[Any, Any, object]], deaths: Sequence[int | None]
    ) -> str:
        """Everybody works at once: those hired, and the main process, which does something else besides.

        `deaths` is by worker: within how many points it dies.
        """
        hired = [self._start(f"worker {number}") for number in range(workers)]
        for process, points in zip(hired, deaths, strict=True):
            if points is not None:
                self.fate.let_die(points, process.name)
        with crowded():
            done = await asyncio.gather(
                *(_as(one.name, one.work()) for one in hired),
                *(_as(MAIN, one) for one in (self.work(), *meanwhile)),
                return_exceptions=True,
            )
        for process in hired:
            self.fate.reborn(process.name)
        for one in done:
            if isinstance(one, BaseException) and not isinstance(one, Death | Problem):
                raise one
        made = [one for one in done[: workers + 1] if isinstance(one, int)]
        return f"{made} jobs, {sum(isinstance(one, Death) for one in done)} died"

    async def deliver(self) -> int:
        """The notices that are due come to our door; some installations are told by IPN as well."""
        if self._app is None:
            self._app = build_app(self.program)
        transport = httpx2.ASGITransport(app=self._app, raise_app_exceptions=False)
        async with httpx2.AsyncClient(transport=transport, base_url="http://testserver") as door:
            sent = await self.both.deliver(door, self.time.now())
            if self.takes_ipn:
                sent += await self.both.paypal.deliver_due(_ipn(door), "ipn")
        if self.fate.is_dead:
            raise Death
        return sent

    def settle(self) -> int:
        """What takes banks and PayPal's reviewers days: what is pending comes to its end, and some refunds come back."""
        paypal = self.both.paypal
        with paypal.reading() as page:
            captures = [one["id"] for one in page.all("capture") if one["status"] == "PENDING"]
            refunds = [one["id"] for one in page.all("refund") if one["status"] == "PENDING"]
        for capture in captures:
            paypal.settle_capture(capture, "DECLINED" if _third(capture) else "COMPLETED")
        for refund in refunds:
            paypal.settle_refund(refund, "FAILED" if _third(refund) else "COMPLETED")
        return len(captures) + len(refunds) + self.drills.settle_refunds()

    def _start(self, name: str) -> Process:
        """What a process draws by chance follows from how many there were before."""
        self.lives += 1
        self.fate.reborn(name)
        sim = self.both.paypal
        stripe = StripePayments(KEYS, self.clock, transport=Way(self.fate, InProcess(self.both.stripe)))
        way = Way(self.fate, httpx2.ASGITransport(app=sim.app))
        paypal = PayPalPayments(sim.settings, self.clock, way, sim.trust)
        connected = Connected(stripe, paypal)
        made = build_program(
            self.config,
            clock=self.clock,
            entropy=Random(f"{self.seed}/{self.lives}"),
            ports={PaymentProviders: connected, SimulatedProviders: self.both},
        )
        # The engine keeps what it has learnt of our statements; its connections are new ones.
        database = shared_database(self.config)
        by_turns(database.engine)
        program = replace(made, database=database, jobs=_ours(made.jobs))
        worker = Worker(program, side_by_side=1, name=f"worker-{self.lives}")
        return Process(name, program, stripe, paypal, connected, worker)


def _ours(jobs: Jobs) -> Jobs:
    return Jobs(one for one in jobs.by_kind.values() if not (one.every and one.kind.startswith(ELSEWHERE)))


async def _as(process: str, what: Coroutine[Any, Any, object]) -> object:
    with as_process(process):
        return await what


def _ipn(door: httpx2.AsyncClient) -> Any:
    async def post(delivery: Delivery) -> int:
        path = "/api/v1/webhooks/paypal/ipn"
        return (await door.post(path, content=delivery.body, headers=delivery.headers)).status_code

    return post


def _third(reference: str) -> bool:
    """True of a third of all references."""
    return int(reference, 36) % 3 == 0
