"""Discrepancies that the simulation plants on purpose, after everything has agreed: reconciliation has to find each, and nothing else."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, select, update

from tests.simulation.life import TESTER, Life
from tests.simulation.reconciled import discrepancies, open_findings
from trunkline.domains.ledger import store as ledger
from trunkline.domains.payments import store
from trunkline.domains.payments.model import FindingKind
from trunkline.domains.payments.ports import ChargeRequest, PresentedCard
from trunkline.kernel.money import Currency, Money

SHARE = 0.3  # of all seeds have something planted


class NotFound(AssertionError):
    """Reconciliation did not find what was planted, or found something else besides."""


async def plant_and_find(life: Life) -> str:
    """Some seeds plant one thing, where there is something to plant it on. Raises `NotFound`."""
    if life.chance.random() >= SHARE:
        return "nothing planted"
    return await plant(life, life.chance.choice(sorted(PLANTS)))


async def plant(life: Life, kind: FindingKind) -> str:
    if not await PLANTS[kind](life):
        return f"no place for {kind}"
    told = await discrepancies(life)
    if {one.kind for one in await open_findings(life)} != {str(kind)}:
        raise NotFound(f"Reconciliation finds what was planted, {kind}, and nothing else: {told}")
    return f"{kind} was planted and found"


async def _foreign_charge(life: Life) -> bool:
    """Somebody takes money by the provider's own screen."""
    attached = await life.where.stripe.attach_method(PresentedCard("pm_card_visa"))
    await life.where.stripe.charge(ChargeRequest("by-hand", attached.token, Money(1234, Currency.of("EUR")), "By hand"))
    return True


async def _other_amount(life: Life) -> bool:
    """Our books say another amount than was charged, and so does the ledger."""
    paid = await _paid(life)
    if not paid:
        return False
    payment, posting = store.payment, ledger.ledger_posting
    chosen = life.chance.choice(paid)
    async with life.where.program.database.write() as connection:
        more = payment.c.amount_minor + 1
        await connection.execute(update(payment).where(payment.c.id == chosen.id).values(amount_minor=more))
        await connection.execute(
            update(posting).where(_cash_of(chosen)).values(amount_minor=posting.c.amount_minor + 1)
        )
    return True


async def _ledger_differs(life: Life) -> bool:
    """The documents are right, and the account is not."""
    paid = await _paid(life)
    if not paid:
        return False
    posting, chosen = ledger.ledger_posting, life.chance.choice(paid)
    async with life.where.program.database.write() as connection:
        await connection.execute(
            update(posting).where(_cash_of(chosen)).values(amount_minor=posting.c.amount_minor - 1)
        )
    return True


def _cash_of(payment: Row[Any]) -> ColumnElement[bool]:
    transaction, posting = ledger.ledger_transaction, ledger.ledger_posting
    of_it = select(transaction.c.id).where(transaction.c.source == f"payment:{payment.id}:settled")
    return posting.c.transaction_id.in_(of_it) & (posting.c.purpose == "cash") & (posting.c.amount_minor > 0)


async def _paid(life: Life) -> Sequence[Row[Any]]:
    c = store.payment.c
    clean = (c.state == "succeeded") & (c.refunded_minor == 0) & (c.disputed_minor == 0)
    async with life.where.program.begin_as(TESTER)(None, write=False) as scope:
        return (await scope.tx.execute(select(store.payment).where(clean).order_by(c.id))).all()


PLANTS: dict[FindingKind, Callable[[Life], Awaitable[bool]]] = {
    FindingKind.charge_not_ours: _foreign_charge,
    FindingKind.ledger_differs: _ledger_differs,
    FindingKind.other_amount: _other_amount,
}
