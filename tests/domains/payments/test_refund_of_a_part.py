"""Refunds of an invoice that a wallet had paid a part of: the payer gets their money, the grants what was theirs."""

from __future__ import annotations

from decimal import Decimal

from tests.domains.payments.desk import EUR, TESTER, Desk, eur
from trunkline.domains.billing import actions as billing
from trunkline.domains.billing import queries as invoices
from trunkline.domains.billing.actions import NewGrant, NewWallet
from trunkline.domains.billing.model import PRIORITY_DEFAULT, CreditReason, CreditWish, GrantKind
from trunkline.infra.program import Program
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.ids import InvoiceId, WalletId
from trunkline.kernel.money import Money


async def with_wallet(desk: Desk, amount: str) -> WalletId:
    async with desk.program.scope(TESTER, company_id=desk.company_id) as scope:
        wallet = await billing.open_wallet(scope, NewWallet(name="Gift", currency=EUR))
        new = NewGrant(amount=Decimal(amount), priority=PRIORITY_DEFAULT, kind=GrantKind.granted, expires_at=None)
        await billing.grant_credit(scope, wallet.id, new)
    return wallet.id


async def in_wallet(desk: Desk, wallet_id: WalletId) -> Money:
    async with desk.program.scope(TESTER, company_id=desk.company_id, write=False) as scope:
        return (await invoices.wallet(scope, wallet_id)).balance


async def credit_note(desk: Desk, invoice_id: InvoiceId, gross: str) -> None:
    wish = CreditWish(spread=Decimal(gross), reason=CreditReason.goodwill)
    async with desk.program.scope(TESTER, company_id=desk.company_id) as scope:
        await billing.issue_credit_note(scope, invoice_id, wish)


async def test_the_card_gets_what_it_paid_and_the_wallet_what_it_paid(program: Program, clock: ManualClock) -> None:
    desk = await Desk.open(program, clock, "stripe")
    wallet_id = await with_wallet(desk, "30")
    payment = await desk.paid()
    assert payment.amount == eur("89.00")
    await desk.refund(payment.id)
    await desk.run()
    assert desk.given_back() == eur("89.00")
    assert await in_wallet(desk, wallet_id) == eur("0.00"), "nothing of the wallet was given back"
    await credit_note(desk, payment.invoice_id, "30")
    assert await in_wallet(desk, wallet_id) == eur("30.00")
    assert await desk.credit() == eur("0.00")
    assert await desk.wrong() == []


async def test_a_part_is_given_back_and_no_other_credit_is_used(program: Program, clock: ManualClock) -> None:
    desk = await Desk.open(program, clock, "stripe")
    other = await desk.paid()
    await credit_note(desk, other.invoice_id, "40")
    assert await desk.credit() == eur("40.00")
    wallet_id = await with_wallet(desk, "30")
    payment = await desk.paid("100")
    assert payment.amount == eur("49.00"), "the credit and the wallet have paid the rest"
    await desk.refund(payment.id, "20.00")
    await desk.run()
    assert desk.given_back() == eur("20.00")
    assert (await in_wallet(desk, wallet_id), await desk.credit()) == (eur("0.00"), eur("0.00"))
    await desk.refund(payment.id)
    await credit_note(desk, payment.invoice_id, "70")
    assert (await in_wallet(desk, wallet_id), await desk.credit()) == (eur("30.00"), eur("40.00"))
    assert await desk.wrong() == []
