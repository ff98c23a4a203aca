"""Whose turn it is to write: SQLite has one writer, and lets those who wait for it poll.

A process that writes one transaction after the other (a billing run) then leaves the others a moment of chance in between, and they get
a third of what they had. Waiting in line is fair and cheap: within the process for a lock, among processes for a lock on a file beside
the database, which the kernel hands to whoever waits longest and takes back from who dies. It keeps order and nothing else: that
there is one writer is SQLite's own doing.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from trunkline.kernel.errors import Unavailable

try:
    import fcntl
except ImportError:  # not a POSIX system: SQLite's own polling it is
    fcntl = None  # type: ignore[assignment]

# As long as SQLite itself would wait (`busy_timeout`).
WAIT_SECONDS_MAX = 15.0


class Writers:
    """The line of those who want to write to one database file."""

    def __init__(self, database: str | None, wait_seconds: float = WAIT_SECONDS_MAX) -> None:
        in_file = fcntl is not None and database and not database.startswith((":memory:", "file:"))
        self._file = f"{database}-writers" if in_file else None
        self._here = asyncio.Lock()
        self._wait_seconds = wait_seconds

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Raises `Unavailable` if it does not come in time."""
        async with self._here:
            if self._file is None:
                yield
                return
            place = await _first_in_line(self._file, self._wait_seconds)
            try:
                yield
            finally:
                if place is not None:
                    os.close(place)


async def _first_in_line(file: str, wait_seconds: float) -> int | None:
    """The descriptor that holds the lock until it is closed; None where there can be none, since a database may stand in a folder that is
    not ours to write in.
    """
    try:
        place = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError:
        return None
    try:
        fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        await _wait(place, wait_seconds)
    return place


async def _wait(place: int, wait_seconds: float) -> None:
    waiting = asyncio.get_running_loop().run_in_executor(None, fcntl.flock, place, fcntl.LOCK_EX)
    try:
        await asyncio.wait_for(asyncio.shield(waiting), wait_seconds)
    except (TimeoutError, asyncio.CancelledError) as gone:
        # A thread cannot be called back from the kernel: it leaves the line when its turn comes.
        waiting.add_done_callback(lambda _: os.close(place))
        if isinstance(gone, TimeoutError):
            raise Unavailable("Somebody else is writing for long; try again. Nothing was changed.") from gone
        raise
