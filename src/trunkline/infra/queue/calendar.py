"""When a schedule next has something to do for a company: so that a clock that is moved need not stop at every minute.

A program that runs looks at its schedules every hour and every minute, and nearly always finds nothing to do. Whoever moves a clock goes
from one moment at which there is something to the next, and comes to the same as if it had stopped at each; a test holds the two equal.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from cronsim import CronSim

from trunkline.infra.queue.job import Job

if TYPE_CHECKING:
    from trunkline.infra.scope import Scope

_SECOND = timedelta(seconds=1)
_HOUR = timedelta(hours=1)


async def next_firing(scope: Scope, jobs: Iterable[Job], until: datetime) -> tuple[datetime | None, list[Job]]:
    """The next moment after `scope.now`, and not after `until`, at which any of the scheduled jobs has something to do for the company;
    and which they are. Others that fire at that moment have nothing to do.
    """
    found = [(moment, one) for one in jobs for moment in await firings(scope, one, until) if moment <= until]
    first = min((moment for moment, _ in found), default=None)
    return first, [one for moment, one in found if moment == first]


async def pass_by(scope: Scope, jobs: Iterable[Job], to: datetime, until: datetime) -> None:
    """What the scheduled jobs have only to note before the clock goes on to `to`, on its way to `until`."""
    for one in jobs:
        if one.passing is not None:
            await one.passing(scope, to, until)


async def firings(scope: Scope, job: Job, until: datetime) -> list[datetime]:
    """When the schedule fires for what its alarm tells of, always after `scope.now`. Without an alarm: within the hour."""
    if job.every is None:
        return []
    later = scope.now + timedelta(microseconds=1)
    if job.alarm is None:
        return [_within_the_hour(job.every, later)]
    return [firing_at(job.every, max(moment, later)) for moment in await job.alarm(scope, until)]


def firing_at(cron: str, since: datetime) -> datetime:
    """When the schedule fires first, at `since` or later."""
    whole = since if since.microsecond == 0 else since.replace(microsecond=0) + _SECOND
    return next(CronSim(cron, whole - _SECOND))


def _within_the_hour(cron: str, since: datetime) -> datetime:
    """What fires several times an hour fires once."""
    first = firing_at(cron, since)
    if firing_at(cron, first + _SECOND) - first >= _HOUR:
        return first
    return firing_at(cron, (since + _HOUR).replace(minute=0, second=0, microsecond=0))
