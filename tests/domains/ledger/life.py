"""A company's life, step by step by chance, through the actions that the product itself uses."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from tests.conftest import run_jobs
from tests.domains.billing.stage import TEST, Stage, bill, stage
from trunkline.domains.billing import actions, queries
from trunkline.domains.billing.actions import keep_unapplied
from trunkline.domains.billing.model import (
    CreditReason,
    CreditWish,
    EarlyDiscount,
    GrantKind,
    Invoice,
    InvoiceState,
    MoneyFrom,
    NewItem,
    Part,
)
from trunkline.domains.ledger import actions as ledger
from trunkline.domains.ledger.model import MANUAL
from trunkline.domains.operations import actions as operations
from trunkline.domains.operations.model import BookDifference
from trunkline.infra.program import Program
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.errors import Problem
from trunkline.kernel.ids import WalletId
from trunkline.kernel.money import Currency, Money

EUR = Currency.of("EUR")
PLANS = ("starter", "full", "seconds", "fixed-big", "postpaid", "yearly")


async def wrong(program: Program) -> list[BookDifference]:
    """What is wrong with anybody's books."""
    return [one async for _, found in operations.check_books(program.begin_as(TEST)) for one in found]


@dataclass
class Life:
    """One company that lives by `chance`."""

    program: Program
    clock: ManualClock
    chance: random.Random
    one: Stage
    wallets: list[WalletId]
    told: list[str]

    @classmethod
    async def begin(cls, program: Program, clock: ManualClock, seed: int) -> Life:
        chance = random.Random(seed)
        one = await stage(program, chance.choice(PLANS), tax_rate=chance.choice(["0.19", "0", "0.077"]))
        if chance.random() < 0.5:
            async with program.scope(TEST, company_id=one.company_id) as scope:
                early = EarlyDiscount(days=10, part=Part(percent=Decimal(2)))
                await actions.change_terms(scope, one.company_id, early_discount=early)
        return cls(program, clock, chance, one, [], [])

    async def step(self) -> None:
        """Do something; what is refused changes nothing."""
        steps: list[Callable[[], Awaitable[object]]] = [
            *(self.bill, self.bill, self.pay, self.pay, self.pay_all, self.write_off, self.recover, self.void),
            *(self.credit, self.credit_all, self.item, self.change_plan, self.wallet, self.grant, self.grant, self.buy),
            *(self.wait, self.wait, self.jobs, self.expire, self.earn, self.unapplied),
        ]
        act = self.chance.choice(steps)
        try:
            await act()
            self.told.append(act.__name__)
        except Problem as problem:
            self.told.append(f"{act.__name__}: {problem.code}")

    async def bill(self) -> None:
        await bill(self.program, f"{self.clock.now() + timedelta(days=self.chance.choice([0, 0, 3])):%Y-%m-%d}")

    async def pay(self) -> None:
        invoice = await self._some(InvoiceState.issued, InvoiceState.past_due)
        await self._pay(invoice, Money(self.chance.randint(1, max(invoice.payable.minor, 1)), EUR))

    async def pay_all(self) -> None:
        """Perhaps with what paying early saves, or with money for what was credited meanwhile."""
        invoice = await self._some(InvoiceState.issued, InvoiceState.past_due, InvoiceState.paid)
        async with self.program.scope(TEST, company_id=self.one.company_id, write=False) as scope:
            early = await queries.asked_now(scope, invoice)
        await self._pay(invoice, self.chance.choice([invoice.payable, early, invoice.total - invoice.paid]))

    async def recover(self) -> None:
        invoice = await self._some(InvoiceState.uncollectible)
        await self._pay(invoice, Money(self.chance.choice([invoice.rest.minor, max(1, invoice.rest.minor // 3)]), EUR))

    async def write_off(self) -> None:
        invoice = await self._some(InvoiceState.issued, InvoiceState.past_due)
        async with self.program.scope(TEST, company_id=self.one.company_id) as scope:
            await actions.write_off(scope, invoice.id)

    async def void(self) -> None:
        invoice = await self._some(InvoiceState.issued, InvoiceState.past_due)
        async with self.program.scope(TEST, company_id=self.one.company_id) as scope:
            await actions.void_invoice(scope, invoice.id)

    async def credit(self) -> None:
        invoice = await self._some()
        share = Decimal(self.chance.randint(1, 60)) / 100
        wish = CreditWish(
            spread=Money.rounded(abs(invoice.total.major) * share, EUR).major, reason=CreditReason.goodwill
        )
        await self._credit(invoice, wish)

    async def credit_all(self) -> None:
        await self._credit(await self._some(), CreditWish(reason=CreditReason.billing_error))

    async def item(self) -> None:
        """Something by hand; below zero it is a discount."""
        amount = Decimal(self.chance.choice(["12.34", "250", "-20", "-7.77", "0.01"]))
        new = NewItem(currency=EUR, description="By hand", quantity=Decimal(1), unit_amount=amount)
        async with self.program.scope(TEST, company_id=self.one.company_id) as scope:
            await actions.add_item(scope, self.one.company_id, new)

    async def change_plan(self) -> None:
        await self.one.change(self.chance.choice(PLANS[:4]))

    async def wallet(self) -> None:
        async with self.program.scope(TEST, company_id=self.one.company_id) as scope:
            opened = await actions.open_wallet(scope, actions.NewWallet(name="Prepaid", currency=EUR))
        self.wallets.append(opened.id)

    async def grant(self) -> None:
        if not self.wallets:
            return await self.wallet()
        expires = self.chance.choice([None, timedelta(days=9), timedelta(days=40)])
        async with self.program.scope(TEST, company_id=self.one.company_id) as scope:
            new = actions.NewGrant(
                amount=Decimal(self.chance.randint(1, 9000)) / 100,
                priority=self.chance.randint(1, 50),
                kind=self.chance.choice(list(GrantKind)),
                expires_at=None if expires is None else scope.now + expires,
            )
            await actions.grant_credit(scope, self.chance.choice(self.wallets), new)
        return None

    async def buy(self) -> None:
        if not self.wallets:
            return await self.wallet()
        async with self.program.scope(TEST, company_id=self.one.company_id) as scope:
            await actions.buy_credit(
                scope, self.chance.choice(self.wallets), Money(self.chance.randint(100, 9000), EUR)
            )
        return None

    async def wait(self) -> None:
        self.clock.advance(timedelta(days=self.chance.choice([1, 5, 17, 30])))

    async def jobs(self) -> None:
        await run_jobs(self.program)

    async def expire(self) -> None:
        await actions.expire_credits(self.program.begin_as(TEST))

    async def earn(self) -> None:
        await ledger.release_earned(self.program.begin_as(TEST))

    async def unapplied(self) -> None:
        invoice = await self._some(InvoiceState.void, InvoiceState.paid)
        money = MoneyFrom(MANUAL, f"invoice:{invoice.id}:paid:late-{self.chance.random()}")
        async with self.program.scope(TEST, company_id=self.one.company_id) as scope:
            await keep_unapplied(scope, invoice.id, Money(self.chance.randint(1, 5000), EUR), scope.now, money)

    async def _pay(self, invoice: Invoice, amount: Money) -> None:
        if amount.minor > 0:
            async with self.program.scope(TEST, company_id=self.one.company_id) as scope:
                await actions.mark_paid(scope, invoice.id, amount, scope.now)

    async def _credit(self, invoice: Invoice, wish: CreditWish) -> None:
        async with self.program.scope(TEST, company_id=self.one.company_id) as scope:
            await actions.issue_credit_note(scope, invoice.id, wish)

    async def _some(self, *states: InvoiceState) -> Invoice:
        found = [one for one in await self.one.invoices() if not states or one.state in states]
        if not found:
            raise Problem("There is no such invoice.")
        return self.chance.choice(found)
