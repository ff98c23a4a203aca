"""What a provider's word makes of a dispute. Only what was asked later than what is known counts, and nothing moves backwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from trunkline.domains.payments.model import DISPUTE_STEPS, Dispute, DisputeNow, DisputeState

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

    Money that is held stays so until the dispute is won: providers book it back and forth in between.
    """
    moves = told.state is dispute.state or told.state in DISPUTE_STEPS[dispute.state]
    if dispute.is_decided or seen_at < dispute.seen_at or not moves:
        return dispute
    followed = replace(
        dispute,
        state=told.state,
        seen_at=seen_at,
        evidence_due_at=told.evidence_due_at or dispute.evidence_due_at,
        fee=dispute.fee if dispute.held else told.fee or dispute.fee,
        held=told.state is not DisputeState.won and (dispute.held or is_held(told)),
    )
    return timed(followed, now)


def timed(dispute: Dispute, now: datetime) -> Dispute:
    """The dispute with when it took our money, when it ended, and when it is to be asked about again."""
    held_at = dispute.held_at or (now if dispute.held else None)
    if dispute.is_decided:
        return replace(dispute, held_at=held_at, closed_at=now, next_at=None)
    return replace(dispute, held_at=held_at, next_at=now + DISPUTE_POLLED_EVERY)
