"""A company, a module with plans to choose from, and the subscription that a test is about."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

import pytest

from tests.factories import make_company, make_module, make_plan
from trunkline.domains.marketplace.model import Grain, Module, Plan
from trunkline.domains.marketplace.model.offers.shapes import calls, each, metered, platform_fee
from trunkline.domains.marketplace.model.offers.voice import RECEPTIONIST_CALLS
from trunkline.domains.tenants.model import Company
from trunkline.infra import journal
from trunkline.infra.program import Program
from trunkline.infra.scope import system_actor
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.period import Cycle, Interval

TEST = system_actor("test")


@dataclass(frozen=True)
class Shop:
    """`plans` by slug: small, large, second, other_second and yearly of one module; company and operator's clock beside it."""

    company: Company
    module: Module
    plans: dict[str, Plan]
    clock: ManualClock

    def at(self, moment: str) -> None:
        """It is now `moment`."""
        self.clock.move_to(datetime.fromisoformat(moment))


@pytest.fixture
async def shop(program: Program, clock: ManualClock) -> Shop:
    """It is Monday 2 March 2026, 13:00 in Berlin."""
    by_minute = calls("0.01", (0, 60, "0.10"))
    offers = (
        make_plan(
            "small", platform_fee(EUR="31.00", USD="35"), metered(RECEPTIONIST_CALLS, "calls", "Calls", EUR=by_minute)
        ),
        make_plan("large", platform_fee(EUR="62.00"), metered(RECEPTIONIST_CALLS, "calls", "Calls", EUR=each("0.05"))),
        make_plan("second", proration=Grain.second),
        make_plan("other-second", proration=Grain.second),
        make_plan("yearly", cycle=Cycle(Interval.year)),
    )
    async with program.scope(TEST) as scope:
        company = await make_company(scope)
        module = await make_module(scope, "reception", *offers)
    return Shop(company, module, {plan.slug: plan for plan in module.plans}, clock)


Kinds = Callable[[], Awaitable[list[str]]]


@pytest.fixture
def told(program: Program, shop: Shop) -> Kinds:
    """The kinds of the facts in the company's stream, after the one that it was created."""

    async def kinds() -> list[str]:
        async with program.database.read() as connection:
            entries = await journal.read_range(connection, f"company:{shop.company.id}", 1, 100)
        return [entry.kind for entry in entries]

    return kinds
