"""What workers do: lease what is due, keep the lease, close it, and move the schedules on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from trunkline.infra.clocks import ASLEEP
from trunkline.infra.db import insert_ignore
from trunkline.infra.queue import lanes
from trunkline.infra.queue.tables import JobRow, JobState, job_attempt, job_of, job_schedule, job_table
from trunkline.kernel.ids import CompanyId, JobId


async def claim(
    connection: AsyncConnection,
    worker: str,
    kinds: Sequence[str],
    now: datetime,
    lease: timedelta,
    count: int,
    only: JobId | None = None,
) -> list[JobRow]:
    """Lease up to `count` jobs that are due, or whose worker let its lease run out. Several workers never get the same one.

    Jobs of one lane take turns: see `queue.lanes`. `only`: no other than this one.
    """
    found = await lanes.busy(connection, now)
    chosen = (
        select(job_table)
        .where(_due(now), job_table.c.kind.in_(kinds), true() if only is None else job_table.c.id == only)
        .where(lanes.is_free(found))
        .order_by(job_table.c.priority.desc(), job_table.c.run_at, job_table.c.id)
        .limit(count)
        .with_for_update(skip_locked=True)  # SQLite has no such clause and needs none: its writers come one at a time
    )
    jobs = [job_of(row) for row in lanes.taking_turns(await connection.execute(chosen), found)]
    if jobs:
        await _take(connection, worker, jobs, now, lease)
    return jobs


async def _take(
    connection: AsyncConnection, worker: str, jobs: Sequence[JobRow], now: datetime, lease: timedelta
) -> None:
    taken = update(job_table).where(job_table.c.id.in_([job.id for job in jobs]))
    await connection.execute(
        taken.values(
            state=JobState.running, attempts=job_table.c.attempts + 1, lease_owner=worker, lease_until=now + lease
        )
    )
    rows = [{"job_id": job.id, "number": job.attempts + 1, "worker": worker, "started_at": now} for job in jobs]
    await connection.execute(job_attempt.insert(), rows)


async def heartbeat(
    connection: AsyncConnection, worker: str, held: Sequence[JobId], lease_until: datetime
) -> dict[JobId, bool]:
    """Prolong the leases. Returns the jobs still held, with whether somebody wants them cancelled."""
    mine = and_(job_table.c.id.in_(held), job_table.c.lease_owner == worker, job_table.c.state == JobState.running)
    await connection.execute(update(job_table).where(mine).values(lease_until=lease_until))
    rows = await connection.execute(select(job_table.c.id, job_table.c.cancel_requested).where(mine))
    return {row.id: row.cancel_requested for row in rows}


async def report_progress(connection: AsyncConnection, job_id: JobId, done: int, total: int) -> bool:
    """Write how far the job is. Returns whether somebody wants it cancelled."""
    mine = job_table.c.id == job_id
    await connection.execute(update(job_table).where(mine).values(done=done, total=total))
    return bool((await connection.execute(select(job_table.c.cancel_requested).where(mine))).scalar())


async def finish(
    connection: AsyncConnection, worker: str, job: JobRow, state: JobState, now: datetime, error: str | None
) -> bool:
    """Succeeded, dead or cancelled. False if the lease was lost meanwhile: then the other worker's word counts."""
    return await _close(connection, worker, job, now, error, state=state, finished_at=now)


async def put_back(
    connection: AsyncConnection, worker: str, job: JobRow, now: datetime, run_at: datetime, error: str, more: int = 0
) -> bool:
    """Failed, to be tried again at `run_at`, with as many attempts `more` as before."""
    again = {"state": JobState.queued, "run_at": run_at, "attempts_max": job.attempts_max + more}
    return await _close(connection, worker, job, now, error, **again)


async def _close(
    connection: AsyncConnection, worker: str, job: JobRow, now: datetime, error: str | None, **values: object
) -> bool:
    mine = and_(job_table.c.id == job.id, job_table.c.lease_owner == worker, job_table.c.attempts == job.attempts + 1)
    closed = update(job_table).where(mine)
    done = await connection.execute(closed.values(lease_owner=None, lease_until=None, error=error, **values))
    this = and_(job_attempt.c.job_id == job.id, job_attempt.c.number == job.attempts + 1)
    await connection.execute(update(job_attempt).where(this).values(finished_at=now, error=error))
    return bool(done.rowcount)


async def due_schedules(connection: AsyncConnection) -> dict[str, datetime]:
    """When each scheduled kind runs next."""
    return {row.kind: row.next_at for row in await connection.execute(select(job_schedule))}


async def set_schedule(
    connection: AsyncConnection, kind: str, cron: str, expected: datetime | None, next_at: datetime, now: datetime
) -> bool:
    """Move a schedule on. False if another worker did so first: it has enqueued the job, we must not."""
    if expected is None:
        fresh = insert_ignore(job_schedule, connection.dialect.name)
        await connection.execute(fresh.values(kind=kind, cron=cron, next_at=next_at))
        return False
    current = and_(job_schedule.c.kind == kind, job_schedule.c.next_at == expected)
    moved = update(job_schedule).where(current).values(next_at=next_at, last_at=now, cron=cron)
    return bool((await connection.execute(moved)).rowcount)


async def claim_by_clock(
    connection: AsyncConnection, worker: str, kinds: Sequence[str], company_id: CompanyId, at: datetime, now: datetime
) -> JobRow | None:
    """Lease the next job of a company that is due at `at` by its own clock: what is scheduled first, then what answers facts, in the
    order of the facts. What the same worker had in hand when it died comes before. The lease has no end: its holder has one.
    """
    mine = and_(job_table.c.company_id == company_id, job_table.c.clock_at <= at, job_table.c.kind.in_(kinds))
    left = and_(job_table.c.state == JobState.running, job_table.c.lease_owner == worker)
    due = and_(job_table.c.state == JobState.queued, job_table.c.run_at == ASLEEP)
    rows = (await connection.execute(select(job_table).where(mine, or_(left, due)))).all()
    if not rows:
        return None
    job = job_of(min(rows, key=_turn))
    await _take(connection, worker, [job], now, ASLEEP - now)
    await connection.execute(update(job_table).where(job_table.c.id == job.id).values(run_at=now))
    return job


def _turn(row: Row[Any]) -> tuple[bool, datetime, int, int, str, str]:
    return row.state == JobState.queued, row.clock_at, -row.priority, row.payload.get("seq", 0), row.kind, row.id


async def put_to_sleep(connection: AsyncConnection, company_id: CompanyId, at: datetime, but: JobId) -> int:
    """From now on the company's waiting jobs are due by its clock, which stands at `at`. How many of its jobs are still running."""
    mine = and_(job_table.c.company_id == company_id, job_table.c.id != but)
    awake = and_(mine, job_table.c.state == JobState.queued, job_table.c.run_at < ASLEEP)
    due = func.coalesce(job_table.c.clock_at, at)
    await connection.execute(update(job_table).where(awake).values(run_at=ASLEEP, clock_at=due))
    running = select(func.count()).where(mine, job_table.c.state == JobState.running, job_table.c.lease_until < ASLEEP)
    return int((await connection.execute(running)).scalar_one())


async def wake(connection: AsyncConnection, company_id: CompanyId, at: datetime, now: datetime) -> None:
    """Leave the company's jobs that are due at `at` by its clock to the workers again, also those that were in hand of who moved it."""
    mine = and_(job_table.c.company_id == company_id, job_table.c.clock_at <= at)
    asleep = and_(mine, job_table.c.state == JobState.queued, job_table.c.run_at == ASLEEP)
    await connection.execute(update(job_table).where(asleep).values(run_at=now))
    held = and_(mine, job_table.c.state == JobState.running, job_table.c.lease_until == ASLEEP)
    await connection.execute(update(job_table).where(held).values(lease_until=now))


async def sleep_again(
    connection: AsyncConnection, worker: str, job: JobRow, now: datetime, clock_at: datetime, error: str, more: int = 0
) -> bool:
    """Failed, to be tried again when the company's clock has come to `clock_at`."""
    again = {
        "state": JobState.queued,
        "run_at": ASLEEP,
        "clock_at": clock_at,
        "attempts_max": job.attempts_max + more,
    }
    return await _close(connection, worker, job, now, error, **again)


async def next_by_clock(connection: AsyncConnection, company_id: CompanyId, after: datetime) -> datetime | None:
    """When the company's next sleeping job is due by its clock, later than `after`."""
    asleep = and_(job_table.c.state == JobState.queued, job_table.c.run_at == ASLEEP, job_table.c.clock_at > after)
    chosen = select(func.min(job_table.c.clock_at)).where(asleep, job_table.c.company_id == company_id)
    found: datetime | None = (await connection.execute(chosen)).scalar()
    return found


async def has_ended(connection: AsyncConnection, job_id: JobId) -> bool:
    """Whether nobody will do the job any more."""
    open_states = [JobState.queued.value, JobState.running.value]
    chosen = select(job_table.c.id).where(job_table.c.id == job_id, job_table.c.state.in_(open_states))
    return (await connection.execute(chosen)).first() is None


async def is_unwanted(connection: AsyncConnection, job_id: JobId) -> bool:
    """Whether somebody wants the job cancelled."""
    return bool(
        (await connection.execute(select(job_table.c.cancel_requested).where(job_table.c.id == job_id))).scalar()
    )


async def waiting(connection: AsyncConnection) -> tuple[int, datetime | None]:
    """How many jobs wait, and since when the first of them should have run."""
    waits = and_(job_table.c.state == JobState.queued, job_table.c.run_at < ASLEEP)
    chosen = select(func.count(), func.min(job_table.c.run_at)).where(waits)
    count, oldest = (await connection.execute(chosen)).one()
    return count, oldest


async def anything_due(connection: AsyncConnection, now: datetime) -> bool:
    """A cheap look before the write lock is taken."""
    return (await connection.execute(select(job_table.c.id).where(_due(now)).limit(1))).first() is not None


def _due(now: datetime) -> ColumnElement[bool]:
    return or_(
        and_(job_table.c.state == JobState.queued, job_table.c.run_at <= now),
        and_(job_table.c.state == JobState.running, job_table.c.lease_until < now),
    )
