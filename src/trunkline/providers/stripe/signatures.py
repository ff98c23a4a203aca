"""The signature of Stripe's webhooks: HMAC-SHA256 over `<t>.<raw body>`, https://docs.stripe.com/webhooks#verify-manually.

Our own check and not the SDK's: that one reads the system clock and decodes the body first. tests hold the two against each other.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Sequence
from datetime import datetime

from trunkline.kernel.errors import Forbidden

TOLERANCE_SECONDS = 300  # Stripe's default
_TIME = re.compile(r"t=(0|[1-9][0-9]{0,14})", re.ASCII)


def check_signature(body: bytes, header: str | None, secrets: Sequence[str], now: datetime) -> None:
    """Raises `Forbidden` unless one of the `v1` signatures was made with one of the secrets, at most five minutes ago.

    There are two secrets while one is being replaced by another.
    """
    moment, signatures = _parts(header or "")
    signed = b"%d." % moment + body
    made = [
        hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest().encode() for secret in secrets if secret.strip()
    ]
    # Every pair is compared, so that the time it takes says nothing about which one was near.
    matches = [hmac.compare_digest(ours, theirs) for ours in made for theirs in signatures]
    if not any(matches):
        raise Forbidden("The Stripe-Signature does not belong to this body.")
    if moment < now.timestamp() - TOLERANCE_SECONDS:
        raise Forbidden(f"The delivery was signed more than {TOLERANCE_SECONDS} seconds ago.")


def sign(body: bytes, secret: str, now: datetime) -> str:
    """The header that Stripe would send."""
    moment = int(now.timestamp())
    return f"t={moment},v1={hmac.new(secret.encode(), b'%d.' % moment + body, hashlib.sha256).hexdigest()}"


def _parts(header: str) -> tuple[int, list[bytes]]:
    items = header.split(",")
    times = [found for item in items if (found := _TIME.fullmatch(item))]
    signatures = [item.removeprefix("v1=").encode() for item in items if item.startswith("v1=")]
    if len(times) != 1 or not signatures:
        raise Forbidden("There is no Stripe-Signature with a time and a v1 signature.")
    return int(times[0][1]), signatures
