"""What an attempt and its outcome make of a payment. Values in, values out; every step is one that the model allows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from trunkline.domains.payments.model import (
    ATTEMPT_STEPS,
    IN_FLIGHT,
    PAYMENT_STEPS,
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
from trunkline.domains.payments.rules.retries import OUTAGES_MAX, backoff
from trunkline.domains.payments.rules.rotating import RetryPlan, next_try
from trunkline.kernel.ids import AttemptId, PaymentId, PaymentMethodId
from trunkline.kernel.money import Money

GATEWAY_OUTAGE = "gateway_outage"

# A provider that has not answered by then counts as not answering.
ANSWER_WITHIN = timedelta(seconds=30)
# Longer than that: whoever started an attempt this long ago and has not written its result is dead.
ABANDONED_AFTER = timedelta(seconds=60)
# So long a payer has to confirm a payment; then it is let go of. Less than any provider keeps its page open.
CONFIRM_WITHIN = timedelta(hours=1)
URL_LENGTH_MAX = 2000  # a longer one is none that is kept


class Step(StrEnum):
    """What a payment asks for at a moment: nothing, a new attempt, the provider's word on one, or that it be given up as lost first."""

    wait = "wait"
    begin = "begin"
    ask = "ask"
    lose_track = "lose_track"


def next_step(payment: Payment, attempts: Sequence[Attempt], now: datetime) -> Step:
    """The one thing to do now. Two workers that ask at once get answers that do no harm when both are followed."""
    attempt = next((attempt for attempt in attempts if attempt.state in IN_FLIGHT), None)
    if attempt is None:
        is_due = payment.next_attempt_at is not None and payment.next_attempt_at <= now
        return Step.begin if is_due and may_begin_attempt(payment, attempts) else Step.wait
    if attempt.state is AttemptState.started:
        return Step.lose_track if attempt.started_at <= now - ABANDONED_AFTER else Step.wait
    return Step.ask if attempt.ask_at is not None and attempt.ask_at <= now else Step.wait


def may_begin_attempt(payment: Payment, attempts: Sequence[Attempt]) -> bool:
    """Whether a new charge may be asked for: never while the result of an earlier one is open."""
    return payment.state is PaymentState.pending and not any(attempt.state in IN_FLIGHT for attempt in attempts)


def begin_attempt(
    payment: Payment, attempts: Sequence[Attempt], attempt_id: AttemptId, method_id: PaymentMethodId, now: datetime
) -> tuple[Payment, Attempt]:
    """The next attempt, with an idempotency key that names the payment and the attempt's number."""
    assert may_begin_attempt(payment, attempts), f"{payment.id} is {payment.state} or has an attempt in flight"
    number = attempts[-1].number + 1 if attempts else 1  # one may have become a payment of its own
    attempt = Attempt(
        id=attempt_id,
        company_id=payment.company_id,
        payment_id=payment.id,
        number=number,
        idempotency_key=f"{payment.id}-{number}",
        payment_method_id=method_id,
        state=AttemptState.started,
        started_at=now,
        return_url=payment.return_url,
    )
    first = payment.first_attempt_at or now
    begun = replace(payment, payment_method_id=method_id, first_attempt_at=first, next_attempt_at=None)
    return replace(begun, return_url=None), attempt  # whoever sits there now does not at the next


def conclude(
    payment: Payment,
    attempt: Attempt,
    outcome: Outcome,
    now: datetime,
    zone: ZoneInfo,
    *,
    retry: bool = True,
    plan: RetryPlan | None = None,
) -> tuple[Payment, Attempt]:
    """Both after `outcome`. An attempt whose result is certain already stays as it is: a second answer changes nothing.

    Without `retry` an attempt that took nothing was the last one; without a `plan` declines are retried by the default calendar.
    """
    if attempt.state not in IN_FLIGHT:
        return payment, attempt
    match outcome:
        case Succeeded(amount=taken) if taken is not None and taken != payment.amount:
            # Money came, and not what was asked for: that pays nothing, and somebody has to look before anything else is charged.
            return _stay_unknown(
                payment, attempt, f"The provider took {_worded(taken)} instead of {_worded(payment.amount)}.", now
            )
        case Succeeded():
            return _succeed(payment, attempt, outcome, now)
        case Declined():
            return _decline(payment, attempt, outcome, now, zone, (plan or RetryPlan()) if retry else None)
        case Outage() if attempt.state is AttemptState.started:
            return _meet_outage(payment, attempt, outcome, now, retry=retry)
        case ActionNeeded(url=url) if url and len(url) <= URL_LENGTH_MAX and attempt.return_url is not None:
            return _wait_for_payer(payment, attempt, outcome.message, now, url=url, reference=outcome.reference)
        case Outage() if attempt.state is AttemptState.requires_action:
            return _wait_for_payer(payment, attempt, attempt.message, now, url=attempt.action_url)
        case ActionNeeded():
            # It may be taken at any moment, so nothing else may be charged: the provider is asked again.
            return _stay_unknown(payment, attempt, outcome.message, now)
        case Authorised():
            return _stay_unknown(payment, attempt, "The provider holds the amount, and was asked to take it.", now)
        case Outage(absent=True) if attempt.asked >= OUTAGES_MAX and attempt.state is AttemptState.unknown:
            # For most of a day the provider has not had it, and turns away whoever sends it again: nothing was taken, and nobody tries
            # for ever. Money that comes nevertheless is received belatedly.
            return _meet_outage(payment, attempt, outcome, now, retry=False)
        case Outage() | Unknown():
            # The repeated request was refused; that says nothing about the first one, which is still being looked for.
            return _stay_unknown(payment, attempt, outcome.message, now)


def confirm_by(attempt: Attempt) -> datetime:
    """Until when its payer may confirm it."""
    return attempt.started_at + CONFIRM_WITHIN


def hasten(
    payment: Payment,
    attempts: Sequence[Attempt],
    method_id: PaymentMethodId,
    now: datetime,
    return_url: str | None = None,
) -> Payment | None:
    """The payment, to be attempted now with `method_id` because somebody asks for it; None while an attempt is in flight."""
    if not may_begin_attempt(payment, attempts):
        return None
    return replace(payment, payment_method_id=method_id, next_attempt_at=now, return_url=return_url)


def lose_track(payment: Payment, attempt: Attempt, now: datetime) -> tuple[Payment, Attempt]:
    """An attempt that nobody is working on any more (a crash between asking and writing down): to be asked about at once."""
    assert attempt.state is AttemptState.started
    payment, attempt = _stay_unknown(payment, attempt, "The process ended before the answer was recorded.", now)
    return payment, replace(attempt, asked=0, ask_at=now)


def cancel(payment: Payment, attempts: Sequence[Attempt], now: datetime) -> Payment | None:
    """The payment, canceled; None if it cannot be: it is settled, or an attempt is in flight and may yet succeed."""
    if not may_begin_attempt(payment, attempts):
        return None
    return _step(payment, PaymentState.canceled, settled_at=now, next_attempt_at=None)


def continued(payment: Payment, payment_id: PaymentId, amount: Money, now: datetime) -> Payment:
    """The payment that goes on over another amount where this one stood: same calendar, same count of outages, as soon due."""
    return replace(payment, id=payment_id, amount=amount, created_at=now)


def _succeed(payment: Payment, attempt: Attempt, outcome: Succeeded, now: datetime) -> tuple[Payment, Attempt]:
    return (
        _step(payment, PaymentState.succeeded, settled_at=now, next_attempt_at=None, outages=0, failure_code=None),
        _finish(attempt, AttemptState.succeeded, now, reference=outcome.reference, message=None),
    )


def _decline(
    payment: Payment, attempt: Attempt, outcome: Declined, now: datetime, zone: ZoneInfo, plan: RetryPlan | None
) -> tuple[Payment, Attempt]:
    attempt = _finish(
        attempt,
        AttemptState.declined,
        now,
        decline_code=outcome.code,
        decline_kind=outcome.kind,
        message=outcome.message,
        reference=outcome.reference,
    )
    following = None if plan is None else next_try(plan, payment, attempt, now, zone)
    if following is None:
        return _step(payment, PaymentState.failed, settled_at=now, outages=0, failure_code=outcome.code), attempt
    method_id, at = following
    waiting = {"payment_method_id": method_id, "next_attempt_at": at, "outages": 0, "failure_code": outcome.code}
    return _step(payment, PaymentState.pending, **waiting), attempt


def _meet_outage(
    payment: Payment, attempt: Attempt, outcome: Outage, now: datetime, *, retry: bool
) -> tuple[Payment, Attempt]:
    attempt = _finish(attempt, AttemptState.error, now, message=outcome.message)
    outages = payment.outages + 1
    if outages > OUTAGES_MAX or not retry:
        return _step(
            payment, PaymentState.failed, settled_at=now, outages=outages, failure_code=GATEWAY_OUTAGE
        ), attempt
    return _step(payment, PaymentState.pending, next_attempt_at=backoff(outages, now), outages=outages), attempt


def _wait_for_payer(
    payment: Payment, attempt: Attempt, message: str | None, now: datetime, *, url: str | None, **told: str
) -> tuple[Payment, Attempt]:
    """The provider tells when they have confirmed it; it is asked as well, also when their time is over."""
    asked, until = attempt.asked + 1, confirm_by(attempt)
    at = min(backoff(asked, now), until) if now < until else backoff(asked, now)
    waiting = {"message": message, "action_url": url, "asked": asked, "ask_at": at}
    return (
        _step(payment, PaymentState.requires_action, next_attempt_at=None),
        _step_attempt(attempt, AttemptState.requires_action, **waiting, **told),
    )


def _stay_unknown(payment: Payment, attempt: Attempt, message: str, now: datetime) -> tuple[Payment, Attempt]:
    asked = attempt.asked + 1
    return (
        _step(payment, PaymentState.unknown, next_attempt_at=None),
        _step_attempt(
            attempt, AttemptState.unknown, message=message, action_url=None, asked=asked, ask_at=backoff(asked, now)
        ),
    )


def _finish(attempt: Attempt, state: AttemptState, now: datetime, **changes: object) -> Attempt:
    return _step_attempt(attempt, state, finished_at=now, ask_at=None, action_url=None, **changes)


def _step(payment: Payment, state: PaymentState, **changes: object) -> Payment:
    assert state is payment.state or state in PAYMENT_STEPS[payment.state], f"{payment.state} cannot become {state}"
    return replace(payment, state=state, **changes)  # type: ignore[arg-type]


def _step_attempt(attempt: Attempt, state: AttemptState, **changes: object) -> Attempt:
    assert state is attempt.state or state in ATTEMPT_STEPS[attempt.state], f"{attempt.state} cannot become {state}"
    return replace(attempt, state=state, **changes)  # type: ignore[arg-type]


def _worded(amount: Money) -> str:
    return f"{amount.major} {amount.currency.code}"
