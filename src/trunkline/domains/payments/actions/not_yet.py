"""What keeps a notice waiting."""

from __future__ import annotations

from datetime import timedelta

# How long after its notice an object may stay unknown to us: the transaction that made it may be about to commit.
UNKNOWN_HERE = timedelta(minutes=10)
# How long a provider is asked about what it has told of, and says that it does not have.
NOT_ANSWERING = timedelta(days=5)
# A provider that cannot be asked, or turns us away, says nothing of the notice: it waits as long as that takes.
PROVIDER_OUT: timedelta | None = None


class NotYet(Exception):
    """What a notice is about is not here yet, or (by its `patience`) its provider cannot be asked now: it is handled again later."""

    def __init__(self, reason: str, patience: timedelta | None = UNKNOWN_HERE) -> None:
        super().__init__(reason)
        self.patience = patience
