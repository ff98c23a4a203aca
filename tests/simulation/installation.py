"""A program, both simulated providers, and two clocks: the providers' is right, ours may be ahead or behind.

The program can die and be opened again, on the same database and the same providers' books, as a process is started again.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import httpx2

from tests.conftest import NOON, shared_database
from tests.simulation.fate import Death, Fate, Odds, Way
from trunkline.domains.payments.ports import PaymentProviders
from trunkline.entrypoints.http import build_app
from trunkline.entrypoints.payment_providers import SimulatedProviders
from trunkline.entrypoints.wiring import build_program
from trunkline.infra.config import Config
from trunkline.infra.program import Program
from trunkline.infra.queue import Worker
from trunkline.infra.stripe_settings import StripeSettings
from trunkline.kernel.clock import ManualClock
from trunkline.providers.connected import Connected
from trunkline.providers.paypal import PayPalPayments
from trunkline.providers.simulator import World
from trunkline.providers.simulator.paypal_api.events import Faults as PayPalFaults
from trunkline.providers.simulator.stripe_api import Drills, Faults, InProcess
from trunkline.providers.stripe import StripePayments

KEYS = StripeSettings("sk_test_simulated", ("whsec_simulated",), "pk_test_simulated")


class OurClock:
    """The right time and an error."""

    def __init__(self, right: ManualClock) -> None:
        self._right = right
        self.error = timedelta(0)

    def now(self) -> datetime:
        return self._right.now() + self.error


class Installation:
    program: Program
    stripe: StripePayments
    paypal: PayPalPayments
    connected: Connected

    def __init__(self, config: Config, seed: int) -> None:
        chance = Random(f"{seed}/installation")
        lost, twice, late, reordered = (chance.choice([0.0, 0.1, 0.4]) for _ in range(4))
        self.config, self.seed, self.lives = config, seed, 0
        self.time = ManualClock(NOON)
        self.clock = OurClock(self.time)
        self.fate = Fate(seed, Odds.drawn(chance))
        world = World(config.data_dir / "simulator.sqlite3")
        faults = Faults(seed, duplicate=twice, late=late, reordered=reordered, lost=lost)
        self.both = SimulatedProviders(world, self.time, pages_at="http://testserver", faults=faults)
        self.both.paypal.faults = PayPalFaults(seed, lost=lost, duplicated=twice, late=late, reordered=reordered)
        self.drills = Drills(self.both.stripe)

    async def open(self) -> None:
        """A process starts."""
        self.lives += 1
        self.fate.reborn()
        sim = self.both.paypal
        self.stripe = StripePayments(KEYS, self.clock, transport=Way(self.fate, InProcess(self.both.stripe)))
        way = Way(self.fate, httpx2.ASGITransport(app=sim.app))
        self.paypal = PayPalPayments(sim.settings, self.clock, way, sim.trust)
        self.connected = Connected(self.stripe, self.paypal)
        program = build_program(
            self.config,
            clock=self.clock,
            entropy=Random(f"{self.seed}/{self.lives}"),
            ports={PaymentProviders: self.connected, SimulatedProviders: self.both},
        )
        # The engine keeps what it has learnt of our statements; its connections are new ones.
        self.program = replace(program, database=shared_database(self.config))
        self._leave = self.fate.watch(self.program.database.engine)
        self._door = httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app=build_app(self.program), raise_app_exceptions=False),
            base_url="http://testserver",
        )
        self._worker = Worker(self.program, side_by_side=1, name=f"worker-{self.lives}")

    async def close(self) -> None:
        self._leave()
        await self.program.database.close()

    async def work(self) -> int:
        """Do what the calendar asks for, and every job that is due."""
        await self._worker.tick()
        return await self._worker.run_until_idle()

    async def deliver(self) -> int:
        """The notices that are due come to our door."""
        sent = await self.both.deliver(self._door, self.time.now())
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


def _third(reference: str) -> bool:
    """True of a third of all references."""
    return int(reference, 36) % 3 == 0
