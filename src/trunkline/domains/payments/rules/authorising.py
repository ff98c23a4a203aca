"""Money that is held first and taken by hand: what a provider's answer makes of such a payment. Values in, values out."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from trunkline.domains.payments.model import (
    IN_FLIGHT,
    ActionNeeded,
    Attempt,
    AttemptState,
    Authorised,
    Declined,
    Outage,
    Outcome,
    Payment,
    PaymentState,
    Succeeded,
    Unknown,
)
from trunkline.domains.payments.rules.collecting import conclude
from trunkline.domains.payments.rules.retries import backoff
from trunkline.kernel.money import Money

AUTHORISATION_EXPIRED = "authorisation_expired"
# A provider's word for what is held no longer and was not taken: neither bank nor payer declined anything.
RELEASED = "canceled"
# How often a provider is asked about what it holds: its notices are faster, where they arrive.
LOOKED_AT_EVERY = timedelta(hours=6)


def conclude_hold(
    payment: Payment, attempt: Attempt, outcome: Outcome, now: datetime, zone: ZoneInfo
) -> tuple[Payment, Attempt]:
    """Both after `outcome`, as `conclude` says it. It is attempted once; captured, the payment is over what was captured.

    What is held waits for no payer: such an answer is older than the one that said so, and takes nothing back.
    """
    if attempt.state not in IN_FLIGHT:
        return payment, attempt
    match outcome:
        case Authorised(amount=held) if held == payment.amount:
            return _hold(payment, attempt, outcome, now)
        case Succeeded(amount=taken) if taken is not None and _is_of(taken, payment):
            return conclude(replace(payment, amount=taken), attempt, outcome, now, zone)
        case Declined() if attempt.authorised_until is not None:
            return _let_go(payment, attempt, outcome, now)
        case Outage() | ActionNeeded() if attempt.authorised_until is not None:
            return _still_held(payment, attempt, now)
        case Unknown() if attempt.authorised_until is not None and not _is_asked_for(attempt):
            return _still_held(payment, attempt, now)
        case Authorised():
            told = Unknown("The provider holds another amount than was asked for.")
            return conclude(payment, attempt, told, now, zone)
    return conclude(payment, attempt, outcome, now, zone, retry=False)


def ask_to_capture(attempt: Attempt, amount: Money, now: datetime) -> Attempt:
    """To be captured now. Written down before anybody is asked: who comes after a crash goes on with it."""
    return replace(attempt, capture_minor=amount.minor, asked=0, ask_at=now)


def ask_to_void(attempt: Attempt, now: datetime) -> Attempt:
    """To be released now."""
    return replace(attempt, void_asked_at=now, asked=0, ask_at=now)


def _hold(payment: Payment, attempt: Attempt, outcome: Authorised, now: datetime) -> tuple[Payment, Attempt]:
    """Newly, or still: then what was asked for has not come about, and is asked for again, unless the provider refuses it for good."""
    until = outcome.expires_at
    told = replace(attempt, authorised_until=until, reference=outcome.reference, message=None)
    if outcome.refused is not None and outcome.refused.minor == attempt.capture_minor:
        told = replace(told, capture_minor=None, message=outcome.message)
    if _is_asked_for(told):
        return _still_held(payment, told, now)
    at = min(now + LOOKED_AT_EVERY, until) if now < until else now + LOOKED_AT_EVERY
    return _held(payment), replace(told, state=AttemptState.authorised, action_url=None, asked=0, ask_at=at)


def _still_held(payment: Payment, attempt: Attempt, now: datetime) -> tuple[Payment, Attempt]:
    asked = attempt.asked + 1
    return _held(payment), replace(attempt, state=AttemptState.authorised, asked=asked, ask_at=backoff(asked, now))


def _held(payment: Payment) -> Payment:
    return replace(payment, state=PaymentState.authorised, next_attempt_at=None, failure_code=None)


def _let_go(payment: Payment, attempt: Attempt, outcome: Declined, now: datetime) -> tuple[Payment, Attempt]:
    """Released because somebody asked for it, or a failure: declined, or released by itself. Nothing is left to be captured."""
    voided = attempt.void_asked_at is not None
    state = PaymentState.canceled if voided else PaymentState.failed
    code = None if voided else AUTHORISATION_EXPIRED if outcome.code == RELEASED else outcome.code
    ended = replace(attempt, state=AttemptState.declined, finished_at=now, ask_at=None, action_url=None)
    said = replace(ended, decline_code=code or outcome.code, decline_kind=outcome.kind, message=outcome.message)
    return replace(payment, state=state, settled_at=now, next_attempt_at=None, failure_code=code), said


def _is_asked_for(attempt: Attempt) -> bool:
    return attempt.capture_minor is not None or attempt.void_asked_at is not None


def _is_of(taken: Money, payment: Payment) -> bool:
    """Whether it can be money of this payment: no more than was held."""
    return taken.currency == payment.amount.currency and 0 < taken.minor <= payment.amount.minor
