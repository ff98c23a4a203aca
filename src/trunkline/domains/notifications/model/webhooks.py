"""Outgoing webhooks: where an integrator listens, what is delivered there, and each attempt at it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from trunkline.kernel.ids import CompanyId, FactId, UserId, WebhookDeliveryId, WebhookEndpointId

EVERYTHING = "*"
URL_LENGTH_MAX = 2000
DESCRIPTION_LENGTH_MAX = 200
# Per company, and as many of the platform's own: each fact is a delivery to every one of them. Stripe allows as many.
ENDPOINTS_MAX = 16
KINDS_MAX = 100
EXCERPT_LENGTH_MAX = 1000
ERROR_LENGTH_MAX = 300
# How long the old secret signs beside the new one, so that a receiver can change over without losing a delivery.
SECRETS_OVERLAP = timedelta(hours=24)


class DisabledBecause(StrEnum):
    asked = "asked"
    gone = "gone"
    failing = "failing"


class DeliveryState(StrEnum):
    """`withheld`: not sent, because the endpoint was disabled meanwhile or whoever answers for it may no longer hear the fact."""

    waiting = "waiting"
    delivered = "delivered"
    failed = "failed"
    withheld = "withheld"


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Hears facts of its company, or without one of the platform, as far as `user_id` may who answers for it.

    `narrowed_to`: the permissions of the API key that it was made with, which hold it narrower; None where a person made it.
    `kinds`: kinds of facts (`invoice.paid`), families (`invoice.*`), or `*` for all. `failing_since`: nothing was delivered since.
    """

    id: WebhookEndpointId
    company_id: CompanyId | None
    user_id: UserId
    narrowed_to: frozenset[str] | None
    url: str
    description: str
    kinds: tuple[str, ...]
    enabled: bool
    disabled_because: DisabledBecause | None
    failing_since: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class MadeEndpoint:
    """A fresh endpoint, or one with a fresh secret, which is told this once."""

    endpoint: Endpoint
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One fact for one endpoint. `tries` counts since it was last asked for, `attempts` ever; `turn` names the job that is to try it."""

    id: WebhookDeliveryId
    company_id: CompanyId | None
    endpoint_id: WebhookEndpointId
    fact_id: FactId
    kind: str
    subject: str
    audience: str
    happened_at: datetime
    state: DeliveryState
    tries: int
    attempts: int
    turn: int
    next_attempt_at: datetime | None
    created_at: datetime
    delivered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a POST. `status` None: no answer came, and `error` says why. `excerpt` is how the body begins."""

    status: int | None
    error: str | None = None
    excerpt: str = ""

    @property
    def delivered(self) -> bool:
        return self.status is not None and 200 <= self.status < 300

    @property
    def gone(self) -> bool:
        """The receiver says that it will never want anything again."""
        return self.status == 410


@dataclass(frozen=True, slots=True)
class Attempt:
    """One POST as it is kept. Without status and error it is under way, or its process ended before an answer was written down."""

    number: int
    started_at: datetime
    duration_ms: int | None
    status: int | None
    error: str | None
    excerpt: str
