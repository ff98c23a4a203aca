"""Money that came without a provider is given back without one: somebody has sent it, and writes that down.

It is taken of the company's credit as every refund is, and posted at once: nobody has to be asked what became of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from trunkline.domains.ledger import actions as ledger
from trunkline.domains.ledger import rules
from trunkline.domains.ledger.model import MANUAL, Booking, Event
from trunkline.domains.payments.actions.refund_credit import take_credit
from trunkline.domains.payments.events import ManualPaymentRefunded
from trunkline.domains.payments.model import (
    AlreadyRecorded,
    ManualMethod,
    ManualPayment,
    NothingToRefund,
    RefundWish,
    refund_source,
)
from trunkline.domains.payments.model.manual_payments import ManualRefund
from trunkline.domains.payments.queries.manual_payments import manual_payment
from trunkline.domains.payments.store.manual_refunds import insert_manual_refund, reserve_manual_refund
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import FieldProblem, Invalid
from trunkline.kernel.ids import CreditNoteId, ManualPaymentId, ManualRefundId
from trunkline.kernel.money import Money

AHEAD_MAX = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyBack:
    """What somebody has given back: `wish` says how much and why, `reference` how to find it at the bank."""

    wish: RefundWish
    method: ManualMethod
    reference: str
    paid_at: datetime


async def refund_manual_payment(scope: Scope, payment_id: ManualPaymentId, back: MoneyBack) -> ManualRefund:
    """Write down that money was given back. The scope is of the payment's company.

    Raises `NotFound`, `Invalid`, `NothingToRefund` where the payment has not so much left, `CreditMissing`, `AlreadyRecorded`.
    """
    payment = await manual_payment(scope, payment_id)
    amount = _checked(scope, payment, back)
    if not await reserve_manual_refund(scope, payment_id, amount):
        raise NothingToRefund(f"{payment.refundable} of the payment can still be given back, not {amount}.")
    before = (await manual_payment(scope, payment_id)).refunded - amount  # two at once: the other's is counted now
    unapplied = payment.kept - min(payment.kept, before)  # credit of it that was not given back yet
    note_id = await take_credit(scope, payment.invoice_id, amount, unapplied, back.wish)
    recorded = _recorded(scope, payment, amount, back, note_id)
    if not await insert_manual_refund(scope, recorded):
        raise AlreadyRecorded(
            f"A {back.method.value.replace('_', ' ')} with the reference {recorded.reference!r} was recorded as given back "
            "before. Where it is other money, tell the two apart by their references."
        )
    ledger.post(scope, payment.company_id, _booking(recorded))
    scope.announce(
        ManualPaymentRefunded(
            company_id=recorded.company_id,
            subject=recorded.manual_payment_id,
            refund_id=recorded.id,
            invoice_id=recorded.invoice_id,
            invoice_number=recorded.invoice_number,
            amount=amount,
            refunded_before=before,
            method=recorded.method,
        )
    )
    return recorded


def _checked(scope: Scope, payment: ManualPayment, back: MoneyBack) -> Money:
    problems = []
    if back.paid_at > scope.now + AHEAD_MAX:
        problems.append(FieldProblem("/paid_at", "It lies ahead: record the money when it was sent."))
    if not back.reference.strip():
        problems.append(FieldProblem("/reference", "Say how to find the money again: the bank's reference, a number."))
    if problems:
        raise Invalid(problems[0].detail, fields=problems)
    if back.wish.amount is not None:
        return Money.exact(back.wish.amount, payment.amount.currency)
    if not payment.refundable:
        raise NothingToRefund("All of the payment was given back already.")
    return payment.refundable


def _recorded(
    scope: Scope, payment: ManualPayment, amount: Money, back: MoneyBack, note_id: CreditNoteId | None
) -> ManualRefund:
    return ManualRefund(
        id=scope.new_id(ManualRefundId),
        company_id=payment.company_id,
        manual_payment_id=payment.id,
        invoice_id=payment.invoice_id,
        invoice_number=payment.invoice_number,
        amount=amount,
        method=back.method,
        reference=back.reference.strip(),
        reason=back.wish.reason,
        memo=back.wish.memo,
        credit_note_id=note_id,
        paid_at=back.paid_at,
        recorded_at=scope.now,
        recorded_by=scope.actor.name[:200],
    )


def _booking(recorded: ManualRefund) -> Booking:
    return Booking(
        event=Event.refund_paid,
        source=refund_source(recorded.id, "paid"),
        postings=rules.refund_paid(recorded.amount, MANUAL),
        document=recorded.invoice_id,
        at=recorded.paid_at,
        note=recorded.reference,
    )
