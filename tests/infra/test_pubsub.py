"""Wake-ups reach whoever waits, at once; what is lost is made up for by ringing everybody. Both twins."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import pytest

from tests.infra.twins import TWINS, redis_or_skip
from trunkline.infra.pubsub import ProcessWakeUps, WakeUps, Woken
from trunkline.infra.pubsub.waiting import PENDING_MAX


@pytest.fixture(params=[*TWINS, pytest.param("another_process", marks=pytest.mark.redis)])
async def ends(request: pytest.FixtureRequest) -> AsyncIterator[tuple[WakeUps, WakeUps]]:
    """Who publishes and who waits; with Redis also as two processes would."""
    if request.param == "in_process":
        wakeups = ProcessWakeUps()
        yield wakeups, wakeups
        return
    async with redis_or_skip(request) as client:
        from trunkline.infra.pubsub.on_redis import RedisWakeUps

        here = RedisWakeUps(client)
        there = here if request.param == "redis" else RedisWakeUps(client)
        for end in (here, there):
            await end.start()
            await asyncio.wait_for(end.connected.wait(), 5)
        yield here, there
        for end in (here, there):
            await end.stop()


async def test_whoever_waits_is_woken_at_once(ends: tuple[WakeUps, WakeUps]) -> None:
    here, there = ends
    with there.subscribe("journal:") as woken:
        waiting = asyncio.create_task(woken.wait(5))
        await asyncio.sleep(0.01)
        before = time.perf_counter()
        await here.publish("journal:platform")
        assert await waiting == {"journal:platform"}
        assert time.perf_counter() - before < 0.5


async def test_only_the_prefixes_asked_for_are_heard(ends: tuple[WakeUps, WakeUps]) -> None:
    here, there = ends
    with there.subscribe("journal:company:a", "jobs") as woken:
        await here.publish("journal:company:b", "cache", "jobs", "journal:company:a")
        assert await _collect(woken, 2) == {"jobs", "journal:company:a"}


async def test_topics_come_together_once_each(ends: tuple[WakeUps, WakeUps]) -> None:
    here, there = ends
    with there.subscribe("journal:") as woken:
        for _ in range(50):
            await here.publish("journal:a", "journal:b")
        await asyncio.sleep(0.1)
        assert await woken.wait(1) == {"journal:a", "journal:b"}
        assert await woken.wait(0.01) == frozenset()


async def test_every_reader_hears_and_one_who_left_does_not(ends: tuple[WakeUps, WakeUps]) -> None:
    here, there = ends
    with there.subscribe("jobs") as one, there.subscribe("jobs") as two:
        await here.publish("jobs")
        assert await one.wait(2) == {"jobs"}
        assert await two.wait(2) == {"jobs"}
    await here.publish("jobs")
    assert await one.wait(0.05) == frozenset()


async def test_without_a_wake_up_the_wait_ends_by_itself(ends: tuple[WakeUps, WakeUps]) -> None:
    with ends[1].subscribe("jobs") as woken:
        assert await woken.wait(0.01) == frozenset()


async def test_one_wait_needs_no_subscription(ends: tuple[WakeUps, WakeUps]) -> None:
    here, there = ends
    waiting = asyncio.create_task(there.wait("jobs", timeout_seconds=5))
    await asyncio.sleep(0.01)
    await here.publish("jobs")
    assert await waiting == {"jobs"}
    assert await there.wait("jobs", timeout_seconds=0.01) == frozenset()


async def test_topics_can_be_iterated(ends: tuple[WakeUps, WakeUps]) -> None:
    here, there = ends
    with there.subscribe("jobs") as woken:
        await here.publish("jobs")
        async for topic in woken:
            assert topic == "jobs"
            break


async def test_a_reader_that_never_looks_holds_a_bounded_set_and_is_told_to_look_at_everything() -> None:
    wakeups = ProcessWakeUps()
    with wakeups.subscribe("journal:") as woken:
        for number in range(PENDING_MAX + 1):
            await wakeups.publish(f"journal:{number}")
        assert await woken.wait(1) == {"journal:", f"journal:{PENDING_MAX}"}


@pytest.mark.redis
async def test_after_a_lost_connection_every_reader_looks_at_everything(request: pytest.FixtureRequest) -> None:
    async with redis_or_skip(request) as client:
        from trunkline.infra.pubsub.on_redis import RedisWakeUps

        wakeups = RedisWakeUps(client)
        await wakeups.start()
        await asyncio.wait_for(wakeups.connected.wait(), 5)
        with wakeups.subscribe("journal:") as woken:
            await client.client_kill_filter(_type="pubsub")
            assert await woken.wait(5) == {"journal:"}
        await wakeups.stop()


async def test_while_redis_is_away_publishing_rings_this_process_and_fails_nobody() -> None:
    pytest.importorskip("redis")
    from trunkline.infra.pubsub.on_redis import RedisWakeUps
    from trunkline.infra.redis_client import redis_client

    client = redis_client("redis://127.0.0.1:1/0")
    wakeups = RedisWakeUps(client)
    await wakeups.start()
    with wakeups.subscribe("jobs") as woken:
        await wakeups.publish("jobs")
        assert await woken.wait(1) == {"jobs"}
    await wakeups.stop()
    await client.aclose()


async def test_a_reader_can_look_without_waiting() -> None:
    wakeups = ProcessWakeUps()
    with wakeups.subscribe("access:") as woken:
        assert woken.taken() == set()
        await wakeups.publish("access:a", "journal:x", "access:a", "access:b")
        assert woken.taken() == {"access:a", "access:b"}
        assert woken.taken() == set()
        assert await woken.wait(0.01) == set()


async def _collect(woken: Woken, count: int) -> set[str]:
    heard: set[str] = set()
    while len(heard) < count and (topics := await woken.wait(2)):
        heard |= set(topics)
    return heard
