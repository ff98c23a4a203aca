"""Asking for work, and what people do with jobs: look, cancel, try again. All of it in the transaction of a scope."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select, update

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
    return job_of(row)
