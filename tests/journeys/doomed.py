"""A command in a process of its own that dies by SIGKILL while its n-th statement is under way.

Counting statements instead of seconds makes the moment the same on a fast machine and on a slow one; the microseconds that follow
let it fall into a statement or a commit. The processes are forked from one that has everything imported, because importing is most
of what a short command does, and nothing can be lost in it.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

from trunkline.entrypoints.cli import main, parser

_forking = multiprocessing.get_context("forkserver")
_forking.set_forkserver_preload([__name__])


def start_doomed(
    words: Sequence[str], environment: Mapping[str, str], log: Path, *, statement: int, microseconds: int = 0
) -> Any:
    """The process that runs `trunkline` with these words. It writes what it says to `log`."""
    process = _forking.Process(target=_live, args=(list(words), dict(environment), log, statement, microseconds))
    process.start()
    return process


def _live(words: list[str], environment: dict[str, str], log: Path, statement: int, microseconds: int) -> None:
    os.environ.clear()
    os.environ.update(environment)
    with log.open("ab") as sink:
        os.dup2(sink.fileno(), 1)
        os.dup2(sink.fileno(), 2)
    _die_at(statement, microseconds)
    sys.exit(main(words))


def _die_at(statement: int, microseconds: int) -> None:
    seen = 0

    def count(*_: object) -> None:
        nonlocal seen
        seen += 1
        if seen == statement:
            threading.Timer(microseconds / 1_000_000, os.kill, (os.getpid(), signal.SIGKILL)).start()

    event.listen(Engine, "before_cursor_execute", count)


parser()  # imports every command
