"""What a cached answer is filed under. A key without company and permission version cannot be made: it would leak."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from trunkline.kernel.ids import CompanyId

Load: TypeAlias = Callable[[], Awaitable[bytes]]

TTL_SECONDS_MAX = 86_400
_VERSION_LENGTH = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class CacheKey:
    """`company_id` None means: across all companies, as only the operator may ask. `parts` are the question's parameters."""

    company_id: CompanyId | None
    permission_version: str
    name: str
    parts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        assert len(self.permission_version) == _VERSION_LENGTH, "take it from permission_version(scope.permissions)"
        assert self.name, "name the question"

    @property
    def text(self) -> str:
        """The key on the wire. Parameters are hashed: they may be long, and they may be personal."""
        question = hashlib.sha256("\x00".join(self.parts).encode()).hexdigest()[:32]
        return f"{self.company_id or 'all'}:{self.permission_version}:{self.name}:{question}"


def permission_version(permissions: Iterable[str]) -> str:
    """The same for callers who may see the same, and another one as soon as a role changes what one of them may see."""
    return hashlib.sha256("\n".join(sorted(permissions)).encode()).hexdigest()[:_VERSION_LENGTH]


@dataclass(slots=True)
class CacheCounts:
    """What a cache did since it was made. `shared` callers waited for another caller's load instead of starting their own."""

    hits: int = 0
    misses: int = 0
    shared: int = 0
    evictions: int = 0
    failures: int = 0


class Cache(Protocol):
    counts: CacheCounts

    async def get_or_load(self, key: CacheKey, ttl_seconds: int, load: Load, *, tags: Iterable[str] = ()) -> bytes:
        """The cached answer, or the one `load` gives, kept for `ttl_seconds` (at most a day) or until a tag is invalidated.

        Callers in one process that ask for the same key at the same time share one load, and its error. An answer whose tag was
        invalidated while it was being loaded is given to its callers and not kept.
        """
        ...

    async def invalidate(self, *tags: str) -> None:
        """Forget every answer filed under one of `tags`, also those being loaded right now."""
        ...
