"""Moving time: what would have happened on the way happens, in order, at its moment.

A program that runs looks at its schedules every hour and every minute, and nearly always finds nothing to do. Here the clock goes from one
moment at which there is something to the next: `_ALARMS` says, for each schedule, when that is. A schedule that is not listed runs once
a day. `World.every_firing` goes through every hourly firing instead; a test holds the two equal.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

from cronsim import CronSim

from trunkline.domains.payments import queries as payments
from trunkline.entrypoints.scenario.values import ONE_DAY
from trunkline.entrypoints.scenario.world import World
from trunkline.infra.queue import leases
from trunkline.infra.scope import system_actor
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.period import local_midnight

Alarm = Callable[[World, datetime], Awaitable[list[datetime]]]

_SCHEDULE = system_actor("schedule")
_EVERY_MINUTE = "* * * * *"
_SECOND = timedelta(seconds=1)
_DUE_MAX = 100


async def advance(world: World, to: datetime) -> None:
    """Move the clock to `to`, which is not in the past, and stop wherever something happens."""
    async for stop in _stops(world, to):
        world.clock.move_to(stop)
        await _fire(world)
        await world.worker.run_until_idle()
    world.clock.move_to(to)
    await world.worker.run_until_idle()


async def _stops(world: World, to: datetime) -> AsyncIterator[datetime]:
    while True:
        wanted = [moment for moment in await _wanted(world, to) if world.now < moment <= to]
        if not wanted:
            return
        yield min(wanted)


async def _wanted(world: World, to: datetime) -> list[datetime]:
    found = await _queued(world)
    for job in world.program.jobs.scheduled():
        assert job.every is not None
        alarm = _ALARMS.get(job.kind, _daily)
        if world.every_firing and job.every != _EVERY_MINUTE:
            found.append(_firing(job.every, world.now + _SECOND))
        else:
            found += [_firing(job.every, moment) for moment in await alarm(world, to)]
    return found


async def _fire(world: World) -> None:
    """Enqueue what is scheduled for this very moment. What would have run in between had nothing to do, and does not run now."""
    for job in world.program.jobs.scheduled():
        if job.every is not None and _firing(job.every, world.now) == world.now:
            async with world.program.scope(_SCHEDULE) as scope:
                await scope.enqueue(job, {}, unique_key=f"{job.kind}@{world.now.isoformat()}")


def _firing(cron: str, since: datetime) -> datetime:
    """When the schedule runs first, at `since` or later."""
    return next(CronSim(cron, since - _SECOND))


async def _queued(world: World) -> list[datetime]:
    """When the queue's next job is to run: one that failed and comes back, for example."""
    async with world.program.database.read() as connection:
        _, first = await leases.waiting(connection)
    return [] if first is None else [first]


async def _daily(world: World, to: datetime) -> list[datetime]:
    return [_midnight_after(world, world.now)]


async def _billing_due(world: World, to: datetime) -> list[datetime]:
    """After something was done: the next run, and that of the next day. Otherwise where a period begins or ends, and on the last day.

    A company that was billed on a day is left alone until the next. Hence the run of the day on which something will be done.
    """
    found = [local_midnight(to.astimezone(world.zone).date(), world.zone)]
    found += [] if world.changed_at is None else [world.changed_at, _midnight_after(world, world.changed_at)]
    for one in await world.all_of("/invoices", state="draft"):
        found.append(local_midnight(date.fromisoformat(one["issue_on"]), world.zone))
    for one in await world.all_of("/subscriptions"):
        period, upcoming = one["current_period"] or {}, one["upcoming_plan"] or {}
        marks = (period.get("start"), period.get("end"), one["cancel_at"], upcoming.get("starts_at"))
        found += [datetime.fromisoformat(mark) for mark in marks if mark]
    return found


async def _payments_due(world: World, to: datetime) -> list[datetime]:
    """Retries, and questions about results that are unknown. What stays due is looked at again within the hour."""
    later = replace(world.program, clock=ManualClock(to))
    async with later.scope(_SCHEDULE, write=False) as scope:
        due = await payments.due_payments(scope, _DUE_MAX)
    an_hour_on = (world.now + timedelta(hours=1)).replace(minute=0, second=0, microsecond=0)
    return [one.due_at if one.due_at > world.now else an_hour_on for one in due]


async def _invoices_lapse(world: World, to: datetime) -> list[datetime]:
    issued = await world.all_of("/invoices", state="issued")
    return [datetime.fromisoformat(one["due_at"]) + _SECOND for one in issued]


async def _just_done(world: World, to: datetime) -> list[datetime]:
    """What looks at usage has something to look at after somebody did something."""
    return [] if world.changed_at is None else [world.changed_at]


async def _wallets_lapse(world: World, to: datetime) -> list[datetime]:
    """Only a company that has prepaid can lose what it has prepaid; then once a day is soon enough."""
    return await _daily(world, to) if await world.all_of("/wallets") else []


async def _fees_due(world: World, to: datetime) -> list[datetime]:
    """Only a company that has agreed to it is charged for being late; then each day has its firing, whatever else happens on it."""
    return [world.now + _SECOND] if (await world.get("/billing/terms"))["late_fee"] else []


def _midnight_after(world: World, moment: datetime) -> datetime:
    return local_midnight(moment.astimezone(world.zone).date() + ONE_DAY, world.zone)


_ALARMS: dict[str, Alarm] = {
    "billing.run_due": _billing_due,
    "billing.mark_past_due": _invoices_lapse,
    "billing.expire_credits": _wallets_lapse,
    "billing.charge_late_fees": _fees_due,
    "payments.sweep_due": _payments_due,
    "usage.check_alerts": _just_done,
}
