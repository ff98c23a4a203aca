"""A company with an invoice, a card of one's choice, and the simulator's books to compare ours with."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest

from tests.conftest import run_jobs
from tests.factories import make_company
from trunkline.domains.billing import actions as billing_actions
from trunkline.domains.billing import queries as billing
from trunkline.domains.billing import store as billing_store
from trunkline.domains.billing.events import InvoiceIssued
from trunkline.domains.billing.model import Invoice, InvoiceState, Party
from trunkline.domains.payments import actions, queries
from trunkline.domains.payments.model import PaymentMethod
from trunkline.domains.payments.ports import PaymentProvider, PaymentProviders, PresentedCard
from trunkline.domains.payments.queries import PaymentDetails
from trunkline.infra import journal
from trunkline.infra.program import Program
from trunkline.infra.queue import Jobs, Worker
from trunkline.infra.scope import Scope, system_actor
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.ids import CompanyId, InvoiceId
from trunkline.kernel.money import Currency, Money
from trunkline.providers.connected import Connected
from trunkline.providers.simulator import PaymentSimulator, World

EUR = Currency.of("EUR")
DUE = Money(11900, EUR)
TESTER = system_actor("test")
ROOMS = ("billing.", "ledger.", "payments.")


@dataclass
class Till:
    """The room as a test sees it: our side, the provider's side, and the clock."""

    program: Program
    clock: ManualClock
    simulator: PaymentSimulator
    company_id: CompanyId
    provider: PaymentProvider = field(init=False)

    def __post_init__(self) -> None:
        self.provider = self.simulator

    @property
    def world(self) -> World:
        return self.simulator.world

    async def add_card(self, card: str, *, make_default: bool = False) -> PaymentMethod:
        attached = await self.simulator.attach_method(PresentedCard(card))
        async with self.program.scope(TESTER, company_id=self.company_id) as scope:
            return await actions.add_method(scope, "simulator", attached, make_default=make_default)

    async def issue(self, total: Money = DUE) -> InvoiceId:
        async with self.program.scope(TESTER, company_id=self.company_id) as scope:
            invoice = await _invoice(scope, total)
            await billing_store.insert_invoice(scope, invoice)
            scope.announce(_issued(invoice))
        return invoice.id

    async def void(self, invoice_id: InvoiceId) -> None:
        async with self.program.scope(TESTER, company_id=self.company_id) as scope:
            await billing_actions.void_invoice(scope, invoice_id)

    async def run(self) -> None:
        await run_jobs(self.program)

    async def sweep(self, after: timedelta = timedelta(0)) -> None:
        """Let time pass, then do what the calendar and the clock ask for."""
        await let_pass(self.program, self.clock, after)

    async def payments(self, invoice_id: InvoiceId) -> list[PaymentDetails]:
        async with self.program.scope(TESTER, company_id=self.company_id, write=False) as scope:
            return await queries.payments_of_invoice(scope, invoice_id)

    async def payment(self, invoice_id: InvoiceId) -> PaymentDetails:
        (only,) = await self.payments(invoice_id)
        return only

    async def invoice(self, invoice_id: InvoiceId) -> Invoice:
        async with self.program.scope(TESTER, company_id=self.company_id, write=False) as scope:
            return await billing.invoice(scope, invoice_id)

    async def facts(self, kind: str = "") -> list[journal.Entry]:
        async with self.program.database.read() as connection:
            entries = await journal.read_range(connection, journal.stream_of(self.company_id), 0, 1000)
        return [entry for entry in entries if entry.kind.startswith(kind)]

    def money_at_the_provider(self) -> Money:
        return self.world.balance(EUR)


def of_money_alone(program: Program) -> Program:
    """The program with the schedules of the rooms that money goes through: what the clock asks of the others is tested there."""
    jobs = (
        one if one.kind.startswith(ROOMS) else replace(one, every=None, alarm=None)
        for one in program.jobs.by_kind.values()
    )
    return replace(program, jobs=Jobs(jobs))


async def let_pass(program: Program, clock: ManualClock, time: timedelta) -> None:
    """Time passes, and the minute after it; then comes what it asks for."""
    clock.advance(time)
    await Worker(program).tick()
    clock.advance(timedelta(seconds=60))  # what runs each minute does so on the next full one
    await Worker(program).tick()
    await run_jobs(program)


async def _invoice(scope: Scope, total: Money) -> Invoice:
    """An issued invoice over `total`. How billing comes to issue one is tested there."""
    today = scope.now.date()
    return Invoice(
        id=scope.new_id(InvoiceId),
        company_id=scope.company,
        company_name="Nordlicht",
        legal_entity="operator",
        number=f"TL-2026-{await billing_store.take_serial(scope, 'operator'):06d}",
        state=InvoiceState.issued,
        currency=total.currency,
        subtotal=total,
        tax=Money.zero(total.currency),
        total=total,
        paid=Money.zero(total.currency),
        credited=Money.zero(total.currency),
        issued_at=scope.now,
        due_at=scope.now + timedelta(days=14),
        paid_at=None,
        voided_at=None,
        period_start=scope.now,
        period_end=scope.now,
        first_day=today,
        last_day=today,
        zone="Europe/Berlin",
        locale="en",
        bill_to=Party(name="Nordlicht GmbH", address_lines=("Hafenstraße 7",), postal_code="20457", city="Hamburg"),
        issuer=Party(name="Trunkline Operator", tax_id="DE1"),
    )


def _issued(invoice: Invoice) -> InvoiceIssued:
    assert invoice.number is not None
    assert invoice.due_at is not None
    return InvoiceIssued(
        company_id=invoice.company_id,
        subject=invoice.id,
        number=invoice.number,
        total=invoice.total,
        due_at=invoice.due_at,
    )


@pytest.fixture
def make_till(program: Program, clock: ManualClock) -> Callable[[], Any]:
    """Makes a till for a new company."""

    numbers = itertools.count(1)

    async def make() -> Till:
        async with program.scope(TESTER) as scope:
            company_id = (await make_company(scope, f"payer-{next(numbers)}")).id
        ports: Any = program.ports
        simulator = PaymentSimulator(World(program.config.data_dir / "simulator.sqlite3"), clock)
        ports[PaymentProviders] = Connected(simulator)
        return Till(of_money_alone(program), clock, simulator, company_id)

    return make


@pytest.fixture
async def till(make_till: Callable[[], Any]) -> Till:
    made: Till = await make_till()
    return made
