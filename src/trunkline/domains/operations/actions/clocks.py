"""The clocks of test companies: told to move, moved, and stopped on the way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from trunkline.domains.operations import queries
from trunkline.domains.operations.events import ClockStarted, ClockStopped
from trunkline.domains.operations.model import ADVANCE_JOB, ClockView
from trunkline.domains.operations.rules import clock_target
from trunkline.domains.tenants import queries as tenants
from trunkline.infra.clocks import CompanyClock, change_clock, lock_clock
from trunkline.infra.queue import JobRow, Run
from trunkline.infra.queue.leases import has_ended
from trunkline.infra.queue.moving import move_clock, stand
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import Conflict
from trunkline.kernel.ids import CompanyId
from trunkline.kernel.period import zone_of


class NoTestClock(Conflict):
    """The company is real: it lives by the machine's time, and no clock of it can be moved."""

    code = "no_test_clock"
    title = "The company has no test clock"


@dataclass(frozen=True, slots=True)
class Advance:
    """Where to move the clock: `to` a moment, or on `by` an ISO 8601 duration in the company's calendar. One of them."""

    to: datetime | None = None
    by: str | None = None


async def start_advance(scope: Scope, company_id: CompanyId, wanted: Advance) -> ClockView:
    """Have the company's clock moved; a job does it. A move whose job has ended before it arrived is taken on from where it stands.

    Raises `NotFound`, `NoTestClock`, `ClockMoving`, and `Invalid` for a moment that is not ahead, or more than two years.
    """
    company = await tenants.company(scope, company_id)
    clock = await lock_clock(scope.tx, company_id)
    if clock is None:
        raise NoTestClock(
            f"{company.name} is a real company; only one that was made with a test clock has a time to move."
        )
    if clock.job_id is not None and not await has_ended(scope.tx, clock.job_id):
        raise clock.refuse_writes()
    to = clock_target(clock.now_at, wanted.to, wanted.by, zone_of(company.zone))
    here = replace(scope, company_id=company_id, now=clock.now_at, clock=clock)
    job = scope.program.jobs.by_kind[ADVANCE_JOB]
    job_id = await here.enqueue(job, {}, by_machine=True)
    await change_clock(scope.tx, clock, advancing_from=clock.now_at, advancing_to=to, job_id=job_id, moves=False)
    here.announce(ClockStarted(company_id=company_id, subject=company_id, advancing_to=to))
    return await queries.clock_view(here, company_id)


async def advance_clock(run: Run) -> None:
    """What the job does."""
    assert run.company_id is not None, "a clock belongs to a company"
    await move_clock(run, run.company_id, _announce)


async def stop_clock_of(scope: Scope, job: JobRow) -> None:
    """The job that moves a clock was cancelled or has died, with its worker or for the last time: the clock stands where it is."""
    if job.kind != ADVANCE_JOB or job.company_id is None:
        return
    clock = await lock_clock(scope.tx, job.company_id)
    if _is_moved_by(clock, job):
        assert clock is not None
        _announce(await stand(scope, clock, clock.now_at), arrived=False)


def _is_moved_by(clock: CompanyClock | None, job: JobRow) -> bool:
    return clock is not None and clock.job_id == job.id


def _announce(scope: Scope, arrived: bool) -> None:
    scope.announce(ClockStopped(company_id=scope.company, subject=scope.company, now=scope.now, arrived=arrived))
