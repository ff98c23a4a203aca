"""Ingest over HTTP against the bare database: how much of a raw bulk insert's speed is left when everything else is done as well.

    python -m benchmarks.ingest                        # SQLite, durable, in a temporary folder
    python -m benchmarks.ingest --engine postgresql    # or mariadb: a throwaway server
    python -m benchmarks.ingest --url postgresql://…   # an empty database of your own

Both sides write batches of 1,000 into the same table of the same database, with the same unique key and one commit per batch. Raw is
the driver's bulk insert that the product uses, without HTTP, checks, tariffs, totals and journal. They take turns, so that both see
the same machine. Exits with 1 below the promise of 50 %.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.shop import SERVER_MODULE, free_port, open_shop, raw_insert
from trunkline.domains.usage.model import BATCH_MAX
from trunkline.infra.config import load_config

PROMISE = 0.5


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engine", choices=("sqlite", "postgresql", "mariadb"), default="sqlite")
    parser.add_argument("--url", help="an empty database instead of a throwaway one")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--batches", type=int, default=20, help="per round and side")
    parser.add_argument("--connections", type=int, default=4, help="senders at the same time")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, _database(args.engine, args.url, folder) as url:
        return _compare(url, Path(folder), args)


@contextlib.contextmanager
def _database(engine: str, url: str | None, folder: str) -> Iterator[str]:
    if url or engine == "sqlite":
        yield url or f"sqlite:///{folder}/ingest.sqlite3"
        return
    from tests.engines import serve

    with serve(engine) as server:
        yield server.create_database("ingest")


def _compare(url: str, folder: Path, args: argparse.Namespace) -> int:
    config = load_config({}, TRUNKLINE_DATABASE_URL=url, TRUNKLINE_DATA_DIR=str(folder))
    company = asyncio.run(open_shop(config))
    raw: list[float] = []
    sent: list[float] = []
    with _server(config.database_url, folder, company) as port:
        _over_http(port, _bodies(4), args.connections)  # both sides are warm before anything counts
        asyncio.run(raw_insert(config, company, 4))
        for _ in range(args.rounds):
            raw.append(args.batches * BATCH_MAX / asyncio.run(raw_insert(config, company, args.batches)))
            sent.append(args.batches * BATCH_MAX / _over_http(port, _bodies(args.batches), args.connections))
    ratio = statistics.median(ours / bare for ours, bare in zip(sent, raw, strict=True))
    print(f"{config.dialect}: batches of {BATCH_MAX}, {args.connections} senders, {args.rounds} rounds")
    print(f"raw bulk insert    {statistics.median(raw):>10,.0f} rows/s   ({min(raw):,.0f} … {max(raw):,.0f})")
    print(f"ingest over HTTP   {statistics.median(sent):>10,.0f} events/s ({min(sent):,.0f} … {max(sent):,.0f})")
    print(f"ratio              {ratio:>10.0%}   promised {PROMISE:.0%}")
    return 0 if ratio >= PROMISE else 1


@contextlib.contextmanager
def _server(url: str, folder: Path, company: str) -> Iterator[int]:
    port = free_port()
    command = [sys.executable, "-m", SERVER_MODULE, url, str(folder), company, str(port)]
    process = subprocess.Popen(command, env=os.environ)
    try:
        _wait_for(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        with contextlib.suppress(OSError):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/livez")
            connection.getresponse().read()
            return
        assert process.poll() is None, "the server did not start"
        time.sleep(0.1)
    raise AssertionError("the server does not answer")


def _bodies(count: int) -> list[bytes]:
    now = datetime.now(UTC).isoformat()
    event = {"meter": "sms_messages", "used_at": now, "quantity": "1", "source": "bench"}
    return [
        json.dumps({"events": [event | {"event_id": str(uuid.uuid4())} for _ in range(BATCH_MAX)]}).encode()
        for _ in range(count)
    ]


def _over_http(port: int, bodies: list[bytes], connections: int) -> float:
    """Seconds until all bodies are answered; every event must have been accepted."""
    waiting = list(bodies)
    accepted: list[int] = []

    def send() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while True:
            try:
                body = waiting.pop()
            except IndexError:
                return
            connection.request("POST", "/api/v1/usage/events", body, {"Content-Type": "application/json"})
            accepted.append(json.loads(connection.getresponse().read())["accepted"])

    threads = [threading.Thread(target=send) for _ in range(connections)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - begun
    assert sum(accepted) == len(bodies) * BATCH_MAX, accepted
    return seconds


if __name__ == "__main__":
    sys.exit(main())
