"""Taking a snapshot of all usage every hour, and forgetting old ones."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import structlog

from trunkline.domains.usage.actions.alerts import tell_spikes
from trunkline.domains.usage.model.running import RunningTotal
from trunkline.domains.usage.model.snapshots import (
    DAILY_KEPT,
    HOUR,
    HOURLY_KEPT,
    HOURS_FORGOTTEN_MAX,
    HOURS_READ_MAX,
    UsageSnapshot,
    full_hour,
    hours_worth_noting,
)
from trunkline.domains.usage.queries.running import has_levels, running_totals
from trunkline.domains.usage.queries.snapshots import companies_with_usage, hours_between, hours_taken, last_change
from trunkline.domains.usage.rules.so_far import PricedTotal, amounts_of_lines
from trunkline.domains.usage.store import snapshots as rows
from trunkline.infra.scope import Begin, Scope
from trunkline.kernel.errors import Unavailable
from trunkline.kernel.ids import CompanyId
from trunkline.kernel.money import round_half_up
from trunkline.kernel.quantity import AMOUNT_DIGITS, to_e4

log = structlog.get_logger("trunkline.usage")

COMPANIES_AT_ONCE = 500
TRIES_MAX = 3  # the database may end a transaction that another one stands in the way of

Progress = Callable[[int, int], Awaitable[None]]


async def take_snapshots(begin: Begin, progress: Progress | None = None) -> int:
    """Note what every total has come to at this full hour, and tell of spikes; how many companies. A transaction for each.

    Of a company whose hour was noted already nothing changes: the job may run again. What goes wrong in one company is logged and does
    not keep the others from being noted; its next hour is tried anew.
    """
    return await _each_company(begin, take_company_snapshots, progress)


async def take_company_snapshots(scope: Scope) -> int:
    """Note the present full hour of the company, unless that was done; returns how many totals were noted.

    Noted are totals of periods that run or have run within the last hour. A run that is late notes what it finds, under its full hour.
    """
    taken_at = full_hour(scope.now)
    found: list[UsageSnapshot] = []
    if await rows.note_hour(scope, taken_at):
        found = await _taken(scope, taken_at)
        await rows.insert_snapshots(scope, found)
    await tell_spikes(scope)
    return len(found)


async def note_hours(scope: Scope, to: datetime, until: datetime) -> None:
    """Note the full hours after `scope.now` and up to `to` as the clock of the company passes them on its way to `until`: each as it would
    be noted at its time, since nothing is written for the company in between. A spike among them has an alarm that stops the clock.
    """
    changed_at = await last_change(scope)
    hours = [] if changed_at is None else hours_worth_noting(scope.now, to, until, changed_at)
    noted = set(await hours_between(scope, hours[0], hours[-1])) if hours else set()
    fresh = [one for one in hours if one not in noted]
    if fresh:
        await rows.insert_hours(scope, fresh)
        await rows.insert_snapshots(scope, await _as_time_passes(scope, fresh))


async def _as_time_passes(scope: Scope, hours: Sequence[datetime]) -> list[UsageSnapshot]:
    """Of usage that nothing is added to the totals stay as they are in their periods; levels are looked at hour by hour."""
    if await has_levels(scope):
        return [one for hour in hours for one in await _taken(replace(scope, now=hour), hour)]
    running = await running_totals(replace(scope, now=hours[-1]), hours[0] - HOUR)
    ends: dict[tuple[str, str, datetime], datetime] = {
        (one.total.subscription_id, one.total.price_id, one.total.period_start): one.total.period_end for one in running
    }
    found = _snapshots(running, hours[-1])
    return [
        replace(one, taken_at=hour)
        for hour in hours
        for one in found
        if one.period_start <= hour < ends[one.total] + HOUR
    ]


async def _taken(scope: Scope, taken_at: datetime) -> list[UsageSnapshot]:
    return _snapshots(await running_totals(scope, taken_at - HOUR), taken_at)


async def forget_snapshots(begin: Begin, progress: Progress | None = None) -> int:
    """Of snapshots older than 35 days keep the last of each day of UTC, for 400 days; how many companies were looked at."""
    return await _each_company(begin, forget_company_snapshots, progress)


async def forget_company_snapshots(scope: Scope) -> int:
    """Forget at most `HOURS_FORGOTTEN_MAX` hours of the company; returns how many."""
    old = await hours_taken(scope, full_hour(scope.now) - HOURLY_KEPT, HOURS_READ_MAX)
    last_of_day: dict[date, datetime] = {taken_at.date(): taken_at for taken_at in old}
    kept = {taken_at for taken_at in last_of_day.values() if taken_at >= scope.now - DAILY_KEPT}
    gone = [taken_at for taken_at in old if taken_at not in kept][:HOURS_FORGOTTEN_MAX]
    if gone:
        await rows.delete_hours(scope, gone)
    return len(gone)


def _snapshots(running: Sequence[RunningTotal], taken_at: datetime) -> list[UsageSnapshot]:
    priced = [PricedTotal(one.price, replace(one.total, measured_e6=one.quantity_e6)) for one in running]
    exact = [sum(lines, Decimal(0)) for lines in amounts_of_lines(priced)]
    return [_snapshot(one, amount, taken_at) for one, amount in zip(running, exact, strict=True)]


def _snapshot(one: RunningTotal, exact: Decimal, taken_at: datetime) -> UsageSnapshot:
    total = one.total
    return UsageSnapshot(
        company_id=total.company_id,
        taken_at=taken_at,
        subscription_id=total.subscription_id,
        price_id=total.price_id,
        period_start=total.period_start,
        meter=total.meter,
        events=total.events,
        calls=total.calls,
        quantity_e6=one.quantity_e6,
        billed_seconds=total.billed_seconds,
        amount_e4=to_e4(round_half_up(exact, AMOUNT_DIGITS)),
        currency=one.price.currency,
    )


async def _each_company(begin: Begin, work: Callable[[Scope], Awaitable[int]], progress: Progress | None) -> int:
    done = 0
    async for company_id in _companies(begin):
        try:
            await _work(begin, company_id, work)
        except Exception:  # of one company: the figures of all others must not wait for somebody to mend it
            log.exception("snapshots_failed", company=company_id)
        done += 1
        if progress is not None:
            await progress(done, done)
    return done


async def _work(begin: Begin, company_id: CompanyId, work: Callable[[Scope], Awaitable[int]]) -> None:
    for attempt in range(1, TRIES_MAX + 1):
        try:
            async with begin(company_id) as scope:
                await work(scope)
            return
        except Unavailable:
            if attempt == TRIES_MAX:
                raise


async def _companies(begin: Begin) -> AsyncIterator[CompanyId]:
    """No transaction stays open."""
    after: CompanyId | None = None
    while True:
        async with begin(None, write=False) as scope:
            page = await companies_with_usage(scope, after, COMPANIES_AT_ONCE)
        for company_id in page:
            yield company_id
        if len(page) < COMPANIES_AT_ONCE:
            return
        after = page[-1]
