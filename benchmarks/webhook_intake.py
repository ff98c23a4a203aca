"""How long a payment provider waits for the answer to a notice: signed deliveries to the real server, eight connections at once.

Two mixes: half of the deliveries known already, as after an outage of ours, and a burst of one and the same notice. The server has its
jobs, which work the notices off meanwhile. What the notices are about is nobody's business, so that no provider has to be asked.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.databases import EVERY_ENGINE, empty_database
from benchmarks.line import Line, answering
from benchmarks.outcome import Row
from benchmarks.shop import free_port
from trunkline.infra.config import Config

ENGINES = EVERY_ENGINE
LIMIT_MS = 100.0
CONNECTIONS = 8
NOTICES = 1_000
DUPLICATES = 1_000
SIGNED_WITH = "whsec_benchmark"


def rows(engine: str) -> list[Row]:
    with empty_database(engine) as config, _serving(config) as port:
        return asyncio.run(_measure(engine, port))


async def _measure(engine: str, port: int) -> list[Row]:
    await answering(port)
    await _deliver(port, [_event(f"evt_warm_{n}") for n in range(50)])
    mixed = [body for n in range(NOTICES // 2) for body in [_event(f"evt_{n}")] * 2]
    one = [_event("evt_again")] * DUPLICATES
    return [
        _row("notices, each twice, p99", engine, *await _deliver(port, mixed)),
        _row("one notice a thousand times, p99", engine, *await _deliver(port, one)),
    ]


def _row(name: str, engine: str, times: list[float], seconds: float) -> Row:
    p50, p95, p99 = (statistics.quantiles(times, n=100)[place - 1] * 1000 for place in (50, 95, 99))
    told = f"{LIMIT_MS:.0f} ms (p50 {p50:.0f}, p95 {p95:.0f}; {len(times) / seconds:.0f}/s)"
    return Row(name, engine, p99, "ms", told, LIMIT_MS / p99, 1)


async def _deliver(port: int, bodies: list[bytes]) -> tuple[list[float], float]:
    """Seconds that each delivery took, and all of them together."""
    times: list[float] = []
    waiting = iter(bodies)

    async def send() -> None:
        async with Line(port) as line:
            for body in waiting:
                line.headers["Stripe-Signature"] = _signature(body)
                begun = time.perf_counter()
                status, answer = await line.send("POST", "/api/v1/webhooks/stripe", body)
                times.append(time.perf_counter() - begun)
                assert status == 200, answer[:300]

    begun = time.perf_counter()
    await asyncio.gather(*(send() for _ in range(CONNECTIONS)))
    return times, time.perf_counter() - begun


def _event(event_id: str) -> bytes:
    about = {"id": "prod_1", "object": "product", "metadata": {"note": "x" * 1_000}}
    event = {"id": event_id, "object": "event", "type": "product.updated", "created": int(time.time())}
    return json.dumps(event | {"data": {"object": about}}).encode()


def _signature(body: bytes) -> str:
    moment = str(int(time.time()))
    return f"t={moment},v1={hmac.new(SIGNED_WITH.encode(), moment.encode() + b'.' + body, hashlib.sha256).hexdigest()}"


@contextmanager
def _serving(config: Config) -> Iterator[int]:
    """The server as it is started everywhere, connected to a Stripe that is at home nowhere."""
    port = free_port()
    settings = {
        "TRUNKLINE_DATABASE_URL": config.database_url,
        "TRUNKLINE_DATA_DIR": str(config.data_dir),
        "TRUNKLINE_LOG_LEVEL": "error",
        "TRUNKLINE_STRIPE_SECRET_KEY": "sk_test_benchmark",
        "TRUNKLINE_STRIPE_WEBHOOK_SECRETS": SIGNED_WITH,
        "TRUNKLINE_STRIPE_API_BASE": f"http://127.0.0.1:{free_port()}",
    }
    others = {name: value for name, value in os.environ.items() if not name.startswith("TRUNKLINE_")}
    command = [sys.executable, "-m", "trunkline.entrypoints.cli", "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=others | settings, stderr=subprocess.DEVNULL)
    try:
        yield port
    finally:
        process.terminate()
        process.wait(20)
