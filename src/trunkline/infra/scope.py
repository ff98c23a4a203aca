"""Scope: the first argument of every action and query. Who acts, for which company, allowed what, in which transaction, at what time.

One scope is one transaction. Facts announced in it are written with it; wake-ups go out only after the commit, so nobody is ever told
of something that did not happen.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol, TypeVar

from sqlalchemy import ColumnElement, Table, true
from sqlalchemy.ext.asyncio import AsyncConnection

from trunkline.infra import journal, queue
from trunkline.infra.actor import Actor as Actor
from trunkline.infra.actor import ActorKind as ActorKind
from trunkline.infra.actor import system_actor as system_actor
from trunkline.kernel.errors import Forbidden, Invalid
from trunkline.kernel.fact import Fact
from trunkline.kernel.ids import CompanyId, FactId, Id, RequestId

if TYPE_CHECKING:
    from trunkline.infra.program import Program

AnyId = TypeVar("AnyId", bound=Id)
Port = TypeVar("Port")

# A caller that may do anything within its company: jobs, the command line.
ALL_PERMISSIONS = frozenset({"*"})


@dataclass(slots=True)
class Scope:
    """See the module. `company_id` None means: across companies, which only the operator and the system may."""

    company_id: CompanyId | None
    actor: Actor
    permissions: frozenset[str]
    tx: AsyncConnection
    now: datetime
    request_id: str
    program: Program
    announced: list[journal.Announced] = field(default_factory=list)
    wake_topics: set[str] = field(default_factory=set)

    @property
    def company(self) -> CompanyId:
        """The company this is about. Raises `Invalid` when the operator has not said which."""
        if self.company_id is None:
            raise Invalid("Say which company: add ?company=com_… to the request, or --company to the command.")
        return self.company_id

    @property
    def dialect(self) -> str:
        return self.program.database.dialect

    def new_id(self, kind: type[AnyId]) -> AnyId:
        return kind.new(self.now, self.program.entropy)

    def allows(self, permission: str) -> bool:
        return permission in self.permissions or "*" in self.permissions

    def require(self, permission: str) -> None:
        if not self.allows(permission):
            raise Forbidden(f"This needs the permission {permission}.", extra={"permission": str(permission)})

    def of_company(self, table: Table) -> ColumnElement[bool]:
        """The condition that keeps tenants apart. Every query on a tenant table carries it."""
        return true() if self.company_id is None else table.c.company_id == self.company_id

    def port(self, kind: type[Port]) -> Port:
        """The adapter that wiring chose for a room's port."""
        return self.program.port(kind)

    def announce(self, fact: Fact) -> None:
        """Tell what happened; it is written, with the jobs that answer it, in this transaction."""
        actor = self.actor
        fact_id = self.new_id(FactId)
        self.announced.append(
            journal.Announced(fact, fact_id, actor.kind, actor.id, actor.name, self.request_id, self.now)
        )

    async def enqueue(self, job: queue.Job, payload: dict[str, object], **when: object) -> None:
        """Have a job done later; it exists if and only if this transaction commits."""
        await queue.enqueue(self, job, payload, **when)  # type: ignore[arg-type]
        self.wake_topics.add("jobs")


class Begin(Protocol):
    """Opens one transaction. Handed to actions that need several, such as a charge: before, during and after the provider."""

    def __call__(
        self, company_id: CompanyId | None = None, *, write: bool = True
    ) -> AbstractAsyncContextManager[Scope]: ...


@asynccontextmanager
async def open_scope(
    program: Program,
    actor: Actor,
    *,
    company_id: CompanyId | None = None,
    permissions: frozenset[str] = ALL_PERMISSIONS,
    request_id: str | None = None,
    write: bool = True,
) -> AsyncIterator[Scope]:
    """One scope around one transaction: commit at the end, roll back on any exception, wake readers after the commit."""
    now = program.clock.now()
    opened = program.database.write if write else program.database.read
    async with opened(company_id or "*") as connection:
        request = request_id or str(RequestId.new(now, program.entropy))
        scope = Scope(company_id, actor, permissions, connection, now, request, program)
        yield scope
        if scope.announced:
            assert write, "a reading scope cannot announce"
            await _write_facts(scope)
    if scope.wake_topics:
        await program.wakeups.publish(*sorted(scope.wake_topics))


async def _write_facts(scope: Scope) -> None:
    entries = await journal.append(scope.tx, scope.announced)
    await queue.answer_facts(scope, entries)
    scope.wake_topics |= {f"journal:{entry.stream}" for entry in entries} | {"jobs"}
