"""The till of the payment journeys, with Stripe's adapter and the simulated Stripe where the plain simulator stands otherwise.

It keeps the name `simulator`, so that the journeys need not know.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest

from tests.domains.payments.conftest import TESTER, Till
from tests.factories import make_company
from trunkline.domains.payments.model import AttachedMethod
from trunkline.domains.payments.ports import PaymentProviders, PresentedCard
from trunkline.infra.program import Program
from trunkline.infra.stripe_settings import StripeSettings
from trunkline.kernel.clock import ManualClock
from trunkline.providers.connected import Connected
from trunkline.providers.simulator import World
from trunkline.providers.simulator.cards import find_card
from trunkline.providers.simulator.stripe_api import InProcess, StripeApi
from trunkline.providers.stripe import StripePayments


class StripeInstead(StripePayments):
    """Takes the journeys' card numbers for the test tokens of Stripe that they stand for."""

    name = "simulator"

    def __init__(self, world: World, clock: ManualClock) -> None:
        super().__init__(StripeSettings("sk_test_journeys"), clock, transport=InProcess(StripeApi(world, clock)))
        self.world = world

    async def attach_method(self, card: PresentedCard) -> AttachedMethod:
        found = find_card(card.token)
        return await super().attach_method(PresentedCard(found.token) if found else card)


@pytest.fixture
def make_till(program: Program, clock: ManualClock) -> Callable[[], Any]:
    numbers = itertools.count(1)

    async def make() -> Till:
        async with program.scope(TESTER) as scope:
            company_id = (await make_company(scope, f"payer-{next(numbers)}")).id
        ports: Any = program.ports
        simulator: Any = StripeInstead(World(program.config.data_dir / "simulator.sqlite3"), clock)
        ports[PaymentProviders] = Connected(simulator)
        return Till(program, clock, simulator, company_id)

    return make


@pytest.fixture
async def till(make_till: Callable[[], Any]) -> Till:
    made: Till = await make_till()
    return made
