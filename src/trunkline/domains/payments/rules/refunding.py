"""What a refund asks for, and what comes of the answer. As with charges UNKNOWN never starts a second one (money policy 9)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from trunkline.domains.payments.model import (
    REFUND_STEPS,
    Outage,
    Refund,
    Refunded,
    RefundOutcome,
    RefundPending,
    RefundRefused,
    RefundState,
    Unknown,
)
from trunkline.domains.payments.rules.collecting import ABANDONED_AFTER, GATEWAY_OUTAGE
from trunkline.domains.payments.rules.retries import OUTAGES_MAX, backoff

_OPEN = frozenset({RefundState.started, RefundState.unknown, RefundState.pending})


def begin_request(refund: Refund, now: datetime) -> Refund | None:
    """The refund as it is written down before the provider is asked; None when there is nothing to ask now.

    Nobody else asks for the next minute. One whose first request nobody is waiting for any more (a crash) is `unknown` from now on.
    """
    if refund.next_at is None or refund.next_at > now:
        return None
    leased = replace(refund, sent_at=refund.sent_at or now, next_at=now + ABANDONED_AFTER)
    if refund.state is RefundState.started and refund.sent_at is not None:
        return _step(leased, RefundState.unknown, message="The process ended before the answer was recorded.")
    return leased


def is_first_request(refund: Refund, leased: Refund) -> bool:
    """Whether the provider has never been asked for the refund: otherwise its fate is looked up first."""
    return refund.sent_at is None and leased.state is RefundState.started


def conclude_refund(refund: Refund, outcome: RefundOutcome, now: datetime) -> Refund:
    """The refund after `outcome`. What is settled stays so, except that money which was sent may come back."""
    match outcome:
        case RefundRefused() if refund.state in _OPEN or _came_back(refund, outcome):
            return _fail(refund, outcome.code, outcome.message, now, outcome.reference)
        case _ if refund.state not in _OPEN:
            return refund
        case Refunded():
            done = _settled(refund, now, outcome.reference)
            return _step(done, RefundState.succeeded, paid_at=now, message=None)
        case RefundPending():
            return _ask_again(replace(refund, reference=outcome.reference), RefundState.pending, outcome.message, now)
        case Outage() if refund.state is RefundState.started:
            return _meet_outage(refund, outcome, now)
        case Outage() | Unknown():
            # Of a request that was repeated; what the first one did is still being looked for.
            state = RefundState.unknown if refund.state is RefundState.started else refund.state
            return _ask_again(refund, state, outcome.message, now)
    return refund


def _came_back(refund: Refund, outcome: RefundRefused) -> bool:
    return refund.state is RefundState.succeeded and outcome.reference == refund.reference


def _meet_outage(refund: Refund, outcome: Outage, now: datetime) -> Refund:
    """The gateway promises that it took nothing: as good as never asked."""
    outages = refund.outages + 1
    if outages > OUTAGES_MAX:
        return _fail(replace(refund, outages=outages), GATEWAY_OUTAGE, outcome.message, now)
    again = backoff(outages, now)
    return replace(refund, sent_at=None, next_at=again, outages=outages, message=outcome.message)


def _ask_again(refund: Refund, state: RefundState, message: str, now: datetime) -> Refund:
    asked = refund.asked + 1
    return _step(refund, state, asked=asked, next_at=backoff(asked, now), message=message)


def _fail(refund: Refund, code: str, message: str, now: datetime, reference: str | None = None) -> Refund:
    done = _settled(refund, now, reference or refund.reference)
    return _step(done, RefundState.failed, failure_code=code, message=message)


def _settled(refund: Refund, now: datetime, reference: str | None) -> Refund:
    return replace(refund, settled_at=now, next_at=None, reference=reference)


def _step(refund: Refund, state: RefundState, **changes: object) -> Refund:
    assert state is refund.state or state in REFUND_STEPS[refund.state], f"{refund.state} cannot become {state}"
    return replace(refund, state=state, **changes)  # type: ignore[arg-type]
