"""What the simulated PayPal tells: an event per change, kept in a list, and delivered as the faults allow."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from urllib.parse import quote_from_bytes

from trunkline.providers.simulator.paypal_api.books import Json, Page, new_id, stamp

_VERSION = {"capture": "2.0", "refund": "2.0", "checkout-order": "2.0", "payment_token": "3.0"}


@dataclass(frozen=True, slots=True)
class Faults:
    """How likely (0 to 1) an event is never delivered, delivered again, an hour late, or overtaken by later ones.

    What happens to an event is drawn from the seed and the event: the same run has the same faults.
    """

    seed: int = 0
    lost: float = 0.0
    duplicated: float = 0.0
    late: float = 0.0
    reordered: float = 0.0

    def delays(self, event_id: str) -> list[timedelta]:
        """After how long it is delivered, once per delivery."""
        drawn = Random(f"{self.seed}/{event_id}")
        lost, twice, late, later = (drawn.random() for _ in range(4))
        if lost < self.lost:
            return []
        delay = timedelta(hours=1) if late < self.late else timedelta(0)
        if later < self.reordered:
            delay += timedelta(seconds=drawn.randint(1, 90))
        return [delay, delay + timedelta(seconds=drawn.randint(0, 600))] if twice < self.duplicated else [delay]


def tell(
    page: Page, faults: Faults, event_type: str, resource_type: str, resource: Json, ipn: Json | None = None
) -> None:
    """Note an event and when it will be delivered; `ipn` are the fields of the older notice of the same."""
    event_id = f"WH-{new_id('event', page.count('event'), resource)}-{new_id(event_type)}"
    event = {
        "id": event_id,
        "event_version": "1.0",
        "create_time": stamp(page.now),
        "resource_type": resource_type,
        "resource_version": _VERSION.get(resource_type, "1.0"),
        "event_type": event_type,
        "summary": f"Simulated: {event_type}",
        "resource": resource,
        "links": [],
    }
    page.add("event", event)
    _plan(page, faults, "webhook", event_id, json.dumps(event, separators=(",", ":")).encode())
    if ipn is not None:
        _plan(page, faults, "ipn", event_id, _form(ipn))


def _plan(page: Page, faults: Faults, channel: str, event_id: str, body: bytes) -> None:
    for delay in faults.delays(f"{channel}/{event_id}"):
        page.sql.execute(
            "INSERT INTO paypal_delivery (channel, event_id, body, due_at) VALUES (?, ?, ?, ?)",
            (channel, event_id, body, stamp(page.now + delay)),
        )


def _form(fields: Json) -> bytes:
    """As PayPal posts it: percent-encoded windows-1252, which the form itself names."""
    named = {"notify_version": "3.9", "charset": "windows-1252", **fields, "test_ipn": "1"}
    pairs = (
        f"{name}={quote_from_bytes(str(value).encode('windows-1252', 'replace'))}" for name, value in named.items()
    )
    return "&".join(pairs).encode("ascii")
