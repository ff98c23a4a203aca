"""Where the clocks of test companies stand."""

from __future__ import annotations

from sqlalchemy import select

from trunkline.domains.operations.model import ClockView, MovingJob
from trunkline.domains.tenants import queries as tenants
from trunkline.infra.clocks import company_clock, read_clock
from trunkline.infra.queue import job_table
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import NotFound
from trunkline.kernel.ids import CompanyId, JobId


async def clock_view(scope: Scope, company_id: CompanyId) -> ClockView:
    """Raises `NotFound`, also for a company that has no clock of its own."""
    company = await tenants.company(scope, company_id)
    row = (await scope.tx.execute(select(company_clock).where(company_clock.c.company_id == company_id))).one_or_none()
    if row is None:
        raise NotFound(f"{company.name} has no test clock; it lives by the time of this installation.")
    clock = read_clock(row)
    job = None if clock.job_id is None else await _job(scope, clock.job_id)
    return ClockView(company_id, clock.now_at, clock.advancing_from, clock.advancing_to, job)


async def _job(scope: Scope, job_id: JobId) -> MovingJob | None:
    columns = job_table.c
    chosen = select(columns.id, columns.state, columns.done, columns.total, columns.error).where(columns.id == job_id)
    row = (await scope.tx.execute(chosen)).one_or_none()
    return None if row is None else MovingJob(*row)
