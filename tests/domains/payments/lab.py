"""A company whose clock the test moves, an operator at the API, and an invoice over 119.00 EUR that is to be paid in parts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import httpx2

from tests.clients import client_as
from tests.conftest import run_jobs
from trunkline.domains.billing import actions as billing
from trunkline.domains.billing.model import NewItem
from trunkline.domains.operations import actions as operations
from trunkline.domains.payments import actions, queries
from trunkline.domains.payments.model import PaymentMethod
from trunkline.domains.payments.ports import PaymentProviders, PresentedCard
from trunkline.infra import journal
from trunkline.infra.program import Program
from trunkline.infra.scope import system_actor
from trunkline.kernel.ids import CompanyId, InvoiceId
from trunkline.kernel.money import Currency
from trunkline.providers.connected import Connected
from trunkline.providers.simulator import PaymentSimulator, World

EUR = Currency.of("EUR")
TESTER = system_actor("test")
MAY = (
    "companies.read",
    "companies.manage",
    "invoices.read",
    "invoices.manage",
    "instalments.manage",
    "payments.read",
    "payments.manage",
    "payments.refund",
)
GOOD, NO_FUNDS, TWICE_NOT, STOLEN, SILENT = (
    "4242424242424242",
    "4000000000009995",
    "4000009990000070",
    "4000000000009979",
    "4000009990000013",
)


@dataclass
class Lab:
    program: Program
    api: httpx2.AsyncClient
    simulator: PaymentSimulator
    company_id: CompanyId
    invoice_id: InvoiceId

    async def add_card(self, card: str) -> PaymentMethod:
        """It is the company's default."""
        attached = await self.simulator.attach_method(PresentedCard(card))
        async with self.program.scope(TESTER, company_id=self.company_id) as scope:
            return await actions.add_method(scope, "simulator", attached, make_default=True)

    async def plan(self, **wish: Any) -> dict[str, Any]:
        made = await self.api.post("/instalment-plans", json={"invoice_id": self.invoice_id, **wish})
        assert made.status_code == 201, made.text
        await run_jobs(self.program)
        return await self.shown(made.json()["id"])

    async def shown(self, plan_id: str) -> dict[str, Any]:
        found: dict[str, Any] = (await self.api.get(f"/instalment-plans/{plan_id}")).json()
        return found

    async def parts(self, plan_id: str) -> list[tuple[str, str]]:
        """What each part asks for, and how it stands."""
        return [(one["left"]["amount"], one["state"]) for one in (await self.shown(plan_id))["parts"]]

    async def post(self, path: str, body: Any = None) -> httpx2.Response:
        answer = await self.api.post(path, json=body)
        await run_jobs(self.program)
        return answer

    async def move(self, to: str) -> None:
        """To a local moment, stopping wherever something is to be done."""
        moved = await self.api.post(f"/companies/{self.company_id}/test-clock/advance", json={"to": to})
        assert moved.status_code == 202, moved.text
        await run_jobs(self.program)

    async def invoice(self) -> dict[str, Any]:
        found: dict[str, Any] = (await self.api.get(f"/invoices/{self.invoice_id}")).json()
        return found

    async def line(self) -> str:
        """The id of the invoice's only line."""
        (only,) = (await self.invoice())["lines"]
        return str(only["id"])

    async def payments(self) -> list[tuple[str, str, int]]:
        """Amount, state and number of attempts, the oldest first."""
        async with self.program.scope(TESTER, company_id=self.company_id, write=False) as scope:
            found = await queries.payments_of_invoice(scope, self.invoice_id)
        return [(str(one.payment.amount.major), one.payment.state.value, len(one.attempts)) for one in found]

    async def facts(self, *kinds: str) -> list[journal.Entry]:
        async with self.program.database.read() as connection:
            entries = await journal.read_range(connection, journal.stream_of(self.company_id), 0, 1000)
        return [entry for entry in entries if entry.kind.startswith(kinds)]

    def taken(self) -> str:
        """By the provider's own books."""
        return str(self.simulator.world.balance(EUR).major)

    async def wrong(self) -> list[Any]:
        """What is wrong with our books."""
        return [one async for _, found in operations.check_books(self.program.begin_as(TESTER)) for one in found]


@asynccontextmanager
async def open_lab(program: Program) -> AsyncIterator[Lab]:
    """It is the second of March 2026, ten in the morning in Berlin; the invoice is to be paid within fourteen days."""
    simulator = PaymentSimulator(World(program.config.data_dir / "simulator.sqlite3"), program.clock)
    ports: Any = program.ports
    ports[PaymentProviders] = Connected(simulator)
    wish = {
        "slug": "lab",
        "name": "Lab",
        "zone": "Europe/Berlin",
        "currency": "EUR",
        "billing_profile": {"legal_name": "Lab", "email": "lab@lab.example", "country": "DE"},
        "test_clock": {"now": "2026-03-02T10:00:00+01:00"},
    }
    async with client_as(program, *MAY) as api:
        company_id = CompanyId((await api.post("/companies", json=wish)).json()["id"])
        item = NewItem(
            currency=EUR, description="Setup", quantity=Decimal(1), unit_amount=Decimal(119), tax_rate=Decimal(0)
        )
        async with program.scope(TESTER, company_id=company_id) as scope:
            invoice_id = await billing.issue_items(scope, company_id, [item])
        await run_jobs(program)
        yield Lab(program, api, simulator, company_id, invoice_id)
