"""Time is aware UTC and comes from a clock that is handed in. Nothing else in the product may ask the system what time it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock. The only reader of system time, chosen in `entrypoints.wiring`."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class ManualClock:
    """A clock that moves only when told to: for tests, simulations and the demo's past."""

    def __init__(self, start: datetime) -> None:
        self._now = require_utc(start)

    def now(self) -> datetime:
        return self._now

    def advance(self, by: timedelta) -> None:
        assert by >= timedelta(0), "time does not run backwards"
        self._now += by

    def move_to(self, moment: datetime) -> None:
        target = require_utc(moment)
        assert target >= self._now, "time does not run backwards"
        self._now = target


def require_utc(moment: datetime) -> datetime:
    """`moment` in UTC. A naive datetime is a programming error: it does not say when."""
    assert moment.tzinfo is not None, "a datetime without a zone does not say when"
    return moment.astimezone(UTC)
