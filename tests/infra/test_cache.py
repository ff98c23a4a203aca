"""A cached answer is reused only for those it was made for, loaded once, and gone when its tag is invalidated. Both twins."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from tests.infra.twins import TWINS, redis_or_skip
from trunkline.infra.cache import Cache, CacheKey, ProcessCache, permission_version
from trunkline.kernel.ids import CompanyId

ACME = CompanyId("com_01h455vb4pex5vsknk084sn02q")
GLOBEX = CompanyId("com_01h455vb4pex5vsknk084sn02r")
READER = permission_version({"invoices.read"})
KEY = CacheKey(company_id=ACME, permission_version=READER, name="overview", parts=("2026-03",))


class Source:
    """Counts how often it is asked; answers with what it holds, after `pause`."""

    def __init__(self, answer: bytes = b"first") -> None:
        self.answer, self.asked, self.pause = answer, 0, asyncio.Event()
        self.pause.set()

    async def __call__(self) -> bytes:
        self.asked += 1
        answer = self.answer
        await self.pause.wait()
        return answer


@pytest.fixture(params=TWINS)
async def cache(request: pytest.FixtureRequest) -> AsyncIterator[Cache]:
    if request.param == "in_process":
        yield ProcessCache()
        return
    async with redis_or_skip(request) as client:
        from trunkline.infra.cache.on_redis import RedisCache

        yield RedisCache(client)


async def test_an_answer_is_loaded_once_and_counted(cache: Cache) -> None:
    source = Source()
    assert [await cache.get_or_load(KEY, 60, source) for _ in range(3)] == [b"first"] * 3
    assert (source.asked, cache.counts.hits, cache.counts.misses) == (1, 2, 1)


async def test_another_company_other_permissions_or_parameters_are_another_answer(cache: Cache) -> None:
    keys = [
        KEY,
        replace(KEY, company_id=GLOBEX),
        replace(KEY, company_id=None),
        replace(KEY, permission_version=permission_version({"invoices.read", "users.read"})),
        replace(KEY, parts=("2026-04",)),
        replace(KEY, name="usage"),
    ]
    for number, key in enumerate(keys):
        assert await cache.get_or_load(key, 60, Source(b"%d" % number)) == b"%d" % number
    assert await cache.get_or_load(KEY, 60, Source(b"again")) == b"0"


def test_a_key_without_company_or_permission_version_cannot_be_made() -> None:
    incomplete: dict[str, Any] = {"name": "overview"}
    with pytest.raises(TypeError):
        CacheKey(**incomplete, permission_version=READER)
    with pytest.raises(TypeError):
        CacheKey(**incomplete, company_id=ACME)
    with pytest.raises(AssertionError, match="permission_version"):
        CacheKey(**incomplete, company_id=ACME, permission_version="")


async def test_parameters_cannot_run_together() -> None:
    assert replace(KEY, parts=("a", "b")).text != replace(KEY, parts=("ab",)).text


async def test_callers_at_the_same_time_share_one_load(cache: Cache) -> None:
    source = Source()
    source.pause.clear()
    callers = [asyncio.create_task(cache.get_or_load(KEY, 60, source)) for _ in range(20)]
    await asyncio.sleep(0.05)
    source.pause.set()
    assert await asyncio.gather(*callers) == [b"first"] * 20
    assert (source.asked, cache.counts.shared) == (1, 19)


async def test_when_the_loading_caller_hangs_up_another_one_takes_over(cache: Cache) -> None:
    source = Source()
    source.pause.clear()
    leader, follower = (asyncio.create_task(cache.get_or_load(KEY, 60, source)) for _ in range(2))
    await asyncio.sleep(0.05)
    leader.cancel()
    await asyncio.sleep(0.05)
    source.pause.set()
    assert await follower == b"first"
    assert source.asked == 2
    assert leader.cancelled()


async def test_an_error_is_told_and_not_kept(cache: Cache) -> None:
    async def fail() -> bytes:
        raise RuntimeError("the database said no")

    with pytest.raises(RuntimeError, match="said no"):
        await cache.get_or_load(KEY, 60, fail)
    assert await cache.get_or_load(KEY, 60, Source()) == b"first"


async def test_an_invalidated_tag_takes_its_answers_with_it_and_no_others(cache: Cache) -> None:
    source, other = Source(), Source(b"other")
    other_key = replace(KEY, name="other")
    await cache.get_or_load(KEY, 60, source, tags=["invoices", ACME])
    await cache.get_or_load(other_key, 60, other, tags=["usage"])
    source.answer = b"second"
    await cache.invalidate(ACME)
    assert await cache.get_or_load(KEY, 60, source, tags=["invoices", ACME]) == b"second"
    assert await cache.get_or_load(KEY, 60, source, tags=["invoices", ACME]) == b"second"
    await cache.get_or_load(other_key, 60, other, tags=["usage"])
    assert (source.asked, other.asked) == (2, 1)


async def test_an_answer_that_was_outdated_while_it_loaded_is_not_kept(cache: Cache) -> None:
    source = Source()
    source.pause.clear()
    caller = asyncio.create_task(cache.get_or_load(KEY, 60, source, tags=["invoices"]))
    await asyncio.sleep(0.05)
    source.answer = b"second"
    await cache.invalidate("invoices")
    source.pause.set()
    assert await caller == b"first"
    assert await cache.get_or_load(KEY, 60, source, tags=["invoices"]) == b"second"


async def test_answers_end() -> None:
    now = 0.0
    cache, source = ProcessCache(monotonic=lambda: now), Source()
    await cache.get_or_load(KEY, 10, source)
    now = 9.9
    await cache.get_or_load(KEY, 10, source)
    now = 10.0
    await cache.get_or_load(KEY, 10, source)
    assert source.asked == 2


@pytest.mark.redis
async def test_redis_answers_end(request: pytest.FixtureRequest) -> None:
    async with redis_or_skip(request) as client:
        from trunkline.infra.cache.on_redis import RedisCache

        await RedisCache(client).get_or_load(KEY, 10, Source())
        (kept,) = await client.keys("*")
        assert 0 < await client.ttl(kept) <= 10


async def test_the_least_recently_used_goes_first() -> None:
    cache = ProcessCache(entries_max=2)
    keys = [replace(KEY, parts=(str(number),)) for number in range(3)]
    await cache.get_or_load(keys[0], 60, Source())
    await cache.get_or_load(keys[1], 60, Source())
    await cache.get_or_load(keys[0], 60, Source())
    await cache.get_or_load(keys[2], 60, Source())
    kept, gone = Source(), Source()
    await cache.get_or_load(keys[0], 60, kept)
    await cache.get_or_load(keys[1], 60, gone)
    assert (kept.asked, gone.asked) == (0, 1)


async def test_bytes_are_bounded_and_one_large_answer_pushes_nothing_out() -> None:
    cache = ProcessCache(bytes_max=800)
    for number in range(20):
        await cache.get_or_load(replace(KEY, parts=(str(number),)), 60, Source(b"x" * 100))
    assert cache.counts.evictions == 12
    await cache.get_or_load(replace(KEY, parts=("large",)), 60, Source(b"x" * 101))
    assert cache.counts.evictions == 12


async def test_forgetting_an_old_tag_never_revives_an_answer() -> None:
    cache, source = ProcessCache(tags_max=2), Source()
    await cache.get_or_load(KEY, 60, source, tags=["old"])
    await cache.invalidate("old")
    for number in range(5):
        await cache.invalidate(f"newer:{number}")
    await cache.get_or_load(KEY, 60, source, tags=["old"])
    assert source.asked == 2


async def test_while_redis_is_away_everybody_loads() -> None:
    pytest.importorskip("redis")
    from trunkline.infra.cache.on_redis import RedisCache
    from trunkline.infra.redis_client import redis_client

    client = redis_client("redis://127.0.0.1:1/0")
    cache, source = RedisCache(client), Source()
    assert [await cache.get_or_load(KEY, 60, source) for _ in range(2)] == [b"first"] * 2
    await client.aclose()
    assert (source.asked, cache.counts.failures) == (2, 2)
