"""What keeps a notice waiting."""

from __future__ import annotations

from datetime import timedelta

# How long after its notice an object may stay unknown to us: the transaction that made it may be about to commit.
UNKNOWN_HERE = timedelta(minutes=10)
# How long a provider is asked that has told of something and does not answer.
NOT_ANSWERING = timedelta(days=5)


class NotYet(Exception):
    """What a notice is about is not here yet, or (by its `patience`) its provider cannot be asked now: it is handled again later."""

    def __init__(self, reason: str, patience: timedelta = UNKNOWN_HERE) -> None:
        super().__init__(reason)
        self.patience = patience
