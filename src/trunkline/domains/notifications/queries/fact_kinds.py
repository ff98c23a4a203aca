"""Which facts can be delivered: all that are announced up to this room, but for the news that there is a notification.

That one tells of another fact, which is delivered itself; and a test goes to the one endpoint that is tested.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import ModuleType

from trunkline.domains.access import events as access
from trunkline.domains.billing import events as billing
from trunkline.domains.ledger import events as ledger
from trunkline.domains.marketplace import events as marketplace
from trunkline.domains.notifications import events as notifications
from trunkline.domains.payments import events as payments
from trunkline.domains.tenants import events as tenants
from trunkline.domains.usage import events as usage
from trunkline.infra import queue
from trunkline.kernel.fact import Fact

_ROOMS: tuple[ModuleType, ...] = (
    access,
    tenants,
    marketplace,
    usage,
    ledger,
    billing,
    payments,
    notifications,
    queue,
)
_NOT_CHOSEN = {notifications.NotificationCreated.kind, notifications.WebhookEndpointTested.kind}


def _facts() -> Iterator[type[Fact]]:
    for module in _ROOMS:
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, Fact) and "kind" in vars(value):
                yield value


DELIVERABLE: Mapping[str, type[Fact]] = {
    one.kind: one for one in sorted(_facts(), key=lambda one: one.kind) if one.kind not in _NOT_CHOSEN
}
