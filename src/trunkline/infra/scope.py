"""Scope: the first argument of every action and query. Who acts, for which company, allowed what, in which transaction, at what time.

One scope is one transaction. Facts announced in it are written with it; wake-ups go out only after the commit, so nobody is ever told
of something that did not happen.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from sqlalchemy import ColumnElement, Table, or_, true
from sqlalchemy.ext.asyncio import AsyncConnection

from trunkline.infra import journal, queue
from trunkline.infra.actor import Actor as Actor
from trunkline.infra.actor import ActorKind as ActorKind
from trunkline.infra.actor import system_actor as system_actor
from trunkline.infra.clocks import CompanyClock, clock_of, with_own_clock
from trunkline.kernel.errors import Conflict, Forbidden, Invalid
from trunkline.kernel.fact import Fact
from trunkline.kernel.ids import CompanyId, FactId, Id, JobId, RequestId

if TYPE_CHECKING:
    from trunkline.infra.program import Program

AnyId = TypeVar("AnyId", bound=Id)
Row = TypeVar("Row")
Port = TypeVar("Port")

# A caller that may do anything within its company: jobs, the command line.
ALL_PERMISSIONS = frozenset({"*"})


class CompanyNeeded(Conflict):
    """Something of a company that has a clock of its own was written by the machine's time."""

    code = "company_needed"
    title = "Say which company"


@dataclass(slots=True)
class Scope:
    """See the module. `company_id` None means: across companies, which only the operator and the system may.

    `now` is the machine's time, or that of the company's own clock where it has one (`clock`).
    """

    company_id: CompanyId | None
    actor: Actor
    permissions: frozenset[str]
    tx: AsyncConnection
    now: datetime
    request_id: str
    program: Program
    announced: list[journal.Announced] = field(default_factory=list)
    # What is written together, as late as possible: rows that everybody changes are then held for a moment only, and in one order.
    before_commit: dict[Callable[[Scope, list[Any]], Awaitable[None]], list[Any]] = field(default_factory=dict)
    wake_topics: set[str] = field(default_factory=set)
    clock: CompanyClock | None = None
    # What was found out once for the whole transaction, by whom it was asked.
    noted: dict[tuple[object, ...], list[Any]] = field(default_factory=dict)
    # What is done across companies by the machine's time, as schedules do, must not see companies that live by another.
    leaves_out_own_clocks: bool = False

    @property
    def machine_now(self) -> datetime:
        """The machine's time, whatever the company's: for sessions, keys, leases and all that belongs to the installation."""
        return self.program.clock.now()

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
        if self.company_id is not None:
            return table.c.company_id == self.company_id
        if not self.leaves_out_own_clocks:
            return true()
        column = table.c.company_id
        others = column.not_in(with_own_clock())
        return or_(column.is_(None), others) if column.nullable else others

    def without_own_clocks(self) -> Scope:
        """This scope; across companies, without those that have a clock of their own. Nothing about them is business."""
        return replace(self, leaves_out_own_clocks=True)

    async def within(self, company_id: CompanyId) -> Scope:
        """This transaction, narrowed to one company and its time. Raises `ClockMoving`."""
        if self.company_id is not None:
            return self
        clock = await clock_of(self.tx, company_id, self.program.without_clock, hold=True)
        here = replace(self, company_id=company_id, clock=clock, now=self.now if clock is None else clock.now_at)
        here.require_standing_clock()
        return here

    def require_standing_clock(self) -> None:
        """Whoever writes for a company with a clock of its own holds it still. Raises `ClockMoving` while somebody else moves it.

        Jobs that were under way when the clock was told to move may end their work: it waits for them before it moves.
        """
        clock = self.clock
        if clock is None or clock.advancing_to is None or self.program.moves == self.company_id:
            return
        if self.actor.kind is not ActorKind.system or clock.moves:
            raise clock.refuse_writes()

    def port(self, kind: type[Port]) -> Port:
        """The adapter that wiring chose for a room's port."""
        return self.program.port(kind)

    def announce(self, fact: Fact) -> None:
        """Tell what happened; it is written, with the jobs that answer it, in this transaction."""
        actor = self.actor
        fact_id = self.new_id(FactId)
        at = self.machine_now if fact.by_machine else self.now
        self.announced.append(journal.Announced(fact, fact_id, actor.kind, actor.id, actor.name, self.request_id, at))

    def write_last(self, write: Callable[[Scope, list[Row]], Awaitable[None]], row: Row) -> None:
        """Have `write` called once before the commit with all rows that were given for it, before the facts are written."""
        self.before_commit.setdefault(write, []).append(row)

    async def enqueue(self, job: queue.Job, payload: dict[str, object], **when: object) -> JobId:
        """Have a job done later; it exists if and only if this transaction commits."""
        made = await queue.enqueue(self, job, payload, **when)  # type: ignore[arg-type]
        self.wake_topics.add("jobs")
        return made


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
    while_moving: bool = False,
) -> AsyncIterator[Scope]:
    """One scope around one transaction: commit at the end, roll back on any exception, wake readers after the commit.

    Raises `ClockMoving`; with `while_moving` whoever opens it asks `require_standing_clock` once the company may be written for.
    """
    now = program.clock.now()
    opened = program.database.write if write else program.database.read
    async with opened(company_id or "*") as connection:
        request = request_id or str(RequestId.new(now, program.entropy))
        clock = (
            None if company_id is None else await clock_of(connection, company_id, program.without_clock, hold=write)
        )
        at = now if clock is None else clock.now_at
        scope = Scope(company_id, actor, permissions, connection, at, request, program, clock=clock)
        if write and not while_moving:
            scope.require_standing_clock()
        yield scope
        for write_rows, rows in scope.before_commit.items():
            await write_rows(scope, rows)
        if scope.announced:
            assert write, "a reading scope cannot announce"
            await _write_facts(scope)
    if scope.wake_topics:
        await program.wakeups.publish(*sorted(scope.wake_topics))


async def _write_facts(scope: Scope) -> None:
    await _refuse_wrong_time(scope)
    entries = await journal.append(scope.tx, scope.announced)
    await queue.answer_facts(scope, entries)
    scope.wake_topics |= {f"journal:{entry.stream}" for entry in entries} | {"jobs"}


async def _refuse_wrong_time(scope: Scope) -> None:
    """What is written across companies has the machine's time, which is not that of a company with a clock of its own."""
    if scope.company_id is not None:
        return
    told = {one.fact.company_id for one in scope.announced if one.at == scope.now and not one.fact.by_machine}
    for company_id in told:
        if company_id is not None and await clock_of(scope.tx, company_id, scope.program.without_clock):
            raise CompanyNeeded(
                f"The company {company_id} has a clock of its own: add ?company={company_id} to the request, "
                "so that what is done carries its time."
            )
