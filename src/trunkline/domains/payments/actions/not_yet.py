"""What keeps a notice waiting."""

from __future__ import annotations

from datetime import timedelta

from trunkline.domains.payments.model import Outage, Unknown

# How long after its notice an object may stay unknown to us: the transaction that made it may be about to commit.
UNKNOWN_HERE = timedelta(minutes=10)
# How long a provider is asked about what it has told of, and says that it does not have, or does not show.
NOT_ANSWERING = timedelta(days=5)
# A provider that cannot be asked, or turns us away, says nothing of the notice: it waits as long as that takes. Somebody is told, once.
PROVIDER_OUT: timedelta | None = None
TOLD_AFTER = timedelta(days=5)


class NotYet(Exception):
    """What a notice is about is not here yet, or (by its `patience`) its provider cannot be asked now: it is handled again later."""

    def __init__(self, reason: str, patience: timedelta | None = UNKNOWN_HERE) -> None:
        super().__init__(reason)
        self.patience = patience


def patience_with(outcome: object) -> timedelta | None:
    """With a provider that does not say how an object stands: without end only where it is out, whatever it is asked."""
    return PROVIDER_OUT if isinstance(outcome, Unknown | Outage) and outcome.is_out else NOT_ANSWERING
