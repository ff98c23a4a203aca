"""Asking for work, and what people do with jobs: look, cancel, try again. All of it in the transaction of a scope."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from trunkline.infra.clocks import ASLEEP, clock_of
from trunkline.infra.db import insert_ignore
from trunkline.infra.journal import Entry
from trunkline.infra.queue.job import Job
from trunkline.infra.queue.tables import JobRow, JobState, job_of, job_table
from trunkline.kernel.errors import Conflict, NotFound
from trunkline.kernel.fact import to_json
from trunkline.kernel.ids import CompanyId, JobId
from trunkline.kernel.page import Page, PageRequest, page_of

if TYPE_CHECKING:
    from trunkline.infra.scope import Scope


ATTEMPTS_MORE = 8  # what a person who says "try again" grants


async def enqueue(
    scope: Scope,
    job: Job,
    payload: Mapping[str, object],
    *,
    run_at: datetime | None = None,
    unique_key: str | None = None,
    by_machine: bool = False,
    lane: str | None = None,
) -> JobId:
    """Insert the job's row, unless one with the same `unique_key` exists already; the id is that of the new row.

    It is due by the company's own clock where it has one; `by_machine`: by the machine's, which `run_at` is then of. Jobs of one `lane`
    take turns, see `queue.lanes`.
    """
    row = _fresh(scope, job, payload, run_at, unique_key, scope.company_id, by_machine=by_machine) | {"lane": lane}
    await scope.tx.execute(insert_ignore(job_table, scope.dialect), [row])
    made: JobId = row["id"]
    return made


async def enqueue_for(
    scope: Scope, company_id: CompanyId, job: Job, payload: Mapping[str, object], *, unique_key: str | None = None
) -> JobId:
    """Have a job done for a company out of a scope across companies, also while the company's clock moves: the job is then done by
    whoever moves it, or when it stands again. One company's clock keeps nobody from asking for another's work.
    """
    clock = await clock_of(scope.tx, company_id, scope.program.without_clock, hold=True)
    there = replace(scope, company_id=company_id, clock=clock, now=scope.now if clock is None else clock.now_at)
    scope.wake_topics.add("jobs")
    return await enqueue(there, job, payload, unique_key=unique_key)


async def answer_facts(scope: Scope, entries: Sequence[Entry]) -> None:
    """One job row for each job that answers each fact and cares for it, in the transaction of the facts."""
    rows = [
        _fresh(scope, job, _fact_payload(entry), None, f"fact:{job.kind}:{entry.id}", entry.company_id)
        for entry in entries
        for job in scope.program.jobs.by_fact.get(entry.kind, ())
        if job.wanted is None or await job.wanted(scope, entry)
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
    run_at: datetime | None,
    unique_key: str | None,
    company_id: CompanyId | None,
    *,
    by_machine: bool = False,
) -> dict[str, Any]:
    return {
        "id": scope.new_id(JobId),
        "kind": job.kind,
        "company_id": company_id,
        "state": JobState.queued,
        "priority": job.priority,
        "payload": dict(payload),
        "unique_key": unique_key,
        **_due(scope, run_at, (run_at or scope.machine_now) if by_machine else None),
        "attempts": 0,
        "attempts_max": job.retry.attempts_max,
        "cancel_requested": False,
        "done": 0,
        "total": 0,
        "created_at": scope.machine_now,
    }


def _due(scope: Scope, run_at: datetime | None, by_machine: datetime | None) -> dict[str, datetime | None]:
    """While a clock moves, whoever moves it runs all that is due by it; while it stands, workers run what is due already."""
    if by_machine is not None:
        return {"run_at": by_machine, "clock_at": None}
    wanted, clock = run_at or scope.now, scope.clock
    if clock is None:
        return {"run_at": wanted, "clock_at": None}
    sleeps = wanted > clock.now_at or clock.moves
    return {"run_at": ASLEEP if sleeps else scope.machine_now, "clock_at": wanted}


async def open_in_lanes(scope: Scope, job: Job) -> list[str | None]:
    """The lanes of the scope's company's jobs of this kind, or the platform's, that are still to be done; one each."""
    company = job_table.c.company_id
    mine = company.is_(None) if scope.company_id is None else company == scope.company_id
    chosen = select(job_table.c.lane).where(mine, job_table.c.kind == job.kind)
    still = [JobState.queued.value, JobState.running.value]
    return list((await scope.tx.execute(chosen.where(job_table.c.state.in_(still)))).scalars())


async def jobs_page(scope: Scope, request: PageRequest, state: JobState | None = None) -> Page[JobRow]:
    """Jobs, newest first."""
    chosen = select(job_table).where(scope.of_company(job_table))
    if state is not None:
        chosen = chosen.where(job_table.c.state == state)
    if request.position is not None:
        chosen = chosen.where(job_table.c.id < request.position[0])
    rows = await scope.tx.execute(chosen.order_by(job_table.c.id.desc()).limit(request.limit + 1))
    return page_of([job_of(row) for row in rows], request, lambda job: (job.id,))


async def cancel_job(scope: Scope, job_id: JobId) -> JobRow:
    """A queued job is cancelled at once, a running one at its next heartbeat. Raises `Conflict` when it has already ended."""
    job = await _locked(scope, job_id)
    if job.state not in {JobState.queued, JobState.running}:
        raise Conflict(f"The job has already ended ({job.state}).")
    changed: dict[str, object] = {"cancel_requested": True}
    if job.state is JobState.queued:
        changed |= {"state": JobState.canceled, "finished_at": scope.machine_now}
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
            run_at=ASLEEP if await _sleeps(scope, job) else scope.machine_now,
            attempts_max=job.attempts + ATTEMPTS_MORE,
            cancel_requested=False,
            finished_at=None,
        )
    )
    scope.wake_topics.add("jobs")
    return await _locked(scope, job_id)


async def _sleeps(scope: Scope, job: JobRow) -> bool:
    """Whether the clock that the job is due by moves now, or has not come to its moment."""
    if job.company_id is None or not job.by_clock:
        return False
    clock = await clock_of(scope.tx, job.company_id, scope.program.without_clock)
    return clock is not None and (clock.moves or clock.now_at < job.run_at)


async def _locked(scope: Scope, job_id: JobId) -> JobRow:
    chosen = select(job_table).where(job_table.c.id == job_id, scope.of_company(job_table)).with_for_update()
    row = (await scope.tx.execute(chosen)).one_or_none()
    if row is None:
        raise NotFound(f"There is no job {job_id}.")
    return job_of(row)
