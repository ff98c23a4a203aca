"""Notices: what a provider tells us by itself, kept once per event of theirs, and what came of it.

received ──► done | ignored        waiting: what it is about is not there yet, or the provider cannot be asked now
received ──► waiting ──► done | ignored | failed        failed: given up; somebody has to look, and may have it handled again
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from trunkline.kernel.errors import Unavailable
from trunkline.kernel.ids import NoticeId, PaymentId


class About(StrEnum):
    """The kinds of object whose current state is fetched when a notice names one."""

    charge = "charge"
    refund = "refund"
    dispute = "dispute"
    setup = "setup"
    payout = "payout"
    arrangement = "arrangement"


class NoticeState(StrEnum):
    received = "received"
    waiting = "waiting"
    done = "done"
    ignored = "ignored"
    failed = "failed"


class NotShown(Unavailable):
    """The provider was reached, and refuses to show what it was asked for: it may say the same for ever."""

    code = "not_shown"
    title = "The provider does not show it"


@dataclass(frozen=True, slots=True)
class Notice:
    """`told_at` is the provider's time, `received_at` ours; `polled` says that it was found in the provider's list, not delivered.

    `deliveries` counts how often the same event came. `effect` says in words what came of it; `body` is what was sent.
    `payment_id`: which of our payments it turned out to be about.
    """

    id: NoticeId
    provider: str
    event_id: str
    kind: str
    about: About | None
    reference: str | None
    told_at: datetime
    received_at: datetime
    polled: bool
    deliveries: int
    state: NoticeState
    effect: str
    handled_at: datetime | None
    body: Mapping[str, object]
    payment_id: PaymentId | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a notice: the state that it ends in, why in words, and about which payment it was, where that is known."""

    state: NoticeState
    effect: str
    payment_id: PaymentId | None = None
