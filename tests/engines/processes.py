"""Starting a server in a folder of its own, waiting until it answers, and making sure that it dies."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from signal import Signals
from typing import Any, TypeVar

START_SECONDS_MAX = 60
ATTEMPTS_MAX = 3

# Nothing here outlives the tests, and a commit waits for the disk: where the machine has memory to spare, the files are kept there.
MEMORY = Path("/dev/shm")  # noqa: S108
MEMORY_BYTES_MIN = 4 << 30

Client = TypeVar("Client")
Command = Sequence[object]


class EngineMissing(Exception):
    """The engine is not installed on this machine."""


class CommandFailed(Exception):
    """A server's own tool or client refused; the message is what it said."""


def program(name: str) -> str:
    """The path of an installed program; servers often live where only root looks."""
    found = shutil.which(name, path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/usr/local/sbin")
    if found is None:
        raise EngineMissing(f"{name} is not installed")
    return found


def word(name: str) -> str:
    """`name`, if it means the same in the statements, URLs and file names of every engine."""
    assert re.fullmatch(r"[a-z][a-z0-9_]{0,62}", name), f"{name!r} is no plain word"
    return name


@dataclass(frozen=True)
class Home:
    """A server's folder and the user that runs it. Its path is short: a socket's path may have 107 characters."""

    folder: Path
    user: str | None

    def run(self, command: Command) -> None:
        done = subprocess.run(
            [str(part) for part in command], capture_output=True, text=True, check=False, **self._as_user()
        )
        if done.returncode != 0:
            raise CommandFailed(done.stderr + done.stdout)

    def start(self, command: Command, stop: Signals) -> subprocess.Popen[bytes]:
        # A killed test run says no goodbye, so where Linux can tell the server of its parent's death, it does.
        setpriv = shutil.which("setpriv")
        farewell = [setpriv, f"--pdeathsig={stop.name.removeprefix('SIG')}", "--"] if setpriv else []
        with (self.folder / "log").open("wb") as log:
            return subprocess.Popen(
                [*farewell, *(str(part) for part in command)],
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                **self._as_user(),
            )

    def _as_user(self) -> dict[str, Any]:
        # The caller's PGHOST, MYSQL_PWD and the like would lead the clients astray.
        environment = {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(self.folder), "LC_ALL": "C.UTF-8"}
        who = {"user": self.user, "group": pwd.getpwnam(self.user).pw_gid, "extra_groups": []} if self.user else {}
        return {"cwd": self.folder, "env": environment, **who}


@contextmanager
def home(account: str | None = None) -> Iterator[Home]:
    """A temporary folder; for root it belongs to `account` (or nobody), since PostgreSQL and MariaDB refuse to run as root."""
    folder = Path(tempfile.mkdtemp(prefix="tl-", dir=_memory()))
    user = _existing(account) if account and os.geteuid() == 0 else None
    try:
        if user:
            shutil.chown(folder, user)
        yield Home(folder, user)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _memory() -> Path | None:
    if not (MEMORY.is_dir() and os.access(MEMORY, os.W_OK)):
        return None
    return MEMORY if shutil.disk_usage(MEMORY).free >= MEMORY_BYTES_MIN else None


def _existing(account: str) -> str:
    return account if account in {entry.pw_name for entry in pwd.getpwall()} else "nobody"


@contextmanager
def running(
    where: Home, command: Callable[[int], Command], connect: Callable[[int], Client], *, stop: Signals
) -> Iterator[Client]:
    """Run `command(port)` until the block ends; yields what `connect(port)` returned once the server answered.

    Between choosing a free port and opening it somebody else may take it: then the server exits and another port is tried.
    """
    for _ in range(ATTEMPTS_MAX):
        port = _free_port()
        process = where.start(command(port), stop)
        try:
            client = _first_answer(process, partial(connect, port))
            if client is not None:
                yield client
                return
        finally:
            process.send_signal(stop)
            process.wait(timeout=START_SECONDS_MAX)
    raise CommandFailed((where.folder / "log").read_text(errors="replace"))


def _first_answer(process: subprocess.Popen[bytes], connect: Callable[[], Client]) -> Client | None:
    """What `connect` returns when it first succeeds; None if the server has exited instead."""
    deadline = time.monotonic() + START_SECONDS_MAX
    while process.poll() is None:
        try:
            return connect()
        except CommandFailed:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
    return None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
