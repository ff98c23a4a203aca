"""Telling what came of an attempt."""

from __future__ import annotations

from dataclasses import replace
from typing import TypedDict

from trunkline.domains.payments.events import (
    PaymentActionNeeded,
    PaymentAttemptFailed,
    PaymentAuthorised,
    PaymentCanceled,
    PaymentCaptureRefused,
    PaymentFailed,
    PaymentSucceeded,
    PaymentUnknown,
)
from trunkline.domains.payments.model import Attempt, AttemptState, Payment, PaymentState
from trunkline.domains.payments.rules import GATEWAY_OUTAGE, confirm_by, told_to_payer
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import CompanyId, InvoiceId
from trunkline.kernel.money import Money


class About(TypedDict):
    """The fields that every fact about a payment has."""

    company_id: CompanyId
    subject: str
    invoice_id: InvoiceId
    invoice_number: str
    amount: Money


def about(payment: Payment) -> About:
    return About(
        company_id=payment.company_id,
        subject=payment.id,
        invoice_id=payment.invoice_id,
        invoice_number=payment.invoice_number,
        amount=payment.amount,
    )


def announce_result(scope: Scope, payment: Payment, before: Attempt, attempt: Attempt) -> None:
    """Announce what changed between `before` and `attempt`; asking once more in vain is no news."""
    match attempt.state:
        case AttemptState.succeeded:
            assert payment.settled_at is not None
            scope.announce(PaymentSucceeded(**about(payment), attempt=attempt.number, settled_at=payment.settled_at))
        case AttemptState.authorised if before.authorised_until is None:
            assert attempt.authorised_until is not None
            scope.announce(PaymentAuthorised(**about(payment), expires_at=attempt.authorised_until))
        case AttemptState.authorised if before.capture_minor is not None and attempt.capture_minor is None:
            asked_for = replace(payment.amount, minor=before.capture_minor)
            told = attempt.message or "The provider gave no reason."
            scope.announce(PaymentCaptureRefused(**about(payment), captured=asked_for, message=told))
        case AttemptState.declined if payment.state is PaymentState.canceled:
            scope.announce(PaymentCanceled(**about(payment), reason="What was held of it was released."))
        case AttemptState.declined | AttemptState.error:
            _announce_failure(scope, payment, attempt)
        case AttemptState.requires_action if before.state is not AttemptState.requires_action:
            by = confirm_by(attempt)
            scope.announce(PaymentActionNeeded(**about(payment), attempt=attempt.number, confirm_by=by))
        case AttemptState.unknown if before.state is not AttemptState.unknown:
            assert attempt.ask_at is not None
            scope.announce(PaymentUnknown(**about(payment), attempt=attempt.number, ask_at=attempt.ask_at))


def _announce_failure(scope: Scope, payment: Payment, attempt: Attempt) -> None:
    # Companies hear of it as well: why a card was declined is seen at the payment, by the operator.
    told, message = told_to_payer(attempt.decline_code, attempt.message)
    code, message = told or GATEWAY_OUTAGE, message or ""
    scope.announce(
        PaymentAttemptFailed(
            **about(payment),
            attempt=attempt.number,
            code=code,
            decline_kind=attempt.decline_kind,
            message=message,
            next_attempt_at=payment.next_attempt_at,
        )
    )
    if payment.state is PaymentState.failed:
        whose = {"settles_plan": payment.settles_plan, "manual_capture": payment.manual_capture}
        scope.announce(PaymentFailed(**about(payment), code=code, message=message, **whose))
