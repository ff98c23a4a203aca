"""Things that go wrong around an installation, made on purpose: a disk that is full or read-only, a network that is cut."""

from __future__ import annotations

import os
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import make_url


@dataclass
class Disk:
    """A disk of a few MiB of its own."""

    folder: Path

    def fill(self) -> None:
        """Leave no byte."""
        with (self.folder / "ballast").open("ab", buffering=0) as ballast, suppress(OSError):
            while True:
                ballast.write(b"x" * 4096)

    def make_room(self) -> None:
        (self.folder / "ballast").unlink()

    def grow(self, mebibytes: int) -> None:
        self.become(f"size={mebibytes}m")

    def become(self, option: str) -> None:
        """`ro`, `rw` …"""
        subprocess.run(["mount", "-o", f"remount,{option}", str(self.folder)], check=True, capture_output=True)


@contextmanager
def small_disk(folder: Path, mebibytes: int) -> Iterator[Disk]:
    """Skips where nothing may be mounted."""
    folder.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", f"size={mebibytes}m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mounting, capture_output=True, check=False).returncode != 0:
        pytest.skip("only root may mount a small disk, and not in every container")
    try:
        yield Disk(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@dataclass
class Line:
    """The way to a database server, which can be cut and mended."""

    url: str
    _cut: threading.Event = field(default_factory=threading.Event)
    _ends: list[socket.socket] = field(default_factory=list)

    def cut(self) -> None:
        """Whoever is connected is thrown out, and nobody gets in."""
        self._cut.set()
        for end in self._ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        self._cut.clear()


@contextmanager
def line_to(database_url: str) -> Iterator[Line]:
    """A proxy in front of the database server; `url` leads through it."""
    url = make_url(database_url)
    assert url.host is not None
    assert url.port is not None
    with socket.create_server(("127.0.0.1", 0)) as listener:
        through = url.set(port=listener.getsockname()[1]).render_as_string(hide_password=False)
        line = Line(through)
        threading.Thread(target=_accept, args=(listener, (url.host, url.port), line), daemon=True).start()
        yield line
        line.cut()


def _accept(listener: socket.socket, server: tuple[str, int], line: Line) -> None:
    while True:
        try:
            caller, _ = listener.accept()
        except OSError:
            return  # the block has ended
        if line._cut.is_set():
            caller.close()
            continue
        called = socket.create_connection(server)
        line._ends += [caller, called]
        for one, other in ((caller, called), (called, caller)):
            threading.Thread(target=_carry, args=(one, other), daemon=True).start()


def _carry(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
    for end in (source, sink):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()
