"""Money that a provider has, by its own word, of an attempt that had taken nothing by its earlier word. Values in, values out.

The one way out of states that have none: what is at the provider is ours, and belongs in the books, whatever was said before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from trunkline.domains.payments.model import IN_FLIGHT, Attempt, AttemptState, Outcome, Payment, PaymentState, Succeeded
from trunkline.domains.payments.rules.declines import told_to_payer
from trunkline.kernel.ids import PaymentId

# Of these an attempt had taken nothing.
_TOOK_NOTHING = frozenset({AttemptState.declined, AttemptState.error})


def is_belated(payment: Payment, attempt: Attempt, outcome: Outcome) -> bool:
    """Whether the outcome brings money that was believed not to come. Money of another currency is not what was asked for at all."""
    if attempt.state not in _TOOK_NOTHING or not isinstance(outcome, Succeeded):
        return False
    return outcome.amount is None or outcome.amount.currency == payment.amount.currency


def must_stand_alone(attempts: Sequence[Attempt]) -> bool:
    """Whether the payment has, or may have, money of another attempt: what comes belatedly is then a payment of its own."""
    return any(one.state in IN_FLIGHT or one.state is AttemptState.succeeded for one in attempts)


def succeed_belatedly(
    payment: Payment, attempt: Attempt, outcome: Succeeded, provider: str, now: datetime
) -> tuple[Payment, Attempt]:
    """Both, with the money that came: through the attempt's own method and `provider`."""
    paid = replace(
        payment,
        state=PaymentState.succeeded,
        amount=outcome.amount or payment.amount,
        provider=provider,
        payment_method_id=attempt.payment_method_id,
        first_attempt_at=payment.first_attempt_at or attempt.started_at,
        next_attempt_at=None,
        settled_at=now,
        outages=0,
        failure_code=None,
    )
    return paid, _taken(attempt, outcome, now)


def stand_alone(paid: Payment, attempt: Attempt, payment_id: PaymentId, now: datetime) -> tuple[Payment, Attempt]:
    """The money as a payment of its own, of which the attempt is the only one; nothing of the other's refunds or disputes is its."""
    alone = replace(
        paid,
        id=payment_id,
        created_at=now,
        first_attempt_at=attempt.started_at,
        refunded_minor=0,
        disputed_minor=0,
        unapplied_minor=0,
    )
    return alone, replace(attempt, payment_id=payment_id, number=1)


def _taken(attempt: Attempt, outcome: Succeeded, now: datetime) -> Attempt:
    told, _ = told_to_payer(attempt.decline_code or attempt.state.value, None)
    return replace(
        attempt,
        state=AttemptState.succeeded,
        finished_at=now,
        decline_code=None,
        decline_kind=None,
        message=f"The provider said {told} first, and that it took the money later.",
        reference=outcome.reference,
        ask_at=None,
    )
