"""Clocks of companies: a company may be made with a time of its own, which stands until somebody moves it.

Whether a company has one is decided when it is made and never changes. Whoever opens a scope for such a company gets its time as
`scope.now`, so that rows and facts carry it by construction. While the clock moves, nobody else writes for the company.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import Boolean, Column, Integer, Row, Select, Table, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from trunkline.infra.columns import at_column, id_column
from trunkline.infra.db import metadata
from trunkline.kernel.errors import Conflict
from trunkline.kernel.ids import CompanyId, JobId

# A job that is due by a company's clock sleeps until that clock has come to its moment: for the workers it is due in the year 9999.
ASLEEP = datetime(9999, 1, 1, tzinfo=UTC)
REMEMBERED_MAX = 100_000

company_clock = Table(
    "company_clock",
    metadata,
    id_column("company_id", CompanyId, primary_key=True),
    at_column("now_at"),
    # Where it is going, from where and by which job; all null while it stands.
    at_column("advancing_to", nullable=True),
    at_column("advancing_from", nullable=True),
    id_column("job_id", JobId, nullable=True),
    # False while what was under way when it was told to move is still ending.
    Column("moves", Boolean, nullable=False),
    # Raised by each step: two who believe that they move it cannot both be right.
    Column("version", Integer, nullable=False),
)


class ClockMoving(Conflict):
    """The company has a clock of its own, which is moving now: until it stands, nothing else is written for the company."""

    code = "clock_moving"
    title = "The company's clock is moving"


class ClockOvertaken(Conflict):
    """Somebody else has moved the clock meanwhile."""

    code = "clock_overtaken"
    title = "The clock was moved by somebody else"


@dataclass(frozen=True, slots=True)
class CompanyClock:
    """A company's clock as it stands, or where it is on its way to `advancing_to`."""

    company_id: CompanyId
    now_at: datetime
    advancing_to: datetime | None
    advancing_from: datetime | None
    job_id: JobId | None
    moves: bool
    version: int

    def refuse_writes(self) -> ClockMoving:
        """What whoever wants to write meanwhile is told."""
        assert self.advancing_to is not None
        words = f"The company's clock is moving to {self.advancing_to:%Y-%m-%d %H:%M} UTC and stands at {self.now_at:%Y-%m-%d %H:%M}"
        return ClockMoving(
            f"{words}; wait until it has arrived. The job {self.job_id} moves it.",
            extra={
                "job_id": self.job_id,
                "now": self.now_at.isoformat(),
                "advancing_to": self.advancing_to.isoformat(),
            },
        )


@dataclass(slots=True)
class WithoutClock:
    """The companies of which this process knows that they have no clock of their own, which stays so: they cost no question."""

    known: set[CompanyId] = field(default_factory=set)

    def note(self, company_id: CompanyId) -> None:
        if len(self.known) >= REMEMBERED_MAX:
            self.known.clear()
        self.known.add(company_id)


async def clock_of(
    connection: AsyncConnection, company_id: CompanyId, without: WithoutClock, *, hold: bool = False
) -> CompanyClock | None:
    """The company's clock, None where it lives by the machine's. `hold`: it is not moved until this transaction ends."""
    if company_id in without.known:
        return None
    chosen = select(company_clock).where(company_clock.c.company_id == company_id)
    row = (await connection.execute(chosen.with_for_update(read=True) if hold else chosen)).one_or_none()
    if row is None:
        without.note(company_id)
        return None
    return read_clock(row)


async def lock_clock(connection: AsyncConnection, company_id: CompanyId) -> CompanyClock | None:
    """The company's clock, with nobody else moving it or writing by it until this transaction ends."""
    chosen = select(company_clock).where(company_clock.c.company_id == company_id).with_for_update()
    row = (await connection.execute(chosen)).one_or_none()
    return None if row is None else read_clock(row)


async def insert_clock(connection: AsyncConnection, company_id: CompanyId, now_at: datetime) -> None:
    """Give a company that is being made a clock of its own."""
    row = {"company_id": company_id, "now_at": now_at, "moves": False, "version": 1}
    await connection.execute(company_clock.insert().values(**row))


async def change_clock(connection: AsyncConnection, clock: CompanyClock, **changes: object) -> None:
    """Write `changes` over the clock that was read. Raises `ClockOvertaken` when somebody else did so since."""
    mine = (company_clock.c.company_id == clock.company_id) & (company_clock.c.version == clock.version)
    changed = update(company_clock).where(mine).values(version=clock.version + 1, **changes)
    if (await connection.execute(changed)).rowcount != 1:
        raise ClockOvertaken("Somebody else has moved the clock meanwhile; look where it stands.")


def with_own_clock() -> Select[tuple[CompanyId]]:
    """The ids of all companies that have a clock of their own."""
    return select(company_clock.c.company_id)


def read_clock(row: Row[tuple[object, ...]]) -> CompanyClock:
    return CompanyClock(**{name: getattr(row, name) for name in CompanyClock.__slots__})
