"""Giving a payment up: an invoice is not collected any more, or otherwise."""

from __future__ import annotations

from trunkline.domains.payments import store
from trunkline.domains.payments.actions.announcing import about
from trunkline.domains.payments.actions.releasing import release_held
from trunkline.domains.payments.actions.settling import owed
from trunkline.domains.payments.events import PaymentCanceled
from trunkline.domains.payments.model import Attempt, Payment
from trunkline.domains.payments.queries import payment_holding
from trunkline.domains.payments.rules import cancel
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import InvoiceId


async def cancel_collection(scope: Scope, invoice_id: InvoiceId, reason: str) -> None:
    """Stop collecting an invoice. An attempt in flight is left to end: its money, if it comes, is then known as unapplied.

    What somebody asked for after the invoice was given up is left as well: the giving up may be told of later than that.
    """
    held = await payment_holding(scope, invoice_id)
    if held is None:
        return
    payment, attempts = await store.lock_payment(scope, held.id)
    await release_held(scope, payment, attempts)
    if not (payment.may_take_what_was_given_up and await owed(scope, payment)):
        await cancel_payment(scope, payment, attempts, reason)


async def cancel_payment(scope: Scope, payment: Payment, attempts: list[Attempt], reason: str) -> bool:
    """Cancel, unless the payment is settled or an attempt in flight may yet succeed: False then."""
    canceled = cancel(payment, attempts, scope.now)
    if canceled is None:
        return False
    await store.save_payment(scope, canceled)
    scope.announce(PaymentCanceled(**about(payment), reason=reason))
    return True
