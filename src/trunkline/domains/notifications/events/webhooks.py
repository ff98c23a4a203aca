"""What is announced about webhooks. Never a secret, and never a whole URL: its path may be one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from trunkline.domains.access.model import Permission
from trunkline.domains.notifications.model import DisabledBecause
from trunkline.kernel.fact import Fact
from trunkline.kernel.ids import WebhookEndpointId


@dataclass(frozen=True, slots=True, kw_only=True)
class _EndpointFact(Fact):
    """The endpoint is the subject; `host` is where it leads."""

    audience: ClassVar[str] = Permission.webhooks_read

    host: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookEndpointCreated(_EndpointFact):
    """From now on these kinds of facts are delivered there."""

    kind: ClassVar[str] = "webhook_endpoint.created"

    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookEndpointChanged(_EndpointFact):
    """`changed` names what is other than before."""

    kind: ClassVar[str] = "webhook_endpoint.changed"

    changed: tuple[str, ...]
    kinds: tuple[str, ...]
    enabled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookEndpointDeleted(_EndpointFact):
    """Nothing is delivered there any more; its deliveries are forgotten."""

    kind: ClassVar[str] = "webhook_endpoint.deleted"


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookEndpointDisabled(_EndpointFact):
    """Nothing is delivered there until somebody enables it again: it said that it is gone, or nothing came through for days."""

    kind: ClassVar[str] = "webhook_endpoint.disabled"

    because: DisabledBecause
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookSecretRotated(_EndpointFact):
    """A new secret signs; the one before signs beside it until `previous_until`."""

    kind: ClassVar[str] = "webhook_endpoint.secret_rotated"

    previous_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookEndpointTested(_EndpointFact):
    """Somebody wants to see a delivery arrive. This fact is delivered to that endpoint alone, whatever it has chosen."""

    kind: ClassVar[str] = "webhook_endpoint.tested"


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookEndpointReplayed(_EndpointFact):
    """What the endpoint should have heard since then is delivered again; with `delivered` also what had arrived."""

    kind: ClassVar[str] = "webhook_endpoint.replayed"

    since: datetime
    delivered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookDeliveryReplayed(Fact):
    """Somebody has a delivery made again. The delivery is the subject, `about` the kind of the fact that it tells of."""

    kind: ClassVar[str] = "webhook_delivery.replayed"
    audience: ClassVar[str] = Permission.webhooks_read

    endpoint_id: WebhookEndpointId
    about: str
