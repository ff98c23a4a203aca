"""What can happen to a company, its payer and its provider. What is refused changes nothing and is told by its code."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import TypeVar

from tests.simulation.life import TESTER, Life
from trunkline.domains.billing import actions as billing
from trunkline.domains.billing.model import CreditReason, CreditWish, Invoice, NewItem
from trunkline.domains.payments import actions, queries
from trunkline.domains.payments.model import ManualMethod, PaymentState, RefundWish
from trunkline.kernel.errors import NotFound, Problem
from trunkline.kernel.money import Money
from trunkline.kernel.page import PageRequest

Step = Callable[[Life], Awaitable[str]]
T = TypeVar("T")


async def take_step(life: Life) -> None:
    """One step; perhaps the program dies in it, and is started again."""
    where, step = life.where, life.chance.choice(STEPS)
    if life.chance.random() < life.death_rate:
        where.fate.let_die(life.chance.choice([10, 40, 150]))
    try:
        told = await step(life)
    except Problem as problem:
        told = f"refused: {problem.code}"
    except BaseException:
        if not where.fate.is_dead:
            raise
        told = "DIES"
    if where.fate.is_dead:
        await where.close()
        await where.open()
    life.tell(f"{step.__name__} {told}")


async def issue(life: Life) -> str:
    company_id = life.company()
    amount = life.amount(company_id)
    item = NewItem(currency=life.currency[company_id], description="Setup", quantity=Decimal(1), unit_amount=amount)
    async with life.where.program.scope(TESTER, company_id=company_id) as scope:
        invoice_id = await billing.issue_items(scope, company_id, [item])
    return f"{invoice_id} over {amount} before tax"


async def work(life: Life) -> str:
    return f"{await life.where.work()} jobs"


async def notices(life: Life) -> str:
    return f"{await life.where.deliver()} deliveries"


async def wait(life: Life) -> str:
    minutes = life.chance.choice([1, 1, 6, 61, 700, 1500, 4400])
    life.where.time.advance(timedelta(minutes=minutes, seconds=life.chance.randint(0, 59)))
    if minutes > 1000:
        life.where.both.world.end_outage()  # a provider is not out for days
    return f"{minutes} min"


async def clock_jumps(life: Life) -> str:
    """Ours; the providers' stays right."""
    life.where.clock.error = timedelta(seconds=life.chance.choice([0, -100, -7, 3, 45, 110]))
    return f"{life.where.clock.error.total_seconds():.0f} s off"


async def another_method(life: Life) -> str:
    return await life.attach(life.company())


async def method_removed(life: Life) -> str:
    company_id = life.company()
    async with life.where.program.scope(TESTER, company_id=company_id) as scope:
        method = life.chance.choice(_some((await queries.payment_methods(scope, PageRequest(100))).items))
        await actions.remove_method(scope, method.id)
    return str(method.id)


async def pay_now(life: Life) -> str:
    invoice = await _invoice(life)
    async with life.where.program.scope(TESTER, company_id=invoice.company_id) as scope:
        method = life.chance.choice([None, *(await queries.payment_methods(scope, PageRequest(100))).items])
        await actions.pay_invoice(scope, invoice.id, None if method is None else method.id)
    return str(invoice.number)


async def money_by_hand(life: Life) -> str:
    """The whole, a part, or too much."""
    invoice = await _invoice(life)
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


async def credit_note(life: Life) -> str:
    invoice = await _invoice(life)
    share = life.chance.choice([1, 3, 10])
    amount = Money(max(invoice.total.minor // share, 1), invoice.currency)
    wish = CreditWish(spread=amount.major, reason=CreditReason.goodwill)
    async with life.where.program.scope(TESTER, company_id=invoice.company_id) as scope:
        await billing.issue_credit_note(scope, invoice.id, wish)
    return f"{amount} of {invoice.number}"


async def void(life: Life) -> str:
    invoice = await _invoice(life)
    async with life.where.program.scope(TESTER, company_id=invoice.company_id) as scope:
        await billing.void_invoice(scope, invoice.id)
    return str(invoice.number)


async def write_off(life: Life) -> str:
    invoice = await _invoice(life)
    async with life.where.program.scope(TESTER, company_id=invoice.company_id) as scope:
        await billing.write_off(scope, invoice.id)
    return str(invoice.number)


async def refund(life: Life) -> str:
    company_id = life.company()
    paid = [one.payment for one in await life.payments(company_id) if one.payment.state is PaymentState.succeeded]
    payment = life.chance.choice(_some(paid))
    minor = life.chance.choice([None, life.chance.randint(1, payment.amount.minor)])
    amount = None if minor is None else Money(minor, payment.amount.currency).major
    wish = RefundWish(amount=amount, reason=CreditReason.goodwill, credit_invoice=life.chance.random() < 0.8)
    async with life.where.program.scope(TESTER, company_id=company_id) as scope:
        await actions.refund_payment(scope, payment.id, wish)
    return f"{amount or 'all'} of {payment.id}"


async def banks(life: Life) -> str:
    """What is pending comes to its end, and money is paid out."""
    return f"{life.where.settle()} settled, {len(life.where.drills.pay_out())} payouts"


async def dispute(life: Life) -> str:
    """A payer complains: about any charge of Stripe's, and one of PayPal's that was not refunded (PayPal would hold back too much)."""
    both = life.where.both
    with both.stripe.books() as books:
        charges = [one for one in books.every("charge") if one["captured"] and not one["disputed"]]
        charges = [one["payment_intent"] for one in charges if one["amount_refunded"] < one["amount_captured"]]
    with both.paypal.reading() as page:
        taken = [one["id"] for one in page.all("capture") if one["status"] == "COMPLETED"]
        captures = [one for one in taken if not page.all("dispute", one) and not page.all("refund", one)]
    charge = life.chance.choice(_some([*charges, *captures]))
    inquiry = life.chance.random() < 0.2
    if charge.startswith("pi_"):
        return life.where.drills.dispute(charge, inquiry=inquiry)
    return both.paypal.open_dispute(charge, stage="INQUIRY" if inquiry else "CHARGEBACK")


async def decision(life: Life) -> str:
    reference = life.chance.choice(_some(life.undecided()))
    life.decide(reference)
    return reference


async def evidence(life: Life) -> str:
    """We answer a dispute, or give in."""
    company_id, where = life.company(), life.where
    async with where.program.scope(TESTER, company_id=company_id, write=False) as scope:
        found = [one for one in (await queries.disputes(scope, PageRequest(100))).items if not one.is_decided]
    chosen, providers = life.chance.choice(_some(found)), where.connected
    begin = where.program.begin_as(TESTER)
    if life.chance.random() < 0.4:
        return f"accepts {(await actions.accept_dispute(begin, providers, company_id, chosen.id)).id}"
    words = {"uncategorized_text": life.chance.choice(["winning_evidence", "losing_evidence", "We delivered."])}
    return f"answers {(await actions.submit_evidence(begin, providers, company_id, chosen.id, words)).id}"


async def outage(life: Life) -> str:
    """The providers close, or open again."""
    world = life.where.both.world
    if world.is_out():
        world.end_outage()
        return "ends"
    world.begin_outage(life.where.time.now())
    return "begins"


async def _invoice(life: Life) -> Invoice:
    return life.chance.choice(_some(await life.invoices(life.company())))


def _some(found: Sequence[T]) -> list[T]:
    if not found:
        raise NotFound("There is nothing of the kind.")
    return list(found)


STEPS: tuple[Step, ...] = (
    *(issue,) * 6,
    *(work,) * 8,
    *(notices,) * 5,
    *(wait,) * 6,
    *(pay_now, refund) * 3,
    *(clock_jumps, another_method, money_by_hand, banks, dispute, decision, evidence) * 2,
    *(method_removed, credit_note, void, write_off, outage),
)
