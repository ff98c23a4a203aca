"""Moving time: what would have happened on the way happens, in order, at its moment.

A program that runs looks at its schedules every hour and every minute, and nearly always finds nothing to do. Here the clock goes from one
moment at which there is something to the next, and the schedules' own alarms say when that is, as they do for the clock of a test company.
`World.every_firing` goes through every hourly firing instead; a test holds the two equal.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from trunkline.entrypoints.scenario.world import World
from trunkline.infra.queue import Job, leases
from trunkline.infra.queue.calendar import next_firing, pass_by
from trunkline.infra.scope import system_actor
from trunkline.kernel.ids import CompanyId

_SCHEDULE = system_actor("schedule")
_EVERY_MINUTE = "* * * * *"
# Snapshots are for charts, which no scenario looks at, and for spikes.
_SNAPSHOTS = "usage.take_snapshots"


async def advance(world: World, to: datetime) -> None:
    """Move the clock to `to`, which is not in the past, and stop wherever something happens."""
    while (found := await _next_stop(world, to)) is not None:
        stop, jobs = found
        await _pass_by(world, stop, to)
        world.clock.move_to(stop)
        await _fire(world, jobs)
        await world.worker.run_until_idle()
    await _pass_by(world, to, to)
    world.clock.move_to(to)
    await world.worker.run_until_idle()


async def _next_stop(world: World, to: datetime) -> tuple[datetime, list[Job]] | None:
    """When something happens next, by `to` at the latest, and which schedules fire then."""
    fires, jobs = await _next_firing(world, to)
    moments = [one for one in (await _queued(world), fires) if one is not None and world.now < one <= to]
    if not moments:
        return None
    return min(moments), jobs if fires == min(moments) else []


async def _next_firing(world: World, to: datetime) -> tuple[datetime | None, list[Job]]:
    if not world.company:
        return None, []
    company_id = CompanyId.parse(world.company["id"])
    async with world.program.scope(_SCHEDULE, company_id=company_id, write=False) as scope:
        return await next_firing(scope, _schedules(world), to)


async def _pass_by(world: World, to: datetime, until: datetime) -> None:
    """Nearly always there is nothing to note, and nothing is opened."""
    noting = [one for one in _schedules(world) if one.passing is not None]
    if noting and world.company:
        async with world.program.scope(_SCHEDULE, company_id=CompanyId.parse(world.company["id"])) as scope:
            await pass_by(scope, noting, to, until)


def _schedules(world: World) -> list[Job]:
    """Without their alarms they fire every hour."""
    found = [one for one in world.program.jobs.scheduled() if world.watches_spikes or one.kind != _SNAPSHOTS]
    if not world.every_firing:
        return found
    return [one if one.every == _EVERY_MINUTE else replace(one, alarm=None) for one in found]


async def _fire(world: World, jobs: list[Job]) -> None:
    """What would have run in between had nothing to do, and does not run now."""
    for job in jobs:
        async with world.program.scope(_SCHEDULE) as scope:
            await scope.enqueue(job, {}, unique_key=f"{job.kind}@{world.now.isoformat()}")


async def _queued(world: World) -> datetime | None:
    """When the queue's next job is to run: one that failed and comes back, for example."""
    async with world.program.database.read() as connection:
        _, first = await leases.waiting(connection)
    return first
