"""A company's year, lived in several ways, and what came of it, told without ids so that two lives can be compared."""

from __future__ import annotations

import random
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.conftest import NOON, emptied
from tests.factories import make_module, make_plan, make_profile
from trunkline.domains.billing import actions as billing
from trunkline.domains.billing.model import GrantKind
from trunkline.domains.marketplace import actions as marketplace
from trunkline.domains.marketplace.model.offers.shapes import platform_fee
from trunkline.domains.operations import actions
from trunkline.domains.payments import actions as payments
from trunkline.domains.payments import queries as payment_queries
from trunkline.domains.payments.ports import PaymentProviders, PresentedCard
from trunkline.domains.tenants import actions as tenants
from trunkline.entrypoints.wiring import build_program
from trunkline.infra import journal
from trunkline.infra.config import Config
from trunkline.infra.program import Program
from trunkline.infra.queue import Jobs, Worker
from trunkline.infra.scope import system_actor
from trunkline.kernel.clock import Clock, ManualClock
from trunkline.kernel.ids import CompanyId
from trunkline.kernel.money import Currency
from trunkline.kernel.period import local_midnight, zone_of
from trunkline.providers.connected import Connected
from trunkline.providers.simulator import PaymentSimulator, World

BEGIN = datetime(2026, 1, 31, 9, 30, tzinfo=UTC)
WINTER_ENDS, END = datetime(2026, 3, 1, 9, 30, tzinfo=UTC), datetime(2026, 4, 1, 9, 30, tzinfo=UTC)
BERLIN = zone_of("Europe/Berlin")
# What the company was promised ends in the midst of a day; its trial, told three days before, with a midnight of its own.
CREDITS_END = datetime(2026, 2, 10, 12, 0, tzinfo=UTC)
TRIAL_ENDS = datetime(2026, 2, 13, 23, 0, tzinfo=UTC)
MARKS = (datetime(2026, 1, 31, 10, 0, tzinfo=UTC), CREDITS_END, TRIAL_ENDS - timedelta(days=3), TRIAL_ENDS)
TESTER = system_actor("test")
GOOD, EMPTY, LATE = "pm_card_visa", "pm_card_chargeDeclinedInsufficientFunds", "pm_card_paysAtThirdAttempt"
_ID = re.compile(r"\b[a-z]{3}_[0-7][0-9a-hjkmnp-tv-z]{25}\b")


@dataclass
class Life:
    """A company with its program."""

    program: Program
    clock: ManualClock
    company_id: CompanyId

    async def advance(self, to: datetime) -> None:
        """As the route does, and the worker after it."""
        async with self.program.scope(TESTER) as scope:
            await actions.start_advance(scope, self.company_id, actions.Advance(to=to))
        await Worker(self.program).run_until_idle()

    async def pass_ordinarily(self, until: datetime) -> None:
        """A program that runs: its schedules fire where anything can be due, by the program's own clock. Nothing is tidied up."""
        jobs = Jobs(one for one in self.program.jobs.by_kind.values() if ".forget_" not in one.kind)
        worker = Worker(replace(self.program, jobs=jobs), side_by_side=1)
        await worker.tick()
        while self.clock.now() < until:
            self.clock.move_to(min(await self._next_look(), until))
            await worker.tick()
            await worker.run_until_idle()

    async def _next_look(self) -> datetime:
        """Five past the company's midnight is billed; what ends or lapses, and a payment that is due, is looked at in its hour.

        The minute before catches up with what the schedules would have found nothing to do in until then.
        """
        now = self.clock.now()
        days = [now.astimezone(BERLIN).date() + timedelta(days=number) for number in (0, 1)]
        looks = [local_midnight(day, BERLIN) + timedelta(minutes=5) for day in days]
        looks += [one + timedelta(minutes=minutes) for one in MARKS for minutes in (-1, 2, 5, 20)]
        later = replace(self.program, clock=ManualClock(now + timedelta(days=1)))
        async with later.scope(TESTER, write=False) as scope:
            due = [one.due_at for one in await payment_queries.due_payments(scope, 10)]
        looks += [(moment + timedelta(seconds=59)).replace(second=0, microsecond=0) for moment in due]
        return min(moment for moment in looks if moment > now)

    async def add_card(self, token: str) -> None:
        provider = self.program.port(PaymentProviders).first
        attached = await provider.attach_method(PresentedCard(token))
        async with self.program.scope(TESTER, company_id=self.company_id) as scope:
            await payments.add_method(scope, "simulator", attached, make_default=True)
        await Worker(self.program).run_until_idle()

    async def told(self) -> list[tuple[str, str, Any]]:
        """Every fact of the company's stream, with its time; ids are numbered in the order in which they appear."""
        numbers: dict[str, str] = {}

        def numbered(found: re.Match[str]) -> str:
            return numbers.setdefault(found[0], f"{found[0][:3]}#{len(numbers)}")

        return await self._told(numbered)

    async def told_in_any_order(self) -> list[tuple[str, str, Any]]:
        """By time. What happened at one moment is one of the orders that real time could have brought; ids are left out."""
        told = await self._told(lambda found: found[0][:3])
        return sorted(told, key=lambda one: (one[1], one[0], one[2]))

    async def _told(self, without_id: Callable[[re.Match[str]], str]) -> list[tuple[str, str, Any]]:
        async with self.program.database.read() as connection:
            entries = await journal.read_range(connection, journal.stream_of(self.company_id), 0, 100_000)
        return [
            (entry.kind, entry.at.isoformat(), _ID.sub(without_id, f"{entry.subject} {sorted(entry.payload.items())}"))
            for entry in entries
            if not entry.kind.startswith("test_clock.")
        ]


@asynccontextmanager
async def begun(config: Config, folder: Path, *, own_clock: bool, card: str = GOOD) -> AsyncIterator[Life]:
    """A company that begins on the same moment in each life: by its own clock, or by the program's."""
    await emptied(config)
    clock = ManualClock(NOON if own_clock else BEGIN)
    program = _program(config, folder, clock)
    try:
        yield await _founded(program, clock, own_clock=own_clock, card=card)
    finally:
        await program.database.close()


def _program(config: Config, folder: Path, clock: Clock) -> Program:
    folder.mkdir(exist_ok=True)
    simulator = PaymentSimulator(World(folder / "simulator.sqlite3"), clock, entropy=random.Random(1))
    ports: dict[type[Any], object] = {PaymentProviders: Connected(simulator)}
    return build_program(replace(config, data_dir=folder), clock=clock, entropy=random.Random(1), ports=ports)


async def _founded(program: Program, clock: ManualClock, *, own_clock: bool, card: str) -> Life:
    async with program.scope(TESTER) as scope:
        company = await tenants.create_company(
            scope,
            slug="lab",
            name="Lab",
            zone="Europe/Berlin",
            currency=Currency.of("EUR"),
            billing_profile=make_profile("Lab GmbH"),
            test_clock=BEGIN if own_clock else None,
        )
        at_that_time = scope if not own_clock else replace(scope, now=BEGIN)
        paid = await make_module(at_that_time, "reception", make_plan("small", platform_fee(EUR="31.00")))
        tried = replace(make_plan("tried", platform_fee(EUR="14.00")), trial_days=14)
        trial = await make_module(at_that_time, "assistant", tried)
    life = Life(program, clock, company.id)
    if card:
        await life.add_card(card)
    async with program.scope(TESTER, company_id=company.id) as scope:
        wallet = await billing.open_wallet(scope, billing.NewWallet(name="Welcome", currency=Currency.of("EUR")))
        promised = billing.NewGrant(amount=Decimal(50), priority=1, kind=GrantKind.granted, expires_at=CREDITS_END)
        await billing.grant_credit(scope, wallet.id, promised)
        for module in (paid, trial):
            await marketplace.start_subscription(scope, module.plans[0].id)
    await Worker(program).run_until_idle()
    return life
