"""A limit admits exactly what it says, and both twins say the same."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.infra.twins import TWINS, redis_or_skip
from trunkline.infra.ratelimit import Limit, Limiter, ProcessLimiter, Verdict

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


@pytest.fixture(params=TWINS)
async def limiter(request: pytest.FixtureRequest) -> AsyncIterator[Limiter]:
    if request.param == "in_process":
        yield ProcessLimiter()
        return
    async with redis_or_skip(request) as client:
        from trunkline.infra.ratelimit.on_redis import RedisLimiter

        yield RedisLimiter(client)


async def test_a_burst_is_admitted_and_the_next_request_waits(limiter: Limiter) -> None:
    limit = Limit(count=60, per_seconds=60, burst=5)
    answers = [await limiter.check("burst", limit, NOON) for _ in range(8)]
    assert [answer.allowed for answer in answers] == [True] * 5 + [False] * 3
    assert [answer.remaining for answer in answers] == [4, 3, 2, 1, 0, 0, 0, 0]
    assert answers[-1] == Verdict(allowed=False, remaining=0, retry_after_seconds=1, reset_after_seconds=5)


async def test_after_the_wait_exactly_one_more_fits(limiter: Limiter) -> None:
    limit = Limit(count=6, per_seconds=60, burst=2)
    for _ in range(2):
        assert (await limiter.check("wait", limit, NOON)).allowed
    refused = await limiter.check("wait", limit, at(3))
    assert (refused.allowed, refused.retry_after_seconds) == (False, 7)
    assert not (await limiter.check("wait", limit, at(9.999999))).allowed
    assert (await limiter.check("wait", limit, at(10))).allowed
    assert not (await limiter.check("wait", limit, at(10))).allowed


async def test_refused_requests_do_not_count(limiter: Limiter) -> None:
    limit = Limit(count=1, per_seconds=60)
    assert (await limiter.check("refused", limit, NOON)).allowed
    for second in range(1, 60):
        assert not (await limiter.check("refused", limit, at(second))).allowed
    assert (await limiter.check("refused", limit, at(60))).allowed


async def test_a_forgotten_key_starts_anew_and_the_others_do_not(limiter: Limiter) -> None:
    limit = Limit(count=1, per_seconds=60)
    for key in ("forgotten", "kept"):
        assert (await limiter.check(key, limit, NOON)).allowed
    await limiter.forget("forgotten")
    await limiter.forget("never seen")
    assert (await limiter.check("forgotten", limit, NOON)).allowed
    assert not (await limiter.check("kept", limit, NOON)).allowed


async def test_keys_do_not_share(limiter: Limiter) -> None:
    limit = Limit(count=1, per_seconds=60)
    assert (await limiter.check("one", limit, NOON)).allowed
    assert (await limiter.check("two", limit, NOON)).allowed
    assert not (await limiter.check("one", limit, NOON)).allowed


async def test_an_idle_key_is_full_again(limiter: Limiter) -> None:
    limit = Limit(count=10, per_seconds=60)
    for _ in range(10):
        await limiter.check("idle", limit, NOON)
    assert (await limiter.check("idle", limit, at(3600))).remaining == 9


async def test_requests_at_the_same_moment_share_the_limit(limiter: Limiter) -> None:
    limit = Limit(count=10, per_seconds=60)
    answers = await asyncio.gather(*(limiter.check("together", limit, NOON) for _ in range(50)))
    assert sum(answer.allowed for answer in answers) == 10


@pytest.mark.redis
async def test_the_twins_agree_on_every_request(request: pytest.FixtureRequest) -> None:
    from trunkline.infra.ratelimit.on_redis import RedisLimiter

    seeded, moment = random.Random(7), NOON
    async with redis_or_skip(request) as client:
        alone, shared = ProcessLimiter(), RedisLimiter(client)
        for _ in range(300):
            moment += timedelta(microseconds=seeded.randrange(2_000_000))
            limit = Limit(count=7, per_seconds=10, burst=3)
            assert await alone.check("agree", limit, moment) == await shared.check("agree", limit, moment)


async def test_memory_is_bounded_and_idle_keys_leave() -> None:
    limiter, limit = ProcessLimiter(keys_max=100), Limit(count=1, per_seconds=60)
    for caller in range(500):
        await limiter.check(f"caller:{caller}", limit, NOON)
    assert len(limiter) == 100
    for _ in range(100):
        await limiter.check("late", limit, at(120))
    assert len(limiter) == 1


async def test_while_redis_is_away_the_limit_still_holds_in_this_process() -> None:
    pytest.importorskip("redis")
    from trunkline.infra.ratelimit.on_redis import RedisLimiter
    from trunkline.infra.redis_client import redis_client

    client = redis_client("redis://127.0.0.1:1/0")
    limiter, limit = RedisLimiter(client), Limit(count=2, per_seconds=60)
    answers = [(await limiter.check("away", limit, NOON)).allowed for _ in range(3)]
    await client.aclose()
    assert answers == [True, True, False]
