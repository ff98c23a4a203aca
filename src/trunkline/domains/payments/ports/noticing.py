"""What a provider tells us by itself: its notices (webhooks, events, IPN)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from trunkline.domains.payments.model import About, Outcome, RefundOutcome


@dataclass(frozen=True, slots=True)
class ReceivedNotice:
    """A notice whose signature is right, or that was fetched from the provider itself.

    `event_id` is the provider's: the same event has the same one, however often it is delivered. `kind` is the provider's word
    (`payment_intent.succeeded`); `about` and `reference` say of which object of ours or theirs the current state is to be fetched, with
    `about` None for kinds that we have no use for. `body` is kept for the operator: no secrets, no card numbers.
    """

    provider: str
    event_id: str
    kind: str
    created_at: datetime
    about: About | None
    reference: str | None
    body: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class NoticePage:
    """Notices, oldest first, and where the next page begins; None after the last."""

    notices: Sequence[ReceivedNotice]
    next_cursor: str | None


@runtime_checkable
class NoticeSource(Protocol):
    """The part of a provider that tells of what happened there."""

    async def verify_notice(self, body: bytes, headers: Mapping[str, str], now: datetime) -> ReceivedNotice:
        """The notice in a delivery. The signature is checked over the raw bytes, before anything is parsed.

        Header names are in lower case. Raises `Forbidden` for a signature that is wrong, missing or too old, `Invalid` for a body that
        is signed and yet no notice, `Unavailable` when what is needed to verify it cannot be had now.
        """
        ...

    async def notices_since(self, since: datetime, cursor: str | None = None) -> NoticePage:
        """A page of what was told since a moment, from the provider's own list: for what never arrived. Raises `Unavailable`."""
        ...

    async def charge_now(self, reference: str) -> Outcome | None:
        """How the charge with the provider's reference stands now; None when it is not known there."""
        ...

    async def refund_now(self, reference: str) -> RefundOutcome | None:
        """How the refund with the provider's reference stands now; None when it is not known there."""
        ...

    async def key_of(self, about: About, reference: str) -> str | None:
        """The idempotency key with which we asked for the object; None when it was not us. Raises `Unavailable`."""
        ...


@runtime_checkable
class FormNotices(Protocol):
    """A provider that has an older kind of notice as well: a form without a signature, verified by sending it back (PayPal's IPN)."""

    async def verify_ipn(self, body: bytes, now: datetime) -> Sequence[ReceivedNotice]:
        """The notices in a form; a mass payment has many. Raises as `NoticeSource.verify_notice` does."""
        ...
