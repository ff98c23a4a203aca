"""Whose turn it is to write: SQLite has one writer, and lets those who wait for it poll.

A process that writes one transaction after the other (a billing run) then leaves the others a moment of chance in between, and they get
a third of what they had. Here a writer first becomes the next one and then waits for its turn, and who has just written has to become
the next one again: behind the one that already is. Both are locks on files beside the database, which the kernel takes back from who
dies. They keep order and nothing else: that there is one writer is SQLite's own doing.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager

from trunkline.kernel.errors import Unavailable

try:
    import fcntl
except ImportError:  # not a POSIX system: SQLite's own polling it is
    fcntl = None  # type: ignore[assignment]

# As long as SQLite itself would wait (`busy_timeout`).
WAIT_SECONDS_MAX = 15.0
# Who waits in the kernel holds a thread that nobody can call back. Whose turn it is does not depend on how soon one looks.
LOOK_SECONDS = 0.001


class Writers:
    """Those who want to write to one database file: `here` is the line within the process, `turn` that among processes."""

    def __init__(self, database: str | None, wait_seconds: float = WAIT_SECONDS_MAX) -> None:
        in_file = fcntl is not None and database and not database.startswith((":memory:", "file:"))
        self._file = database if in_file else None
        self._wait_seconds = wait_seconds
        self.here = asyncio.Lock()

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Raises `Unavailable` if it does not come in time. Asked for by one task of a process at a time, within `here`."""
        with ExitStack() as held:
            if self._file is not None:
                until = time.monotonic() + self._wait_seconds
                with ExitStack() as next_one:
                    await _lock(next_one, f"{self._file}-next", until)
                    await _lock(held, f"{self._file}-writer", until)
            yield


async def _lock(held: ExitStack, file: str, until: float) -> None:
    """Hold the lock on the file as long as `held`. Where there can be none everybody has it: the database may stand in a folder that is
    not ours to write in, or on a file system without locks.
    """
    try:
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError:
        return
    held.callback(os.close, descriptor)
    while not _locked(descriptor):
        if time.monotonic() > until:
            raise Unavailable("Somebody else is writing for long; try again. Nothing was changed.")
        await asyncio.sleep(LOOK_SECONDS)


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True
