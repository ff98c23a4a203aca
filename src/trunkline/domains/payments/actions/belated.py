"""A provider that took the money after it had said that it took nothing: received all the same, in the transaction that learns of it."""

from __future__ import annotations

from collections.abc import Sequence

from trunkline.domains.payments import store
from trunkline.domains.payments.actions.announcing import about, announce_result
from trunkline.domains.payments.actions.opening import collect_invoice
from trunkline.domains.payments.actions.settling import settle
from trunkline.domains.payments.events import PaymentBelated
from trunkline.domains.payments.model import Attempt, Payment, Succeeded
from trunkline.domains.payments.queries import methods_used
from trunkline.domains.payments.rules import must_stand_alone, stand_alone, succeed_belatedly, told_to_payer
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import PaymentId


async def receive_belated(
    scope: Scope, payment: Payment, attempts: Sequence[Attempt], attempt: Attempt, outcome: Succeeded
) -> Payment:
    """The payment that has the money now: the attempt's, or one of its own where that has money, or may have it, of another attempt.

    The invoice is paid with it; what the invoice does not ask for is the company's credit, and what it still asks for is collected, unless
    the money was held first. The payment must be locked.
    """
    method = (await methods_used(scope, [attempt.payment_method_id]))[attempt.payment_method_id]
    paid, taken = succeed_belatedly(payment, attempt, outcome, method.provider, scope.now)
    alone = must_stand_alone(attempts)
    if alone:
        paid, taken = stand_alone(paid, taken, scope.new_id(PaymentId), scope.now)
    await store.put_belated(scope, paid, is_new=alone)
    await store.save_attempt(scope, taken)
    told, _ = told_to_payer(attempt.decline_code, None)
    scope.announce(PaymentBelated(**about(paid), provider=paid.provider, told_before=told or attempt.state.value))
    announce_result(scope, paid, attempt, taken)
    if await settle(scope, paid, attempt.started_at) and not paid.manual_capture:
        await collect_invoice(scope, paid.invoice_id)
    return paid
