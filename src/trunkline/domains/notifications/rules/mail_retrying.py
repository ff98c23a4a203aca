"""When a mail that was not taken is tried again, and which addresses can be written to."""

from __future__ import annotations

import re
from datetime import timedelta

from trunkline.domains.notifications.model import RECIPIENT_LENGTH_MAX
from trunkline.kernel.ids import Entropy

# After the first try, the second, and so on: about two and a half days. Each wait is lengthened by up to a fifth, by chance.
MAIL_WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=18),
    timedelta(hours=24),
)
MAIL_TRIES_MAX = len(MAIL_WAITS) + 1

# Narrower than the standard: no quotes, comments, routes or groups, which no billing address has and every injection needs.
_LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"{_LOCAL}@(?:{_LABEL}\.)+{_LABEL}")


def mail_wait_after(tries: int, entropy: Entropy) -> timedelta | None:
    """How long to wait after try number `tries` (1 is the first); None when it was the last."""
    if tries > len(MAIL_WAITS):
        return None
    return MAIL_WAITS[tries - 1] * (5 * 1024 + entropy.getrandbits(10)) / (5 * 1024)


def deliverable_address(text: str) -> str | None:
    """The address as it goes over the wire, its domain in ASCII; None for what is no plain address."""
    local, at, domain = text.rpartition("@")
    try:
        wired = f"{local}{at}{domain if domain.isascii() else domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        return None
    fits = len(wired) <= RECIPIENT_LENGTH_MAX and _ADDRESS.fullmatch(wired) is not None
    return wired if fits else None
