"""The cache of one process: least recently used goes first, bounded by entries and by bytes.

Tags carry a version. An answer remembers the versions from before its load and counts only while they are unchanged, so that an
invalidation is one step, however many answers it hits, and catches loads that are still under way.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import count

from trunkline.infra.cache.flight import SingleFlight
from trunkline.infra.cache.key import TTL_SECONDS_MAX, CacheCounts, CacheKey, Load

ENTRIES_MAX = 20_000
BYTES_MAX = 64 * 1024 * 1024
TAGS_MAX = 50_000


@dataclass(frozen=True, slots=True)
class _Entry:
    value: bytes
    ends_at: float
    tags: tuple[str, ...]
    versions: tuple[int, ...]


class ProcessCache:
    def __init__(
        self,
        *,
        entries_max: int = ENTRIES_MAX,
        bytes_max: int = BYTES_MAX,
        tags_max: int = TAGS_MAX,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.counts = CacheCounts()
        self._entries_max, self._bytes_max, self._monotonic = entries_max, bytes_max, monotonic
        self._entries: OrderedDict[str, _Entry] = OrderedDict()
        self._bytes = 0
        self._tags = _TagVersions(tags_max)
        self._flights: SingleFlight[bytes] = SingleFlight()

    async def get_or_load(self, key: CacheKey, ttl_seconds: int, load: Load, *, tags: Iterable[str] = ()) -> bytes:
        assert 0 < ttl_seconds <= TTL_SECONDS_MAX
        text = key.text
        if (entry := self._fresh(text)) is not None:
            self.counts.hits += 1
            return entry.value

        async def fetch() -> bytes:
            versions = self._tags.of(names)
            value = await load()
            if versions == self._tags.of(names):
                self._keep(text, _Entry(value, self._monotonic() + ttl_seconds, names, versions))
            return value

        names = tuple(tags)
        value, shared = await self._flights.run(text, fetch)
        self.counts.misses += not shared
        self.counts.shared += shared
        return value

    async def invalidate(self, *tags: str) -> None:
        self._tags.raise_(tags)

    def _fresh(self, text: str) -> _Entry | None:
        entry = self._entries.get(text)
        if entry is None:
            return None
        if entry.ends_at <= self._monotonic() or entry.versions != self._tags.of(entry.tags):
            self._drop(text)
            return None
        self._entries.move_to_end(text)
        return entry

    def _keep(self, text: str, entry: _Entry) -> None:
        if len(entry.value) > self._bytes_max // 8:
            return  # one answer must not push out everything else
        if text in self._entries:
            self._drop(text)
        self._entries[text] = entry
        self._bytes += len(entry.value)
        while len(self._entries) > self._entries_max or self._bytes > self._bytes_max:
            self._drop(next(iter(self._entries)))
            self.counts.evictions += 1

    def _drop(self, text: str) -> None:
        self._bytes -= len(self._entries.pop(text).value)


class _TagVersions:
    """The version of each tag that was ever invalidated; bounded. A forgotten tag counts as just as new as the newest forgotten."""

    def __init__(self, tags_max: int) -> None:
        self._tags_max = tags_max
        self._next = count(1)
        self._floor = 0
        self._versions: OrderedDict[str, int] = OrderedDict()

    def of(self, tags: tuple[str, ...]) -> tuple[int, ...]:
        return tuple(self._versions.get(tag, self._floor) for tag in tags)

    def raise_(self, tags: Iterable[str]) -> None:
        for tag in tags:
            self._versions[tag] = next(self._next)
            self._versions.move_to_end(tag)
        while len(self._versions) > self._tags_max:
            self._floor = max(self._floor, self._versions.popitem(last=False)[1])
