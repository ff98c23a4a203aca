"""What follows when the money is there: the invoice is paid and the receipt is numbered, in the transaction that says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from trunkline.domains.billing import actions as billing_actions
from trunkline.domains.billing import queries as billing
from trunkline.domains.billing.model import InvoiceState, MoneyFrom
from trunkline.domains.payments import store
from trunkline.domains.payments.actions.announcing import about
from trunkline.domains.payments.actions.instalment_parts import count_part, owed_under_plan
from trunkline.domains.payments.events import PaymentUnapplied, ReceiptIssued
from trunkline.domains.payments.model import Payment, Receipt, receipt_number
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import InvoiceId, ReceiptId
from trunkline.kernel.money import Money


async def owed(scope: Scope, payment: Payment) -> Money:
    """What the payment may collect of its invoice now: what is due, less what paying early saves; nothing of one that was given up.

    Unless somebody asked for the payment after that. Raises `NotFound`.
    """
    invoice = await billing.invoice(scope, payment.invoice_id)
    if payment.instalment_plan_id is not None or invoice.deferred_at is not None:
        return await owed_under_plan(scope, payment, invoice)
    if not payment.may_take_what_was_given_up and not invoice.due:
        return invoice.due
    return await billing.asked_now(scope, invoice)


async def is_given_up(scope: Scope, invoice_id: InvoiceId) -> bool:
    """Whether the invoice was written off: an attempt that takes nothing then is the last one. Raises `NotFound`."""
    return (await billing.invoice(scope, invoice_id)).state is InvoiceState.uncollectible


async def settle(scope: Scope, payment: Payment, begun_at: datetime) -> Money:
    """Mark the invoice paid, by an attempt that was begun at `begun_at`, and issue the receipt; what the invoice still asks for.

    Money that the invoice no longer asks for becomes the company's credit; it gets its receipt too, and a fact. Where that is some of it,
    or the invoice asks for more than came (a discount for paying early that shrank meanwhile), the payment lets go of it: another may
    collect the rest. Of its part it lets go as well, unless that is paid.
    """
    assert payment.settled_at is not None
    due, money = (payment.invoice_id, payment.amount, payment.settled_at), money_from(payment)
    invoice, kept = await billing_actions.receive(scope, *due, begun_at=begun_at, money=money)
    part_paid = kept < payment.amount and await count_part(scope, payment, payment.amount - kept)
    if kept:
        await store.count_unapplied(scope, payment, kept)
        scope.announce(PaymentUnapplied(**about(replace(payment, amount=kept))))
    if invoice.payable or kept:
        await store.release_invoice(scope, payment)
    if payment.instalment_id is not None and not part_paid:
        await store.release_part(scope, payment)
    await _issue_receipt(scope, payment)
    return invoice.payable


def money_from(payment: Payment) -> MoneyFrom:
    """As the books name it."""
    return MoneyFrom(payment.provider, f"payment:{payment.id}:settled")


async def _issue_receipt(scope: Scope, payment: Payment) -> Receipt:
    invoice = await billing.invoice(scope, payment.invoice_id)
    serial = await store.next_serial(scope, invoice.legal_entity)
    receipt = Receipt(
        id=scope.new_id(ReceiptId),
        company_id=payment.company_id,
        payment_id=payment.id,
        invoice_id=payment.invoice_id,
        legal_entity=invoice.legal_entity,
        serial=serial,
        number=receipt_number(serial),
        amount=payment.amount,
        issued_at=scope.now,
    )
    await store.insert_receipt(scope, receipt)
    scope.announce(
        ReceiptIssued(
            company_id=receipt.company_id,
            subject=receipt.id,
            payment_id=receipt.payment_id,
            invoice_id=receipt.invoice_id,
            number=receipt.number,
            amount=receipt.amount,
        )
    )
    return receipt
