"""Jobs that ended well, or were cancelled, are forgotten after a while: the table would otherwise grow by several rows per fact."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from trunkline.infra.queue.tables import JobState, job_attempt, job_table

if TYPE_CHECKING:
    from trunkline.infra.scope import Scope

# Long enough to look at what ran; the journal keeps the facts that the jobs answered.
KEPT = timedelta(days=30)
AT_ONCE = 1_000


async def forget_ended_jobs(scope: Scope) -> int:
    """Delete at most `AT_ONCE` jobs that succeeded or were cancelled `KEPT` ago; answers how many. The dead wait for a decision."""
    before = scope.now - KEPT
    ended = (
        select(job_table.c.id)
        .where(job_table.c.state.in_([JobState.succeeded.value, JobState.canceled.value]))
        .where(job_table.c.run_at < before, job_table.c.finished_at < before)  # the first is what the index knows
        .limit(AT_ONCE)
    )
    ids = list((await scope.tx.execute(ended)).scalars())
    if ids:
        await scope.tx.execute(delete(job_attempt).where(job_attempt.c.job_id.in_(ids)))
        await scope.tx.execute(delete(job_table).where(job_table.c.id.in_(ids)))
    return len(ids)
