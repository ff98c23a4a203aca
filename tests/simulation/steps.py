"""What can happen to a company, its payer and its provider. What is refused changes nothing and is told by its code."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from tests.simulation.crowding import crowd_with
from tests.simulation.life import TESTER, Life
from tests.simulation.paying_steps import (
    money_by_hand,
    pay_at_screen,
    pay_now,
    payer_answers,
    plan,
    plan_canceled,
    plan_settled,
    refund,
)
from tests.simulation.picking import Step, an_invoice, some
from trunkline.domains.billing import actions as billing
from trunkline.domains.billing.model import CreditReason, CreditWish, NewItem
from trunkline.domains.payments import actions, queries
from trunkline.kernel.errors import Problem
from trunkline.kernel.money import Money
from trunkline.kernel.page import PageRequest


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
        method = life.chance.choice(some((await queries.payment_methods(scope, PageRequest(100))).items))
        await actions.remove_method(scope, method.id)
    return str(method.id)


async def credit_note(life: Life) -> str:
    invoice = await an_invoice(life)
    share = life.chance.choice([1, 3, 10])
    amount = Money(max(invoice.total.minor // share, 1), invoice.currency)
    wish = CreditWish(spread=amount.major, reason=CreditReason.goodwill)
    async with life.where.program.scope(TESTER, company_id=invoice.company_id) as scope:
        await billing.issue_credit_note(scope, invoice.id, wish)
    return f"{amount} of {invoice.number}"


async def void(life: Life) -> str:
    invoice = await an_invoice(life)
    async with life.where.program.scope(TESTER, company_id=invoice.company_id) as scope:
        await billing.void_invoice(scope, invoice.id)
    return str(invoice.number)


async def write_off(life: Life) -> str:
    invoice = await an_invoice(life)
    async with life.where.program.scope(TESTER, company_id=invoice.company_id) as scope:
        await billing.write_off(scope, invoice.id)
    return str(invoice.number)


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
    charge = life.chance.choice(some([*charges, *captures]))
    inquiry = life.chance.random() < 0.2
    if charge.startswith("pi_"):
        return life.where.drills.dispute(charge, inquiry=inquiry)
    return both.paypal.open_dispute(charge, stage="INQUIRY" if inquiry else "CHARGEBACK")


async def decision(life: Life) -> str:
    reference = life.chance.choice(some(life.undecided()))
    life.decide(reference)
    return reference


async def evidence(life: Life) -> str:
    """We answer a dispute, or give in."""
    company_id, where = life.company(), life.where
    async with where.program.scope(TESTER, company_id=company_id, write=False) as scope:
        found = [one for one in (await queries.disputes(scope, PageRequest(100))).items if not one.is_decided]
    chosen, providers = life.chance.choice(some(found)), where.connected
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


_BESIDES = (
    pay_now,
    pay_at_screen,
    payer_answers,
    refund,
    money_by_hand,
    plan,
    plan_settled,
    void,
    notices,
    another_method,
)
crowd = crowd_with(_BESIDES)
STEPS: tuple[Step, ...] = (
    *(issue,) * 6,
    *(work,) * 8,
    *(notices,) * 5,
    *(wait,) * 6,
    *(pay_now, refund, plan, payer_answers, crowd) * 3,
    *(clock_jumps, another_method, money_by_hand, pay_at_screen, banks, dispute, decision, evidence) * 2,
    *(method_removed, credit_note, void, write_off, outage, plan_settled, plan_canceled),
)
