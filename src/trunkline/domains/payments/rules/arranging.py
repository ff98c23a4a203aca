"""How an arrangement moves: towards what the provider says, and never back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from trunkline.domains.payments.model.arrangements import (
    INTERVAL_COUNT_MAX,
    OVER,
    Arrangement,
    ArrangementNow,
    ArrangementState,
    Interval,
)
from trunkline.kernel.period import add_months

# How long an answer that did not come, or a cancellation, is waited for before the provider is asked again.
SOON = timedelta(minutes=2)
# How often the provider is asked without a notice: the payer may agree at any moment, and a notice may be lost.
WHILE_WAITING = timedelta(minutes=30)
AT_REST = timedelta(hours=12)
AFTER_A_CHARGE = timedelta(hours=2)
# A request whose answer was lost may still be worked on at the provider as long as its key lives: 24 hours at Stripe, with an hour for
# clocks that differ. Until then nobody can say that nothing came of it.
KEY_LIVES = timedelta(hours=25)

_WAITING = frozenset({ArrangementState.starting, ArrangementState.awaiting_approval})


def interval_is_held(interval: Interval, count: int) -> bool:
    """Whether every provider can hold a schedule of that length."""
    return 1 <= count <= INTERVAL_COUNT_MAX[interval]


def charge_day(starts_at: datetime, interval: Interval, count: int, index: int) -> datetime:
    """When charge `index` is due, the first being 0: from the first day, never from the charge before. In UTC, as providers count."""
    first = starts_at.astimezone(UTC)
    if interval is Interval.week:
        return first + timedelta(weeks=count * index)
    months = count * index * (12 if interval is Interval.year else 1)
    day = add_months(first.date(), months)
    return first.replace(year=day.year, month=day.month, day=day.day)


def sent(before: Arrangement, now: datetime) -> Arrangement:
    """The provider is about to be asked for it. The moment of the first time stays: it is part of how it is found again."""
    return replace(before, first_sent_at=before.first_sent_at or now, look_at=now + SOON)


def opened(before: Arrangement, reference: str, approval_url: str | None, now: datetime) -> Arrangement:
    """The provider holds it. Whether it is active already is told when it is asked how it stands.

    What was over here without being held is held after all: it stays over, and is to be ended at the provider, which may charge by it.
    """
    if before.reference is not None:
        return before
    if before.is_over:
        return replace(before, reference=reference, cancel_asked_at=before.cancel_asked_at or now, look_at=now)
    state = ArrangementState.awaiting_approval if approval_url else before.state
    return replace(before, reference=reference, approval_url=approval_url, state=state, look_at=now)


def refused(before: Arrangement, message: str, now: datetime) -> Arrangement:
    """The provider will not hold it, and nothing was made."""
    return _over(before, ArrangementState.cancelled, now, message)


def may_yet_be_held(first_sent_at: datetime, now: datetime) -> bool:
    """Whether a request that left no trace may still become an arrangement."""
    return now < first_sent_at + KEY_LIVES


def forgotten(before: Arrangement, now: datetime) -> Arrangement:
    """The provider does not know it. Providers forget what no payer has agreed to in time; anything else is asked about again."""
    if before.state is ArrangementState.awaiting_approval:
        return _over(before, ArrangementState.cancelled, now, "The payer has not agreed in time.")
    return replace(before, look_at=None if before.is_over else now + AT_REST)


def advanced(before: Arrangement, told: ArrangementNow, paid: int, asked_at: datetime) -> Arrangement:
    """The arrangement after what the provider said at `asked_at`, `paid` charges of it being recorded.

    What is over stays over, an older answer changes nothing, and what was agreed to is not agreed to again. What is over here and not yet
    at the provider is asked about until it is.
    """
    if before.seen_at is not None and asked_at < before.seen_at:
        return before
    if before.is_over:
        return before if before.look_at is None else _held_after_all(before, told, asked_at)
    state = _state(before, told.state, paid)
    if state in OVER:
        return _over(before, state, asked_at, before.message)
    waits = state is ArrangementState.awaiting_approval
    return replace(
        before,
        state=state,
        approval_url=(told.approval_url or before.approval_url) if waits and before.cancel_asked_at is None else None,
        next_charge_at=told.next_charge_at,
        seen_at=asked_at,
        look_at=_look_at(before, state, told.next_charge_at, asked_at),
    )


def is_current(one: Arrangement) -> bool:
    """Whether it can be relied on to bring the money: invoices then wait for it until they are past due."""
    return one.state is ArrangementState.active and one.cancel_asked_at is None


def _state(before: Arrangement, told: ArrangementState, paid: int) -> ArrangementState:
    if told in OVER:
        complete = before.charges_max is not None and paid >= before.charges_max
        return ArrangementState.ended if complete else told
    if told in _WAITING and before.state not in _WAITING:
        return before.state
    return told


def _held_after_all(before: Arrangement, told: ArrangementNow, asked_at: datetime) -> Arrangement:
    return replace(
        before, seen_at=asked_at, look_at=None if told.state in OVER else asked_at + _while_cancelling(told.state)
    )


def _while_cancelling(state: ArrangementState) -> timedelta:
    """While nobody has agreed there is nothing that the provider could cancel: whoever agrees yet is cancelled then."""
    return WHILE_WAITING if state is ArrangementState.awaiting_approval else SOON


def _look_at(before: Arrangement, state: ArrangementState, due: datetime | None, now: datetime) -> datetime:
    if before.cancel_asked_at is not None:
        return now + _while_cancelling(state)
    if state is ArrangementState.starting:
        return now + SOON
    if state is ArrangementState.awaiting_approval:
        return now + WHILE_WAITING
    return min(now + AT_REST, due + AFTER_A_CHARGE) if due is not None and due > now else now + AT_REST


def _over(before: Arrangement, state: ArrangementState, at: datetime, message: str | None) -> Arrangement:
    over = replace(before, state=state, ended_at=at, seen_at=at, message=message)
    return replace(over, approval_url=None, next_charge_at=None, look_at=None)
