"""What those who pay do: now, at a screen, by hand, in parts; and what is given back to them."""

from __future__ import annotations

from tests.simulation.life import TESTER, Life
from tests.simulation.picking import an_invoice, some
from trunkline.domains.billing.model import CreditReason
from trunkline.domains.payments import actions, queries
from trunkline.domains.payments.model import ManualMethod, PaymentState, RefundWish
from trunkline.domains.payments.model.instalments import InstalmentWish, Interval
from trunkline.kernel.ids import CompanyId, InstalmentPlanId
from trunkline.kernel.money import Money
from trunkline.kernel.page import PageRequest
from trunkline.providers.simulator.stripe_api.refusals import Refusal


async def pay_now(life: Life) -> str:
    """Nobody sits at a screen."""
    return await _pay(life, None)


async def pay_at_screen(life: Life) -> str:
    """Its payer may be asked to confirm it."""
    return await _pay(life, "http://testserver")


async def _pay(life: Life, console_url: str | None) -> str:
    invoice = await an_invoice(life)
    async with life.where.program.scope(TESTER, company_id=invoice.company_id) as scope:
        method = life.chance.choice([None, *(await queries.payment_methods(scope, PageRequest(100))).items])
        await actions.pay_invoice(scope, invoice.id, None if method is None else method.id, console_url=console_url)
    return str(invoice.number)


async def payer_answers(life: Life) -> str:
    """One who was asked confirms, or fails to; those who are not chosen here have left."""
    both, chance = life.where.both, life.chance
    with both.stripe.books() as books:
        asked = [one["id"] for one in books.every("payment_intent") if one["status"] == "requires_action"]
    with both.paypal.reading() as page:
        asked += [one["id"] for one in page.all("order") if one["status"] == "PAYER_ACTION_REQUIRED"]
    reference, passes = chance.choice(some(asked)), chance.random() < 0.6
    if not reference.startswith("pi_"):
        both.paypal.approve_order(reference)
        return f"{reference} approved"
    try:
        life.where.drills.authenticate(reference, passes=passes)
    except Refusal as refusal:  # the bank declines after all
        return f"{reference} confirmed, and {refusal.body['error']['code']}"
    return f"{reference} {'confirmed' if passes else 'failed'}"


async def money_by_hand(life: Life) -> str:
    """The whole, a part, or too much."""
    invoice = await an_invoice(life)
    whole = max(invoice.payable.minor, 1)
    amount = Money(life.chance.choice([whole, max(whole // 3, 1), whole + 7]), invoice.currency)
    reference = f"bank-{life.number()}"
    async with life.where.program.scope(TESTER, company_id=invoice.company_id) as scope:
        came = actions.MoneyByHand(
            amount=amount.major,
            currency=invoice.currency.code,
            method=ManualMethod.bank_transfer,
            reference=reference,
            received_at=scope.now,
        )
        await actions.record_manual_payment(scope, invoice.id, came)
    return f"{amount} for {invoice.number}"


async def refund(life: Life) -> str:
    company_id = life.company()
    paid = [one.payment for one in await life.payments(company_id) if one.payment.state is PaymentState.succeeded]
    payment = life.chance.choice(some(paid))
    minor = life.chance.choice([None, life.chance.randint(1, payment.amount.minor)])
    amount = None if minor is None else Money(minor, payment.amount.currency).major
    wish = RefundWish(amount=amount, reason=CreditReason.goodwill, credit_invoice=life.chance.random() < 0.8)
    async with life.where.program.scope(TESTER, company_id=company_id) as scope:
        await actions.refund_payment(scope, payment.id, wish)
    return f"{amount or 'all'} of {payment.id}"


async def plan(life: Life) -> str:
    """The invoice is paid in parts: some days apart, perhaps with a down payment, perhaps without any patience."""
    invoice, chance = await an_invoice(life), life.chance
    down = Money(max(invoice.due.minor // 4, 1), invoice.currency).major if chance.random() < 0.3 else None
    wish = InstalmentWish(
        count=chance.randint(2, 4),
        interval=Interval.day,
        every=chance.choice([1, 2]),
        down_payment=down,
        grace_days=chance.choice([0, 1, 4]),
    )
    async with life.where.program.scope(TESTER, company_id=invoice.company_id) as scope:
        made = await actions.make_plan(scope, invoice.id, wish)
    return f"{made.id}: {len(made.parts)} parts of {invoice.number}"


async def plan_settled(life: Life) -> str:
    """All that is left is paid before its days."""
    company_id, plan_id = await _active_plan(life)
    async with life.where.program.scope(TESTER, company_id=company_id) as scope:
        await actions.settle_plan(scope, plan_id, console_url=life.chance.choice([None, "http://testserver"]))
    return str(plan_id)


async def plan_canceled(life: Life) -> str:
    company_id, plan_id = await _active_plan(life)
    async with life.where.program.scope(TESTER, company_id=company_id) as scope:
        await actions.cancel_plan(scope, plan_id)
    return str(plan_id)


async def _active_plan(life: Life) -> tuple[CompanyId, InstalmentPlanId]:
    company_id = life.company()
    async with life.where.program.scope(TESTER, company_id=company_id, write=False) as scope:
        found = (await queries.instalments.instalment_plans(scope, PageRequest(100))).items
    active = [one.plan.id for one in found if one.plan.is_active]
    return company_id, life.chance.choice(some(active))
