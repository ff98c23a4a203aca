"""A company that has paid by Stripe or PayPal, and the levers of both simulated providers, to give money back at and to be disputed at.

The adapters are the real ones. `Hostile` stands between the room and one of them: what it is told to lose is lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx2

from tests.conftest import run_jobs
from tests.domains.payments.conftest import let_pass, of_money_alone
from tests.factories import make_company
from trunkline.domains.billing import actions as billing
from trunkline.domains.billing import queries as invoices
from trunkline.domains.billing.model import CreditReason, Invoice, NewItem
from trunkline.domains.ledger import queries as ledger
from trunkline.domains.operations import actions as operations
from trunkline.domains.payments import actions, queries
from trunkline.domains.payments.model import (
    Dispute,
    Outage,
    Payment,
    Refund,
    RefundOutcome,
    RefundWish,
    Unknown,
)
from trunkline.domains.payments.ports import PaymentProviders, PresentedCard, RefundRequest, SetupRequest
from trunkline.entrypoints.payment_providers import SimulatedProviders
from trunkline.infra import journal
from trunkline.infra.program import Program
from trunkline.infra.scope import system_actor
from trunkline.infra.stripe_settings import StripeSettings
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.ids import CompanyId, InvoiceId, PaymentId, RefundId
from trunkline.kernel.money import Currency, Money
from trunkline.kernel.page import PageRequest
from trunkline.providers.connected import Connected
from trunkline.providers.paypal import PayPalPayments
from trunkline.providers.paypal.currencies import money_of
from trunkline.providers.simulator import World
from trunkline.providers.simulator.stripe_api import Drills, InProcess
from trunkline.providers.stripe import StripePayments

EUR = Currency.of("EUR")
TESTER = system_actor("test")


def eur(text: str) -> Money:
    return Money.exact(Decimal(text), EUR)


class Losing:
    """In front of an adapter. The next refunds go wrong as `faults` says: `lost_request`, `lost_answer`, `outage`, or nothing; the next
    look-ups where it says `blind`.
    """

    faults: list[str]

    async def refund(self, request: RefundRequest) -> RefundOutcome:
        fault = self._next("lost_request", "lost_answer", "outage", "")
        if fault == "outage":
            return Outage("The gateway is closed.")
        if fault == "lost_request":
            return Unknown("No answer came.")
        outcome: RefundOutcome = await super().refund(request)  # type: ignore[misc]
        return Unknown("No answer came.") if fault == "lost_answer" else outcome

    async def look_up_refund(self, request: RefundRequest) -> RefundOutcome | None:
        if self._next("blind") == "blind":
            return Unknown("No answer came.")
        found: RefundOutcome | None = await super().look_up_refund(request)  # type: ignore[misc]
        return found

    def _next(self, *mine: str) -> str:
        return self.faults.pop(0) if self.faults and self.faults[0] in mine else ""


class HostileStripe(Losing, StripePayments):
    pass


class HostilePayPal(Losing, PayPalPayments):
    pass


def hostile(both: SimulatedProviders, provider: str, clock: ManualClock) -> HostileStripe | HostilePayPal:
    """The real adapter over the simulator, losing what it is told to."""
    made: HostileStripe | HostilePayPal
    if provider == "stripe":
        keys = StripeSettings("sk_test_simulated", ("whsec_simulated",), "pk_test_simulated")
        made = HostileStripe(keys, clock, transport=InProcess(both.stripe))
    else:
        sim = both.paypal
        made = HostilePayPal(sim.settings, clock, httpx2.ASGITransport(app=sim.app), sim.trust)
    made.faults = []
    return made


@dataclass
class Desk:
    program: Program
    clock: ManualClock
    provider: str
    both: SimulatedProviders
    hostile: HostileStripe | HostilePayPal
    company_id: CompanyId

    @staticmethod
    async def open(program: Program, clock: ManualClock, provider: str, card: str = "visa") -> Desk:
        world = World(program.config.data_dir / "simulator.sqlite3")
        both = SimulatedProviders(world, clock, pages_at="http://testserver")
        adapter = hostile(both, provider, clock)
        ports: Any = program.ports
        ports[PaymentProviders] = Connected(adapter)
        ports[SimulatedProviders] = both
        async with program.scope(TESTER) as scope:
            company_id = (await make_company(scope, f"payer-{scope.new_id(RefundId)[-12:]}")).id
        desk = Desk(of_money_alone(program), clock, provider, both, adapter, company_id)
        await desk.add_method(card)
        return desk

    async def add_method(self, card: str) -> None:
        attached = await self._attached(card)
        async with self.program.scope(TESTER, company_id=self.company_id) as scope:
            await actions.add_method(scope, self.provider, attached, make_default=True)

    async def _attached(self, card: str) -> Any:
        if self.provider == "stripe":
            return await self.hostile.attach_method(PresentedCard(f"pm_card_{card}"))
        paypal: Any = self.hostile
        back = "http://testserver/"
        key = f"setup-{card}-{self.company_id}"
        asked = SetupRequest(key, self.company_id, "Nordlicht", "billing@nordlicht.example", back, back)
        begun = await paypal.begin_setup(asked)
        self.both.paypal.approve_setup(begun.reference, f"{card}@wallet.example")
        return await paypal.complete_setup(begun.reference)

    async def issue(self, amount: str = "100") -> InvoiceId:
        item = NewItem(currency=EUR, description="Setup", quantity=Decimal(1), unit_amount=Decimal(amount))
        async with self.program.scope(TESTER, company_id=self.company_id) as scope:
            return await billing.issue_items(scope, self.company_id, [item])

    async def paid(self, amount: str = "100") -> Payment:
        """A payment of an invoice over `amount` before tax, settled."""
        invoice_id = await self.issue(amount)
        await self.run()
        async with self.program.scope(TESTER, company_id=self.company_id, write=False) as scope:
            (found,) = await queries.payments_of_invoice(scope, invoice_id)
        assert found.payment.state == "succeeded", found
        return found.payment

    async def refund(self, payment_id: PaymentId, amount: str | None = None, *, credit_invoice: bool = True) -> Refund:
        """Begun, and nobody has asked the provider yet."""
        wish = RefundWish(
            amount=None if amount is None else Decimal(amount),
            reason=CreditReason.goodwill,
            credit_invoice=credit_invoice,
        )
        async with self.program.scope(TESTER, company_id=self.company_id) as scope:
            return await actions.refund_payment(scope, payment_id, wish)

    async def run(self) -> None:
        await run_jobs(self.program)

    async def sweep(self, after: timedelta = timedelta(0)) -> None:
        await let_pass(self.program, self.clock, after)

    async def deliver(self, operator: httpx2.AsyncClient) -> None:
        """The providers' notices come in by the door, and are handled."""
        at = httpx2.AsyncClient(transport=operator._transport, base_url="http://testserver")
        await self.both.deliver(at, self.clock.now())
        await self.run()

    async def payments(self) -> list[Payment]:
        async with self.program.scope(TESTER, company_id=self.company_id, write=False) as scope:
            return [one.payment for one in (await queries.payments(scope, PageRequest(100))).items]

    async def payment(self, payment_id: PaymentId) -> Payment:
        async with self.program.scope(TESTER, company_id=self.company_id, write=False) as scope:
            return (await queries.payment(scope, payment_id)).payment

    async def refunds(self) -> list[Refund]:
        """The oldest first."""
        async with self.program.scope(TESTER, company_id=self.company_id, write=False) as scope:
            return list(reversed((await queries.refunds(scope, PageRequest(100))).items))

    async def disputes(self) -> list[Dispute]:
        async with self.program.scope(TESTER, company_id=self.company_id, write=False) as scope:
            return list((await queries.disputes(scope, PageRequest(100))).items)

    async def invoice(self, invoice_id: InvoiceId) -> Invoice:
        async with self.program.scope(TESTER, company_id=self.company_id, write=False) as scope:
            return await invoices.invoice(scope, invoice_id)

    async def credit(self) -> Money:
        async with self.program.scope(TESTER, company_id=self.company_id, write=False) as scope:
            found = await invoices.credit_balances(scope, self.company_id)
        return next((one for one in found if one.currency == EUR), Money.zero(EUR))

    async def books(self) -> Mapping[str, str]:
        """Our accounts of the company in EUR; those that came to nothing are left out."""
        async with self.program.scope(TESTER, company_id=self.company_id, write=False) as scope:
            return {str(one.account): str(one.amount.major) for one in await ledger.balances(scope) if one.amount.minor}

    async def wrong(self) -> list[Any]:
        """What is wrong with our books."""
        return [one async for _, found in operations.check_books(self.program.begin_as(TESTER)) for one in found]

    async def facts(self, kind: str) -> list[journal.Entry]:
        async with self.program.database.read() as connection:
            entries = await journal.read_range(connection, journal.stream_of(self.company_id), 0, 1000)
        return [entry for entry in entries if entry.kind.startswith(kind)]

    def given_back(self) -> Money:
        """By the provider's own books: refunds that were made and did not come back."""
        if self.provider == "stripe":
            with self.both.stripe.books() as books:
                minor = sum(one["amount"] for one in books.every("refund") if one["status"] in ("succeeded", "pending"))
            return Money(int(minor), EUR)
        with self.both.paypal.reading() as page:
            made = [one for one in page.all("refund") if one["status"] in ("COMPLETED", "PENDING")]
        return sum((money_of(one["amount"]) for one in made), Money.zero(EUR))

    def cash(self) -> Money:
        """By the provider's own books: what it has of ours, before and after its fees."""
        return Money(Drills(self.both.stripe).balance(EUR), EUR)

    def charge_fees(self) -> Money:
        """What Stripe kept of its charges: it is booked when the books are compared."""
        with self.both.stripe.books() as books:
            minor = sum(one["fee"] for one in books.every("balance_transaction") if one["type"] == "charge")
        return Money(int(minor), EUR)

    async def charge_reference(self, payment_id: PaymentId) -> str:
        async with self.program.scope(TESTER, company_id=self.company_id, write=False) as scope:
            attempts = (await queries.payment(scope, payment_id)).attempts
        reference = attempts[-1].reference
        assert reference is not None
        return reference

    async def dispute(self, payment_id: PaymentId, *, inquiry: bool = False) -> str:
        """The payer complains; the provider's name for it."""
        charge = await self.charge_reference(payment_id)
        if self.provider == "stripe":
            return Drills(self.both.stripe).dispute(charge, inquiry=inquiry)
        return self.both.paypal.open_dispute(charge, stage="INQUIRY" if inquiry else "CHARGEBACK")

    def decide(self, reference: str, *, won: bool) -> None:
        if self.provider == "stripe":
            Drills(self.both.stripe).decide(reference, "won" if won else "lost")
        else:
            self.both.paypal.decide_dispute(reference, "RESOLVED_SELLER_FAVOUR" if won else "RESOLVED_BUYER_FAVOUR")

    async def settle_refunds(self) -> None:
        """Pending refunds are carried out, those of a failing card come back."""
        if self.provider == "stripe":
            Drills(self.both.stripe).settle_refunds()
        else:
            for refund in await self.refunds():
                if refund.state == "pending" and refund.reference is not None:
                    self.both.paypal.settle_refund(refund.reference, "COMPLETED")

    def begin(self) -> Any:
        return self.program.begin_as(TESTER)

    @property
    def now(self) -> datetime:
        return self.clock.now()
