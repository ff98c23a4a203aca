"""What a provider's word makes of a dispute. Only what was asked later than what is known counts; what was decided may be appealed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from trunkline.domains.payments.model import DISPUTE_STEPS, Dispute, DisputeNow, DisputeState
from trunkline.kernel.money import Money

# Notices tell sooner; this is for those that never come.
DISPUTE_POLLED_EVERY = timedelta(hours=6)

_AWAY = frozenset({DisputeState.open, DisputeState.answered, DisputeState.lost, DisputeState.accepted})


def is_held(told: DisputeNow) -> bool:
    """Whether our money is with the provider or the payer. Where the provider does not say, the state does."""
    if told.state is DisputeState.won:
        return False
    return told.state in _AWAY if told.held is None else told.held


def follow_dispute(dispute: Dispute, told: DisputeNow, seen_at: datetime, now: datetime) -> Dispute:
    """The dispute after what the provider said when it was asked at `seen_at`.

    Money that is held stays so until the dispute is won: providers book it back and forth in between. A decision stands until something
    else is said later: another one, an appeal, or another amount or fee.
    """
    moves = told.state is dispute.state or told.state in DISPUTE_STEPS[dispute.state]
    if seen_at < dispute.seen_at or not moves:
        return dispute
    followed = replace(
        dispute,
        state=told.state,
        seen_at=seen_at,
        evidence_due_at=told.evidence_due_at or dispute.evidence_due_at,
        amount=told.amount if told.amount.currency == dispute.amount.currency else dispute.amount,
        fee=_fee(dispute, told),
        held=told.state is not DisputeState.won and (dispute.held or is_held(told)),
    )
    if dispute.is_decided and (seen_at == dispute.seen_at or replace(followed, seen_at=dispute.seen_at) == dispute):
        return dispute
    after = timed(followed, now)
    return replace(after, turns=dispute.turns + _is_turn(dispute, after))


def _fee(dispute: Dispute, told: DisputeNow) -> Money | None:
    """What is kept by now. Once it is booked it stays in its currency."""
    booked = dispute.held_at is not None and dispute.fee is not None
    if told.fee is None or (booked and dispute.fee is not None and told.fee.currency != dispute.fee.currency):
        return dispute.fee
    return told.fee


def _is_turn(before: Dispute, after: Dispute) -> bool:
    """Whether the books have to be changed otherwise than by opening the dispute and deciding it once."""
    if before.held_at is None and not before.is_decided:
        return False  # nothing was booked
    moved = (before.contested, before.lost, before.fee) != (after.contested, after.lost, after.fee)
    changed = before.amount != after.amount or before.fee != after.fee
    return moved and (before.turns > 0 or before.is_decided or changed)


def timed(dispute: Dispute, now: datetime) -> Dispute:
    """The dispute with when it took our money, when it ended, and when it is to be asked about again.

    One that is over when it is first read took it as well, where the provider has kept a fee: money came and went while nobody looked.
    """
    was_taken = dispute.held or (dispute.is_decided and bool(dispute.fee))
    held_at = dispute.held_at or (now if was_taken else None)
    if dispute.is_decided:
        return replace(dispute, held_at=held_at, closed_at=now, next_at=None)
    return replace(dispute, held_at=held_at, closed_at=None, next_at=now + DISPUTE_POLLED_EVERY)
