"""Ingest over HTTP in batches of 1,000 against the bare database: what is left of its speed when everything else is done as well.

Both sides write into the same table with the same unique key and one durable commit per batch. Raw is the driver's bulk insert that the
product uses, without HTTP, checks, tariffs, totals and journal.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import time
import uuid
from datetime import UTC, datetime

from benchmarks.databases import EVERY_ENGINE, empty_database
from benchmarks.line import Line
from benchmarks.outcome import Row, median_ratio, number
from benchmarks.shop import open_shop, raw_insert, serving
from trunkline.domains.usage.model import BATCH_MAX

ENGINES = EVERY_ENGINE
PROMISE = 0.5
ROUNDS = 7
BATCHES = 10
SENDERS = 4


def rows(engine: str) -> list[Row]:
    raw: list[float] = []
    sent: list[float] = []
    with empty_database(engine) as config:
        company = asyncio.run(open_shop(config))
        with serving(config, company) as port:
            for counts in (False, *[True] * ROUNDS):  # the first one warms both sides
                bare = BATCHES * BATCH_MAX / asyncio.run(raw_insert(config, company, BATCHES))
                ours = BATCHES * BATCH_MAX / asyncio.run(over_http(port, bodies(BATCHES)))
                if counts:
                    raw.append(bare)
                    sent.append(ours)
    against = f"raw bulk insert {number(statistics.median(raw))} rows/s"
    figure = statistics.median(sent)
    return [
        Row("ingest over HTTP, 1,000 a batch", engine, figure, "events/s", against, median_ratio(sent, raw), PROMISE)
    ]


def bodies(count: int) -> list[bytes]:
    """As many batches of new events."""
    event = {"meter": "sms_messages", "used_at": datetime.now(UTC).isoformat(), "quantity": "1", "source": "bench"}
    return [
        json.dumps({"events": [event | {"event_id": str(uuid.uuid4())} for _ in range(BATCH_MAX)]}).encode()
        for _ in range(count)
    ]


async def over_http(port: int, bodies: list[bytes]) -> float:
    """Seconds until all bodies are answered; every event must have been accepted."""
    accepted = 0

    async def send() -> None:
        nonlocal accepted
        async with Line(port) as line:
            while bodies:
                status, answer = await line.send("POST", "/api/v1/usage/events", bodies.pop())
                assert status == 200, answer
                accepted += json.loads(answer)["accepted"]

    expected = len(bodies) * BATCH_MAX
    begun = time.perf_counter()
    await asyncio.gather(*(send() for _ in range(SENDERS)))
    seconds = time.perf_counter() - begun
    assert accepted == expected, f"{accepted} of {expected}"
    return seconds
