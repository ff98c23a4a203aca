"""The figures of queue and journal, in a few statements that touch only what still needs somebody."""

from __future__ import annotations

from sqlalchemy import func, select

from trunkline.domains.operations.model import Installation
from trunkline.infra.journal import PLATFORM, stream_counter
from trunkline.infra.queue import JobState, job_table
from trunkline.infra.scope import Scope

OPEN_STATES = (JobState.queued, JobState.running, JobState.dead)


async def installation(scope: Scope) -> Installation:
    """For /metrics and monitoring; across companies."""
    jobs = await _jobs_by_state(scope)
    oldest, expired = await _overdue(scope)
    facts, platform = await _journal(scope)
    return Installation(jobs, oldest, expired, facts, platform)


async def _jobs_by_state(scope: Scope) -> dict[str, int]:
    """Ended jobs are not counted: there are more of them every day, and nobody waits for them."""
    counted = select(job_table.c.state, func.count().label("jobs")).where(job_table.c.state.in_(OPEN_STATES))
    rows = await scope.tx.execute(counted.group_by(job_table.c.state))
    return dict.fromkeys(map(str, OPEN_STATES), 0) | {str(row.state): int(row.jobs) for row in rows}


async def _overdue(scope: Scope) -> tuple[float, int]:
    """For how many seconds the most overdue job has waited, and how many running jobs their worker has left."""
    due = select(func.min(job_table.c.run_at)).where(job_table.c.state == JobState.queued)
    oldest = (await scope.tx.execute(due.where(job_table.c.run_at <= scope.machine_now))).scalar()
    left = select(func.count()).where(
        job_table.c.state == JobState.running, job_table.c.lease_until < scope.machine_now
    )
    expired = (await scope.tx.execute(left)).scalar_one()
    return (scope.machine_now - oldest).total_seconds() if oldest else 0.0, int(expired)


async def _journal(scope: Scope) -> tuple[int, int]:
    rows = (await scope.tx.execute(select(stream_counter.c.stream, stream_counter.c.seq))).all()
    return sum(int(row.seq) for row in rows), next((int(row.seq) for row in rows if row.stream == PLATFORM), 0)
