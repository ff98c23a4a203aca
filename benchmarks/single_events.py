"""Events sent one by one: those under way at the same time share their commits, so requests outrun the disk.

Raw is the bare driver inserting one event per commit, one after the other: what a request per transaction could reach at most. How many
requests shared a commit is counted in the journal, where each commit left one fact.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import time
import uuid
from datetime import UTC, datetime

from sqlalchemy import func, select

from benchmarks.databases import EVERY_ENGINE, empty_database
from benchmarks.line import Line
from benchmarks.outcome import Row, median_ratio, number
from benchmarks.shop import open_shop, raw_insert, serving
from trunkline.infra.config import Config
from trunkline.infra.db import open_database
from trunkline.infra.journal import event_log

ENGINES = EVERY_ENGINE
PROMISE_PER_COMMIT = 2
ROUNDS = 3
REQUESTS = 800
COMMITS = 100
SENDERS = 64


def rows(engine: str) -> list[Row]:
    raw: list[float] = []
    sent: list[float] = []
    with empty_database(engine) as config:
        company = asyncio.run(open_shop(config))
        with serving(config, company) as port:
            asyncio.run(_one_by_one(port, SENDERS * 2))
            asyncio.run(raw_insert(config, company, 10, size=1))
            before = asyncio.run(_facts(config))
            for _ in range(ROUNDS):
                raw.append(COMMITS / asyncio.run(raw_insert(config, company, COMMITS, size=1)))
                sent.append(REQUESTS / asyncio.run(_one_by_one(port, REQUESTS)))
            commits = asyncio.run(_facts(config)) - before
    shared = ROUNDS * REQUESTS / commits
    against = f"raw, a commit per event {number(statistics.median(raw))} commits/s"
    figure = statistics.median(sent)
    return [
        Row(f"single events, {SENDERS} senders", engine, figure, "requests/s", against, median_ratio(sent, raw)),
        Row("… requests per commit", engine, shared, "requests", "1 commit", shared, PROMISE_PER_COMMIT),
    ]


async def _one_by_one(port: int, count: int) -> float:
    now = datetime.now(UTC).isoformat()
    event = {"meter": "sms_messages", "used_at": now, "source": "single"}
    bodies = [json.dumps(event | {"event_id": str(uuid.uuid4())}).encode() for _ in range(count)]

    async def send() -> None:
        async with Line(port) as line:
            while bodies:
                status, answer = await line.send("POST", "/api/v1/usage/events", bodies.pop())
                assert status == 200, answer

    begun = time.perf_counter()
    await asyncio.gather(*(send() for _ in range(SENDERS)))
    return time.perf_counter() - begun


async def _facts(config: Config) -> int:
    database = open_database(config)
    async with database.read() as connection:
        counted = await connection.scalar(select(func.count()).where(event_log.c.kind == "usage.recorded"))
    await database.close()
    return int(counted or 0)
