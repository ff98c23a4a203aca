"""What a provider has kept of a payment."""

from __future__ import annotations

from trunkline.domains.ledger import actions as ledger
from trunkline.domains.ledger import rules
from trunkline.domains.ledger.model import Booking, Event
from trunkline.domains.payments import queries, store
from trunkline.domains.payments.actions.arrangement_charges import book_arrangement_fee
from trunkline.domains.payments.model import Payment, fee_source
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import ArrangementChargeId, PaymentId
from trunkline.kernel.money import Money


async def book_fee(scope: Scope, payment: Payment, fee: Money) -> bool:
    """Book the fee of a payment, once: False when it is booked already, whoever told of it. Nothing is announced: the payment was.

    The fee may be in another currency than the payment, and is nothing where the provider says so.
    """
    if not await store.insert_fee(scope, payment, fee):
        return False
    booking = Booking(
        event=Event.fee_charged,
        source=fee_source(payment.id),
        postings=rules.fee_charged(fee, payment.provider),
        document=payment.invoice_id,
        at=payment.settled_at,
    )
    ledger.post(scope, payment.company_id, booking)
    return True


async def book_fee_of(scope: Scope, reference: str, fee: Money) -> bool:
    """Of what a reconciliation calls a payment: one of ours, or a charge of an arrangement. Raises `NotFound`."""
    if reference.startswith(f"{ArrangementChargeId.prefix}_"):
        return await book_arrangement_fee(scope, ArrangementChargeId(reference), fee)
    return await book_fee(scope, (await queries.payment(scope, PaymentId(reference))).payment, fee)
