"""When a delivery that failed is tried again, and when an endpoint has failed for long enough."""

from __future__ import annotations

from datetime import datetime, timedelta

from trunkline.domains.notifications.model import Answer, DisabledBecause, Endpoint
from trunkline.kernel.ids import Entropy

# After the first try, the second, and so on: about three days. Each wait is lengthened by up to a fifth, by chance.
WAITS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
TRIES_MAX = len(WAITS) + 1
FAILING_MAX = timedelta(days=5)


def wait_after(tries: int, entropy: Entropy) -> timedelta | None:
    """How long to wait after try number `tries` (1 is the first); None when it was the last."""
    if tries > len(WAITS):
        return None
    return WAITS[tries - 1] * (5 * 1024 + entropy.getrandbits(10)) / (5 * 1024)


def reason_to_disable(endpoint: Endpoint, answer: Answer, now: datetime) -> DisabledBecause | None:
    """After an answer that was no delivery."""
    if answer.gone:
        return DisabledBecause.gone
    failing = endpoint.failing_since is not None and now - endpoint.failing_since >= FAILING_MAX
    return DisabledBecause.failing if failing else None
