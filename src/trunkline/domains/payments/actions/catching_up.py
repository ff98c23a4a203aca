"""Payments that are older than the books get their transactions. May be run again: what was posted is left out."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from trunkline.domains.billing import queries as billing
from trunkline.domains.ledger import actions as ledger
from trunkline.domains.ledger import queries as books
from trunkline.domains.ledger import rules
from trunkline.domains.ledger.model import Booking, Event
from trunkline.domains.payments import store
from trunkline.domains.payments.actions.settling import money_from
from trunkline.domains.payments.model import Payment
from trunkline.infra.scope import Scope
from trunkline.kernel.money import Money


async def catch_up_payments(scope: Scope) -> int:
    """Returns how many transactions were written. Money that no invoice had asked for was left to somebody to send back then."""
    posted = await books.sources(scope)
    count = 0
    settled = await store.settled(scope)
    for invoice_id, group in groupby(settled, key=lambda one: one.invoice_id):
        some = list(group)
        missing = [one for one in some if money_from(one).source not in posted]
        if missing:
            paid = (await billing.invoice(scope, invoice_id)).paid
            unasked = _unasked(some, paid)
            ledger.post(scope, scope.company, *(_booking(one, unasked=one in unasked) for one in missing))
            count += len(missing)
    return count


def _unasked(settled: Sequence[Payment], paid: Money) -> list[Payment]:
    """Of an invoice's payments, the oldest first, those that are not in what was `paid` of it."""
    left, over = paid, []
    for one in settled:
        if one.amount <= left:
            left = left - one.amount
        else:
            over.append(one)
    return over


def _booking(payment: Payment, *, unasked: bool) -> Booking:
    money = money_from(payment)
    received = rules.payment_received(payment.amount, money.provider, Money.zero(payment.amount.currency))
    return Booking(
        event=Event.payment_unasked if unasked else Event.payment_received,
        source=money.source,
        postings=rules.payment_unasked(payment.amount, money.provider) if unasked else received,
        document=payment.invoice_id,
        at=payment.settled_at,
    )
