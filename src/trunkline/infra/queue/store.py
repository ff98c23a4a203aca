"""The job's rows and every statement on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    Row,
    Table,
    Text,
    UniqueConstraint,
    and_,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from trunkline.infra.columns import JsonText, at_column, id_column, key_column
from trunkline.infra.db import insert_ignore, metadata
from trunkline.infra.journal import Entry
from trunkline.infra.queue.job import Job
from trunkline.kernel.errors import Conflict, NotFound
from trunkline.kernel.fact import to_json
from trunkline.kernel.ids import CompanyId, JobId
from trunkline.kernel.page import Page, PageRequest, page_of

if TYPE_CHECKING:
    from trunkline.infra.scope import Scope


ATTEMPTS_MORE = 8  # what a person who says "try again" grants


class JobState(StrEnum):
    queued = "queued"
    running = "running"
    succeeded = "succeeded"
    dead = "dead"
    canceled = "canceled"


job_table = Table(
    "job",
    metadata,
    id_column("id", JobId, primary_key=True),
    key_column("kind"),
    id_column("company_id", CompanyId, nullable=True),
    key_column("state", 20),
    Column("priority", Integer, nullable=False),
    Column("payload", JsonText(), nullable=False),
    # Two requests for the same piece of work are one job: `fact:<kind>:<fact id>`, `<kind>@<time>` or what the caller says.
    key_column("unique_key", 200, nullable=True),
    at_column("run_at"),
    Column("attempts", Integer, nullable=False),
    Column("attempts_max", Integer, nullable=False),
    key_column("lease_owner", 60, nullable=True),
    at_column("lease_until", nullable=True),
    Column("cancel_requested", Boolean, nullable=False),
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("error", Text, nullable=True),
    at_column("created_at"),
    at_column("finished_at", nullable=True),
    UniqueConstraint("unique_key"),
    Index("ix_job_state_run_at", "state", "run_at"),
    Index("ix_job_company_id", "company_id", "created_at"),
)

job_attempt = Table(
    "job_attempt",
    metadata,
    id_column("job_id", JobId, ForeignKey("job.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    key_column("worker", 60),
    at_column("started_at"),
    at_column("finished_at", nullable=True),
    Column("error", Text, nullable=True),
)

job_schedule = Table(
    "job_schedule",
    metadata,
    key_column("kind", primary_key=True),
    key_column("cron"),
    at_column("next_at"),
    at_column("last_at", nullable=True),
)


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job as it stands. `done` of `total` is its progress; total 0 means it did not say."""

    id: JobId
    kind: str
    company_id: CompanyId | None
    state: JobState
    payload: Mapping[str, object]
    run_at: datetime
    attempts: int
    attempts_max: int
    done: int
    total: int
    error: str | None
    cancel_requested: bool
    created_at: datetime
    finished_at: datetime | None


def _job(row: Row[Any]) -> JobRow:
    values = row._mapping
    return JobRow(**{name: values[name] for name in JobRow.__slots__ if name != "state"}, state=JobState(row.state))


async def enqueue(
    scope: Scope,
    job: Job,
    payload: Mapping[str, object],
    *,
    run_at: datetime | None = None,
    unique_key: str | None = None,
) -> None:
    """Insert the job's row, unless one with the same `unique_key` exists already."""
    row = _fresh(scope, job, payload, run_at or scope.now, unique_key, scope.company_id)
    await scope.tx.execute(insert_ignore(job_table, scope.dialect), [row])


async def answer_facts(scope: Scope, entries: Sequence[Entry]) -> None:
    """One job row for each job that answers each fact, in the transaction of the facts."""
    rows = [
        _fresh(scope, job, _fact_payload(entry), scope.now, f"fact:{job.kind}:{entry.id}", entry.company_id)
        for entry in entries
        for job in scope.program.jobs.by_fact.get(entry.kind, ())
    ]
    if rows:
        await scope.tx.execute(insert_ignore(job_table, scope.dialect), rows)


def _fact_payload(entry: Entry) -> dict[str, object]:
    names = ("stream", "seq", "id", "kind", "company_id", "subject", "payload", "at")
    return {name: to_json(getattr(entry, name)) for name in names}


def _fresh(
    scope: Scope,
    job: Job,
    payload: Mapping[str, object],
    run_at: datetime,
    unique_key: str | None,
    company_id: CompanyId | None,
) -> dict[str, object]:
    return {
        "id": scope.new_id(JobId),
        "kind": job.kind,
        "company_id": company_id,
        "state": JobState.queued,
        "priority": job.priority,
        "payload": dict(payload),
        "unique_key": unique_key,
        "run_at": run_at,
        "attempts": 0,
        "attempts_max": job.retry.attempts_max,
        "cancel_requested": False,
        "done": 0,
        "total": 0,
        "created_at": scope.now,
    }


async def claim(
    connection: AsyncConnection, worker: str, kinds: Sequence[str], now: datetime, lease: timedelta, count: int
) -> list[JobRow]:
    """Lease up to `count` jobs that are due, or whose worker let its lease run out. Several workers never get the same one."""
    chosen = (
        select(job_table)
        .where(_due(now), job_table.c.kind.in_(kinds))
        .order_by(job_table.c.priority.desc(), job_table.c.run_at, job_table.c.id)
        .limit(count)
        .with_for_update(skip_locked=True)  # SQLite has no such clause and needs none: its writers come one at a time
    )
    jobs = [_job(row) for row in await connection.execute(chosen)]
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
    connection: AsyncConnection, worker: str, job: JobRow, now: datetime, run_at: datetime, error: str
) -> bool:
    """Failed, to be tried again at `run_at`."""
    return await _close(connection, worker, job, now, error, state=JobState.queued, run_at=run_at)


async def _close(
    connection: AsyncConnection, worker: str, job: JobRow, now: datetime, error: str | None, **values: object
) -> bool:
    mine = and_(job_table.c.id == job.id, job_table.c.lease_owner == worker, job_table.c.attempts == job.attempts + 1)
    closed = update(job_table).where(mine)
    done = await connection.execute(closed.values(lease_owner=None, lease_until=None, error=error, **values))
    this = and_(job_attempt.c.job_id == job.id, job_attempt.c.number == job.attempts + 1)
    await connection.execute(update(job_attempt).where(this).values(finished_at=now, error=error))
    return bool(done.rowcount)


async def jobs_page(scope: Scope, request: PageRequest, state: JobState | None = None) -> Page[JobRow]:
    """Jobs, newest first."""
    chosen = select(job_table).where(scope.of_company(job_table))
    if state is not None:
        chosen = chosen.where(job_table.c.state == state)
    if request.position is not None:
        chosen = chosen.where(job_table.c.id < request.position[0])
    rows = await scope.tx.execute(chosen.order_by(job_table.c.id.desc()).limit(request.limit + 1))
    return page_of([_job(row) for row in rows], request, lambda job: (job.id,))


async def cancel_job(scope: Scope, job_id: JobId) -> JobRow:
    """A queued job is cancelled at once, a running one at its next heartbeat. Raises `Conflict` when it has already ended."""
    job = await _locked(scope, job_id)
    if job.state not in {JobState.queued, JobState.running}:
        raise Conflict(f"The job has already ended ({job.state}).")
    changed: dict[str, object] = {"cancel_requested": True}
    if job.state is JobState.queued:
        changed |= {"state": JobState.canceled, "finished_at": scope.now}
    await scope.tx.execute(update(job_table).where(job_table.c.id == job_id).values(**changed))
    return await _locked(scope, job_id)


async def retry_job(scope: Scope, job_id: JobId) -> JobRow:
    """Give a dead or cancelled job a new set of attempts. Raises `Conflict` for any other."""
    job = await _locked(scope, job_id)
    if job.state not in {JobState.dead, JobState.canceled}:
        raise Conflict(f"Only a dead or cancelled job can be tried again; this one is {job.state}.")
    fresh = update(job_table).where(job_table.c.id == job_id)
    await scope.tx.execute(
        fresh.values(
            state=JobState.queued,
            run_at=scope.now,
            attempts_max=job.attempts + ATTEMPTS_MORE,
            cancel_requested=False,
            finished_at=None,
        )
    )
    scope.wake_topics.add("jobs")
    return await _locked(scope, job_id)


async def _locked(scope: Scope, job_id: JobId) -> JobRow:
    chosen = select(job_table).where(job_table.c.id == job_id, scope.of_company(job_table)).with_for_update()
    row = (await scope.tx.execute(chosen)).one_or_none()
    if row is None:
        raise NotFound(f"There is no job {job_id}.")
    return _job(row)


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


async def waiting(connection: AsyncConnection) -> tuple[int, datetime | None]:
    """How many jobs wait, and since when the first of them should have run."""
    chosen = select(func.count(), func.min(job_table.c.run_at)).where(job_table.c.state == JobState.queued)
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
