"""The running program: the parts that `entrypoints.wiring` chose, in one value that scopes are opened from."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from trunkline.infra.blobs import Blobs
from trunkline.infra.cache import Cache
from trunkline.infra.clocks import WithoutClock
from trunkline.infra.config import Config
from trunkline.infra.db import Database
from trunkline.infra.pubsub import WakeUps
from trunkline.infra.queue import Jobs
from trunkline.infra.ratelimit import Limiter
from trunkline.infra.scope import ALL_PERMISSIONS, Actor, Begin, Scope, open_scope
from trunkline.kernel.clock import Clock
from trunkline.kernel.ids import CompanyId, Entropy

Port = TypeVar("Port")


@dataclass(frozen=True, slots=True)
class Program:
    """Everything with a lifetime. Rooms never see it; they see a scope."""

    config: Config
    database: Database
    clock: Clock
    entropy: Entropy
    jobs: Jobs
    wakeups: WakeUps
    cache: Cache
    limiter: Limiter
    blobs: Blobs
    # Asked once for each `?company=` that an operator names; a room supplies it, wiring connects it.
    company_known: Callable[[AsyncConnection, CompanyId], Awaitable[bool]]
    ports: Mapping[type[Any], object] = field(default_factory=dict)
    without_clock: WithoutClock = field(default_factory=WithoutClock)
    # The company whose own clock is moved through this program: it alone may write for it meanwhile.
    moves: CompanyId | None = None

    def port(self, kind: type[Port]) -> Port:
        found = self.ports.get(kind)
        assert found is not None, f"wiring chose no adapter for {kind.__name__}"
        return found  # type: ignore[return-value]

    def scope(
        self,
        actor: Actor,
        *,
        company_id: CompanyId | None = None,
        permissions: frozenset[str] = ALL_PERMISSIONS,
        request_id: str | None = None,
        write: bool = True,
        while_moving: bool = False,
    ) -> AbstractAsyncContextManager[Scope]:
        """One transaction for `actor`; see `infra.scope.open_scope`."""
        return open_scope(
            self,
            actor,
            company_id=company_id,
            permissions=permissions,
            request_id=request_id,
            write=write,
            while_moving=while_moving,
        )

    def begin_as(self, actor: Actor, request_id: str | None = None) -> Begin:
        """What opens transactions for `actor`, for actions that need several."""

        def begin(company_id: CompanyId | None = None, *, write: bool = True) -> AbstractAsyncContextManager[Scope]:
            return open_scope(self, actor, company_id=company_id, request_id=request_id, write=write)

        return begin
