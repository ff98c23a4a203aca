"""Which payment providers an installation is connected to: those whose keys it was given, or the simulator where it has none.

The demo's money runs through the real adapters: the simulator speaks Stripe's and PayPal's dialects to them within this process, keeps
their books in a file of its own, and sends its notices to this installation's own door.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import datetime

import httpx2
import structlog
from fastapi import FastAPI
from starlette.types import ASGIApp

from trunkline.infra.config import Config
from trunkline.infra.program import Program
from trunkline.infra.stripe_settings import StripeSettings
from trunkline.kernel.clock import Clock
from trunkline.providers.connected import Connected
from trunkline.providers.paypal import PayPalPayments
from trunkline.providers.simulator import Network, PaymentSimulator, World
from trunkline.providers.simulator.paypal_api import Delivery, PayPalSimulator
from trunkline.providers.simulator.stripe_api import Endpoint, Faults, InProcess, StripeApi, deliver_due
from trunkline.providers.stripe import StripePayments

log = structlog.get_logger("trunkline.simulator")

BOOKS = "simulator.sqlite3"
# Keys of an account that exists nowhere.
_STRIPE = StripeSettings("sk_test_simulated", ("whsec_simulated",), "pk_test_simulated")
_HASTE = Network(latency_seconds_min=0.05, latency_seconds_max=0.4, timeout_seconds=2.0)


class SimulatedProviders:
    """Simulated Stripe and PayPal over one world, and the real adapters that talk to them."""

    def __init__(
        self,
        world: World,
        clock: Clock,
        *,
        network: Network | None = None,
        pages_at: str = "",
        faults: Faults | None = None,
    ) -> None:
        self.world = world
        self.stripe = StripeApi(world, clock, pages_at=f"{pages_at}/simulator/stripe", network=network, faults=faults)
        self.paypal = PayPalSimulator(world, clock, pages=f"{pages_at}/simulator/paypal")
        self.connected = Connected(
            StripePayments(_STRIPE, clock, transport=InProcess(self.stripe)),
            self.paypal.payments(),
            PaymentSimulator(world, clock, network),
        )

    def in_the_past(self, clock: Clock) -> Connected:
        """The same world by another clock, answering at once and telling nobody: for loading a history."""
        return SimulatedProviders(self.world, clock, faults=Faults(lost=1.0)).connected

    def mount(self, app: FastAPI) -> None:
        """Their HTTP, with the pages that a payer sees."""
        app.mount("/simulator/stripe", self.stripe)
        app.mount("/simulator/paypal", self.paypal.app)

    async def deliver(self, client: httpx2.AsyncClient, now: datetime) -> int:
        """Send the notices that are due to our own door; how many were sent."""
        await asyncio.to_thread(self.stripe.run_due)
        await asyncio.to_thread(self.paypal.run_due)
        endpoint = Endpoint("/api/v1/webhooks/stripe", _STRIPE.webhook_secrets)
        sent = await deliver_due(self.world, endpoint, now, client)

        async def post(delivery: Delivery) -> int:
            path = "/api/v1/webhooks/paypal" + ("/ipn" if delivery.channel == "ipn" else "")
            return (await client.post(path, content=delivery.body, headers=delivery.headers)).status_code

        return sent + await self.paypal.deliver_due(post)


def connect_payments(config: Config, clock: Clock) -> tuple[Connected, SimulatedProviders | None]:
    """Whom the keys in the environment name; the simulator alone without any, in the demo by both of its dialects."""
    stripe = [] if config.stripe is None else [StripePayments(config.stripe, clock)]
    paypal = [] if config.paypal is None else [PayPalPayments(config.paypal, clock)]
    if stripe or paypal:
        return Connected(*stripe, *paypal), None
    world = World(config.data_dir / BOOKS)
    if not config.demo:
        return Connected(PaymentSimulator(world, clock, _HASTE)), None
    simulated = SimulatedProviders(world, clock, network=_HASTE, pages_at=config.public_url)
    return simulated.connected, simulated


async def keep_notices_arriving(
    program: Program, simulated: SimulatedProviders, app: ASGIApp, stop: asyncio.Event
) -> None:
    """Deliver what the simulated providers have to tell, each second until `stop` is set."""
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url=program.config.public_url) as client:
        while not stop.is_set():
            try:
                await simulated.deliver(client, program.clock.now())
            except OSError as error:  # a full disk must not end the demo
                log.warning("notices_not_delivered", detail=str(error))
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), 1.0)
