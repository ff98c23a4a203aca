"""A real installation in a folder of its own: the command line and the server as processes, as somebody would run them."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx2

ADDRESS = re.compile(r"Trunkline is up: (http://[\d.]+:\d+)")
START_SECONDS_MAX = 60


@dataclass
class Installation:
    """`run` runs one command to its end; `serving` keeps a server up for a block."""

    folder: Path
    database_url: str
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        own = {k: v for k, v in os.environ.items() if not k.startswith("TRUNKLINE_")}
        return own | {
            "TRUNKLINE_DATA_DIR": str(self.folder),
            "TRUNKLINE_DATABASE_URL": self.database_url,
            "TRUNKLINE_SECRET_KEY": "a key that only tests use, 32 bytes+",
            "TRUNKLINE_PORT": "0",
            "TERM": "dumb",
            "COLUMNS": "300",
            **self.settings,
        }

    def start(self, *words: str, **options: object) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "trunkline.entrypoints.cli", *words]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "env": self.environment}
        return subprocess.Popen(command, **(pipes | options))  # type: ignore[call-overload,no-any-return]

    def run(self, *words: str, expect: int = 0, timeout_seconds: int = 120) -> subprocess.CompletedProcess[str]:
        """One command; its exit code must be `expect`."""
        process = self.start(*words)
        try:
            out, err = process.communicate(timeout=timeout_seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        assert process.returncode == expect, (
            f"trunkline {' '.join(words)} ended with {process.returncode}:\n{out}\n{err}"
        )
        return subprocess.CompletedProcess(words, process.returncode, out, err)

    @contextmanager
    def serving(self, *words: str, start_seconds_max: int = START_SECONDS_MAX) -> Iterator[Served]:
        """A server that answers; ended by SIGTERM, and it must end well."""
        log = self.folder.parent / f"server-{time.monotonic_ns()}.log"
        with log.open("w") as sink:
            process = self.start("serve", *words, stderr=sink, stdout=sink)
            try:
                with ExitStack() as clients:
                    yield Served(process, _address(process, log, start_seconds_max), log, clients)
            finally:
                if process.poll() is None:
                    process.send_signal(signal.SIGTERM)
                    assert process.wait(30) == 0, log.read_text()[-3000:]


@dataclass
class Served:
    process: subprocess.Popen[str]
    address: str
    log: Path
    clients: ExitStack

    def client(self) -> httpx2.Client:
        """A client of its own, closed with the server."""
        return self.clients.enter_context(httpx2.Client(base_url=self.address, timeout=20))

    def signed_in(self, email: str, password: str) -> httpx2.Client:
        """A client with a session and its CSRF token."""
        client = self.client()
        answer = client.post("/api/v1/session", json={"email": email, "password": password})
        assert answer.status_code == 200, answer.text
        client.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
        return client

    def kill(self) -> None:
        """As the power would."""
        self.process.kill()
        self.process.wait(10)


def _address(process: subprocess.Popen[str], log: Path, seconds_max: int) -> str:
    deadline = time.monotonic() + seconds_max
    while time.monotonic() < deadline:
        if found := ADDRESS.search(log.read_text()):
            return found[1]
        assert process.poll() is None, f"the server ended at once:\n{log.read_text()[-3000:]}"
        time.sleep(0.05)
    raise AssertionError(f"the server did not come up:\n{log.read_text()[-3000:]}")
