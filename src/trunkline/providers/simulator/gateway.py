"""The way to the simulator and back: latency, lost requests, lost answers, outages. The money itself is the world's affair."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass
from random import Random

from trunkline.domains.payments.model import AttachedMethod, Outage, Outcome, RefundOutcome, Unknown
from trunkline.domains.payments.ports import ChargeRequest, PresentedCard, RefundRequest
from trunkline.kernel.clock import Clock
from trunkline.kernel.errors import Invalid, Unavailable
from trunkline.kernel.ids import Entropy
from trunkline.providers.simulator import refunds
from trunkline.providers.simulator.cards import Behaviour, find_card
from trunkline.providers.simulator.world import Traffic, World

_YEARS_VALID = 4


@dataclass(frozen=True, slots=True)
class Network:
    """How slow the way is, in seconds. Latency is drawn per request from `seed` and the request itself, whatever runs beside it."""

    latency_seconds_min: float = 0.0
    latency_seconds_max: float = 0.0
    timeout_seconds: float = 0.0
    seed: int = 0

    async def travel(self, *request: object) -> None:
        drawn = Random(f"{self.seed}/{request}")
        await asyncio.sleep(drawn.uniform(self.latency_seconds_min, self.latency_seconds_max))

    async def time_out(self) -> None:
        await asyncio.sleep(self.timeout_seconds)


class PaymentSimulator:
    """A `PaymentProvider` with `Refunds`. `entropy` makes the method tokens: seeded where a run must be repeatable."""

    name = "simulator"
    is_live = False

    def __init__(
        self, world: World, clock: Clock, network: Network | None = None, entropy: Entropy | None = None
    ) -> None:
        self.world = world
        self._clock = clock
        self._network = network or Network()
        self._entropy = entropy or secrets.SystemRandom()

    async def attach_method(self, card: PresentedCard) -> AttachedMethod:
        await self._reach("attach", card.token)
        found = find_card(card.token)
        if found is None:  # the message must not repeat what was typed: it might be a real card
            raise Invalid("This is none of the simulator's test cards; 4242 4242 4242 4242 and pm_card_visa are.")
        now = self._clock.now()
        token = f"simpm_{self._entropy.getrandbits(96):024x}"
        await asyncio.to_thread(self.world.attach, found, token, now)
        exp_year = now.year - 1 if found.expired else now.year + _YEARS_VALID
        return AttachedMethod(token, "card", found.brand, found.last4, exp_month=12, exp_year=exp_year)

    async def detach_method(self, method_token: str) -> None:
        await self._reach("detach", method_token)
        await asyncio.to_thread(self.world.detach, method_token, self._clock.now())

    async def charge(self, request: ChargeRequest) -> Outcome:
        key, now = request.idempotency_key, self._clock.now()
        card = await asyncio.to_thread(self.world.card_of, request.method_token)
        behaviour = card.behaviour if card else Behaviour()
        traffic = await asyncio.to_thread(self.world.receive, "charge", key, request.method_token, now)
        await self._network.travel("charge", key, traffic.of_key)
        if await self._is_out(behaviour, traffic):
            return Outage("The gateway is not available.")
        if behaviour.loses_request and traffic.of_key == 0:
            return await self._no_answer()
        outcome = await asyncio.to_thread(self.world.charge, request, now)
        if behaviour.delivered_twice:
            outcome = await asyncio.to_thread(self.world.charge, request, now)
        if behaviour.loses_answer and traffic.of_key == 0:
            return await self._no_answer()
        return outcome

    async def look_up(self, request: ChargeRequest) -> Outcome | None:
        await self._network.travel("look_up", request.idempotency_key)
        if await asyncio.to_thread(self.world.is_out):
            return Outage("The gateway is not available.")
        return await asyncio.to_thread(self.world.outcome_of, request.idempotency_key)

    async def refund(self, request: RefundRequest) -> RefundOutcome:
        await self._network.travel("refund", request.idempotency_key)
        if await asyncio.to_thread(self.world.is_out):
            return Outage("The gateway is not available.")
        return await asyncio.to_thread(refunds.refund, self.world, request, self._clock.now())

    async def look_up_refund(self, request: RefundRequest) -> RefundOutcome | None:
        await self._network.travel("look_up_refund", request.idempotency_key)
        if await asyncio.to_thread(self.world.is_out):
            return Outage("The gateway is not available.")
        return await asyncio.to_thread(refunds.look_up_refund, self.world, request.idempotency_key)

    async def _no_answer(self) -> Unknown:
        await self._network.time_out()
        return Unknown("No answer came in time.")

    async def _is_out(self, behaviour: Behaviour, traffic: Traffic) -> bool:
        if behaviour.outages is None or traffic.of_method < behaviour.outages:
            return True
        return await asyncio.to_thread(self.world.is_out)

    async def _reach(self, *request: object) -> None:
        await self._network.travel(*request)
        if await asyncio.to_thread(self.world.is_out):
            raise Unavailable("The payment provider is not available; nothing was changed. Try again in a few minutes.")
