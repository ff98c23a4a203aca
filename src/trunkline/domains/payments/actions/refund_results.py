"""What follows from what became of a refund, in the transaction that writes it down: the books, the credit, and who is told."""

from __future__ import annotations

from typing import TypedDict

from trunkline.domains.billing import actions as billing
from trunkline.domains.ledger import actions as ledger
from trunkline.domains.ledger import rules
from trunkline.domains.ledger.model import Booking, Event
from trunkline.domains.payments import store
from trunkline.domains.payments.events import RefundFailed, RefundSucceeded, RefundUnknown
from trunkline.domains.payments.model import Refund, RefundState, refund_source
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import CompanyId, InvoiceId, PaymentId
from trunkline.kernel.money import Money


class About(TypedDict):
    """The fields that every fact about a refund has."""

    company_id: CompanyId
    subject: str
    payment_id: PaymentId
    invoice_id: InvoiceId
    invoice_number: str
    amount: Money


def refund_about(refund: Refund) -> About:
    return About(
        company_id=refund.company_id,
        subject=refund.id,
        payment_id=refund.payment_id,
        invoice_id=refund.invoice_id,
        invoice_number=refund.invoice_number,
        amount=refund.amount,
    )


async def apply_result(scope: Scope, before: Refund, after: Refund) -> None:
    """Asking once more in vain is no news, and being taken on by the provider changes nothing yet."""
    if after.state is before.state:
        return
    match after.state:
        case RefundState.succeeded:
            assert after.settled_at is not None
            _post(scope, after, Event.refund_paid, "paid")
            scope.announce(RefundSucceeded(**refund_about(after), settled_at=after.settled_at))
        case RefundState.failed:
            await _fail(scope, before, after)
        case RefundState.unknown:
            assert after.next_at is not None
            scope.announce(RefundUnknown(**refund_about(after), ask_at=after.next_at))


async def _fail(scope: Scope, before: Refund, after: Refund) -> None:
    """The company has its credit again, and as much of the payment may be given back anew."""
    came_back = before.state is RefundState.succeeded
    if came_back:
        _post(scope, after, Event.refund_returned, "returned")
    await store.release_refund(scope, after.payment_id, after.amount)
    await billing.give_back_refund(scope, after.invoice_id, after.amount)
    code, message = after.failure_code or "", after.message or ""
    scope.announce(RefundFailed(**refund_about(after), code=code, message=message, came_back=came_back))


def _post(scope: Scope, refund: Refund, event: Event, what: str) -> None:
    rule = rules.refund_paid if event is Event.refund_paid else rules.refund_returned
    booking = Booking(
        event=event,
        source=refund_source(refund.id, what),
        postings=rule(refund.amount, refund.provider),
        document=refund.invoice_id,
        at=refund.settled_at,
        note=refund.reference or "",
    )
    ledger.post(scope, refund.company_id, booking)
