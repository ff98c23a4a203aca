"""Money that came without a provider: it pays what its invoice still asks for, and the rest is the company's credit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from trunkline.domains.billing import actions as billing_actions
from trunkline.domains.billing.model import Invoice, InvoiceNotOpen, InvoiceState, MoneyFrom
from trunkline.domains.ledger.model import MANUAL
from trunkline.domains.payments import store
from trunkline.domains.payments.events import ManualPaymentRecorded
from trunkline.domains.payments.model import (
    AlreadyRecorded,
    ManualMethod,
    ManualPayment,
    manual_sources,
    receipt_number,
)
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import FieldProblem, Invalid
from trunkline.kernel.ids import InvoiceId, ManualPaymentId
from trunkline.kernel.money import Money

# Clocks differ a little; money of tomorrow has not come in.
AHEAD_MAX = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyByHand:
    """What somebody says has come in; `amount` in major units of `currency`, which is the invoice's."""

    amount: Decimal
    currency: str
    method: ManualMethod
    reference: str
    received_at: datetime
    memo: str = ""


async def record_manual_payment(scope: Scope, invoice_id: InvoiceId, came: MoneyByHand) -> ManualPayment:
    """Take the money. The scope is of the invoice's company.

    A part leaves the invoice open with less to pay; what comes early enough settles it for less, as any payment does; what is too much
    becomes credit. Raises `NotFound`, `Invalid`, `InvoiceNotOpen` for a draft, `AlreadyRecorded`.
    """
    invoice = await billing_actions.hold_invoice(scope, invoice_id)
    amount = _checked(scope, invoice, came)
    applied = min(amount, invoice.payable)
    payment_id = scope.new_id(ManualPaymentId)
    await _apply(scope, invoice_id, payment_id, came.received_at, applied, amount - applied)
    serial = await store.next_serial(scope, invoice.legal_entity)
    recorded = _recorded(scope, invoice, payment_id, came, amount, applied, serial)
    if not await store.insert_manual_payment(scope, recorded):
        raise AlreadyRecorded(
            f"A {came.method.value.replace('_', ' ')} with the reference {came.reference!r} was recorded before. "
            "Where it is other money, tell the two apart by their references."
        )
    scope.announce(
        ManualPaymentRecorded(
            company_id=recorded.company_id,
            subject=recorded.id,
            invoice_id=recorded.invoice_id,
            invoice_number=recorded.invoice_number,
            amount=recorded.amount,
            kept=recorded.kept,
            method=recorded.method,
            receipt_number=recorded.receipt_number,
        )
    )
    return recorded


async def _apply(
    scope: Scope, invoice_id: InvoiceId, payment_id: ManualPaymentId, at: datetime, applied: Money, kept: Money
) -> None:
    of_applied, of_kept = (MoneyFrom(MANUAL, source) for source in manual_sources(payment_id))
    if applied:
        await billing_actions.mark_paid(scope, invoice_id, applied, at, money=of_applied)
    if kept:
        await billing_actions.keep_unapplied(scope, invoice_id, kept, at, of_kept)


def _checked(scope: Scope, invoice: Invoice, came: MoneyByHand) -> Money:
    if invoice.state is InvoiceState.draft:
        raise InvoiceNotOpen("A draft asks for no money: issue it first.")
    problems = []
    if came.currency != invoice.currency.code:
        problems.append(FieldProblem("/currency", f"The invoice asks for {invoice.currency.code}."))
    if came.amount <= 0:
        problems.append(FieldProblem("/amount", "It must be more than nothing."))
    if came.received_at > scope.now + AHEAD_MAX:
        problems.append(FieldProblem("/received_at", "It lies ahead: record the money when it is there."))
    if not came.reference.strip():
        problems.append(FieldProblem("/reference", "Say how to find the money again: the bank's reference, a number."))
    if problems:
        raise Invalid(problems[0].detail, fields=problems)
    return Money.exact(came.amount, invoice.currency)


def _recorded(
    scope: Scope,
    invoice: Invoice,
    payment_id: ManualPaymentId,
    came: MoneyByHand,
    amount: Money,
    applied: Money,
    serial: int,
) -> ManualPayment:
    assert invoice.number is not None, "an issued invoice has its number"
    return ManualPayment(
        id=payment_id,
        company_id=invoice.company_id,
        invoice_id=invoice.id,
        invoice_number=invoice.number,
        amount=amount,
        applied=applied,
        method=came.method,
        reference=came.reference.strip(),
        memo=came.memo,
        received_at=came.received_at,
        recorded_at=scope.now,
        recorded_by=scope.actor.name[:200],
        legal_entity=invoice.legal_entity,
        receipt_serial=serial,
        receipt_number=receipt_number(serial),
        refunded=Money.zero(amount.currency),
    )
