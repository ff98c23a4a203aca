"""When a mail that was not taken is tried again, and which addresses can be written to."""

from __future__ import annotations

import re
from datetime import timedelta

from trunkline.domains.notifications.model import RECIPIENT_LENGTH_MAX
from trunkline.kernel.ids import Entropy
from trunkline.kernel.mailbox import DOMAIN_LABEL, LOCAL_PART

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
# What may have arrived is sent once more, as the same message, and no oftener; not before the server has had time to recover.
UNANSWERED_MAX = 1
UNANSWERED_WAIT = timedelta(hours=1)

_ADDRESS = re.compile(rf"{LOCAL_PART}@(?:{DOMAIN_LABEL}\.)+{DOMAIN_LABEL}")


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
    fits = wired.isascii() and len(wired) <= RECIPIENT_LENGTH_MAX and _ADDRESS.fullmatch(wired) is not None
    return wired if fits else None
