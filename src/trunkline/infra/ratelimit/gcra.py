"""The generic cell rate algorithm (ITU-T I.371), in whole microseconds so that both twins compute the same.

Per key one number is kept: the theoretical arrival time, the moment at which the bucket will be empty again. A request is allowed
if admitting it moves that moment no further than `burst` intervals ahead of now.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_MICROSECONDS = 1_000_000


@dataclass(frozen=True, slots=True)
class Limit:
    """`count` requests per `per_seconds` in the long run, `burst` of them (default: all) at once."""

    count: int
    per_seconds: int
    burst: int = 0

    def __post_init__(self) -> None:
        assert self.count > 0, "a limit of nothing is a refusal, not a limit"
        assert self.per_seconds > 0
        assert self.burst >= 0

    @property
    def size(self) -> int:
        """How many requests fit into an empty bucket."""
        return self.burst or self.count

    @property
    def interval(self) -> int:
        """Microseconds after which one more request fits in; at least one, which is a million requests per second."""
        return max(1, self.per_seconds * _MICROSECONDS // self.count)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the request may go on, and the figures of the `RateLimit` and `Retry-After` headers (whole seconds, rounded up)."""

    allowed: bool
    remaining: int
    retry_after_seconds: int
    reset_after_seconds: int


class Limiter(Protocol):
    async def check(self, key: str, limit: Limit, now: datetime) -> Verdict:
        """Count one request of `key` at `now` against `limit`. A refused request does not count."""
        ...

    async def forget(self, key: str) -> None:
        """Start anew for `key`: a right password ends the count of wrong ones."""
        ...


def admit(arrival: int | None, limit: Limit, now: int) -> tuple[int, bool]:
    """The key's next theoretical arrival time, and whether the request at `now` fits."""
    empty_at = max(arrival or now, now)
    moved = empty_at + limit.interval
    if moved - limit.size * limit.interval > now:
        return empty_at, False
    return moved, True


def verdict(empty_at: int, allowed: bool, limit: Limit, now: int) -> Verdict:
    """What to tell the caller when the bucket is empty at `empty_at`."""
    ahead = empty_at - now
    room = limit.size * limit.interval - ahead
    wait = 0 if allowed else limit.interval - room
    return Verdict(allowed, max(0, room // limit.interval), _seconds_up(wait), _seconds_up(ahead))


def microseconds(moment: datetime) -> int:
    """`moment` as exact microseconds since 1970; `timestamp()` would go through a float."""
    return (moment - _EPOCH) // _MICROSECOND


def _seconds_up(wait: int) -> int:
    return -(-wait // _MICROSECONDS)
