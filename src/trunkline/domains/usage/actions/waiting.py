"""Rating usage that was there before anybody had subscribed to it, as if it were told now.

Page by page, each in a transaction that holds the company alone: whoever records usage without a subscription holds it too (`counting`),
so after the first page nothing can appear behind the walk. What is rated already is not found again; starting over is harmless.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from trunkline.domains.tenants import actions as companies
from trunkline.domains.usage import queries, store
from trunkline.domains.usage.actions.counting import amounts_of, open_tariffs
from trunkline.domains.usage.actions.rerating import Walk, tariff_of_now, walk_on
from trunkline.domains.usage.events import UsageRated, UsageRefused
from trunkline.domains.usage.model import BATCH_MAX, REFUSAL_MAX, Cause, RefusedUsage, UsageForm, WaitingUsage
from trunkline.domains.usage.rules.measuring import Unmeasurable
from trunkline.domains.usage.rules.metering import LocalDays, Metered, metered_again
from trunkline.domains.usage.rules.tallying import Tally
from trunkline.domains.usage.rules.tariffs import Tariffs
from trunkline.infra.scope import Begin, Scope
from trunkline.kernel.ids import CompanyId

Progress = Callable[[int, int], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class _Walk:
    """How far the walk through one table is."""

    form: UsageForm
    meters: frozenset[str]
    since: datetime
    after: WaitingUsage | None = None
    is_over: bool = False


async def rate_waiting_usage(
    begin: Begin, company_id: CompanyId, progress: Progress | None = None, *, page_size: int = BATCH_MAX
) -> int:
    """Rate what of the company's usage waits for a subscription that there is by now; returns how much that was.

    Usage that its price cannot rate (a fraction of a second of a call, a property that is missing, a quantity below zero of what is no
    level) is refused, as it would be if it were told now: that is kept with its reason, and undone where another price takes it later.
    """
    async with begin(company_id) as scope:
        walks, waiting = await _plan(scope)
    rated = 0
    for walk in walks:
        while not walk.is_over:
            async with begin(company_id) as scope:
                walk, count = await _rate_page(scope, walk, page_size)
            rated += count
            if progress is not None:
                await progress(min(rated, waiting), waiting)
    return rated + await _rate_corrected(begin, company_id, walks, page_size)


async def _rate_corrected(begin: Begin, company_id: CompanyId, walks: list[_Walk], page_size: int) -> int:
    """The same for what was corrected before anybody rated it: it counts for what it should have been."""
    rated = 0
    for one in walks:
        walk = Walk(
            form=one.form,
            meters=one.meters,
            price_ids=None,
            since=one.since,
            cause=Cause.subscription,
            reason="A subscription covers it by now.",
        )
        while not walk.is_over:
            async with begin(company_id) as scope:
                walk, count = await walk_on(scope, walk, tariff_of_now, page_size)
            rated += count
    return rated


async def _plan(scope: Scope) -> tuple[list[_Walk], int]:
    """Where to walk, and how much waits there; nowhere when nothing that waits is on a meter that anybody rates."""
    await companies.hold_company(scope)
    tariffs, _ = await open_tariffs(scope)
    waiting = await queries.unsubscribed_usage(scope, date(1969, 12, 31), date(9999, 12, 31))
    meters = tariffs.meters & waiting.keys()
    walks = [_Walk(form, meters, tariffs.first_start) for form in UsageForm] if meters else []
    return walks, sum(waiting[meter].events for meter in meters)


async def _rate_page(scope: Scope, walk: _Walk, size: int) -> tuple[_Walk, int]:
    await companies.hold_company(scope)
    tariffs, days = await open_tariffs(scope)
    page = await store.waiting_page(scope, walk.form, walk.meters, walk.since, walk.after, size)
    found = [(one, row) for one in page if (row := _rated(one, tariffs, days, scope.now)) is not None]
    rated = [(one, row) for one, row in found if isinstance(row, Metered)]
    if rated:
        await _count(scope, walk.form, rated, days)
    await _refuse(scope, [row for _, row in found if isinstance(row, RefusedUsage)])
    return replace(walk, after=page[-1] if page else None, is_over=len(page) < size), len(rated)


def _rated(one: WaitingUsage, tariffs: Tariffs, days: LocalDays, now: datetime) -> Metered | RefusedUsage | None:
    """Its measure under the tariff of its moment, or why its price has none; None while there is no tariff."""
    tariff = tariffs.at(one.meter, one.used_at)
    if tariff is None:
        return None
    try:
        return metered_again(one, tariff, days.of(one.used_at))
    except Unmeasurable as problem:
        place, detail = (one.form, one.source, one.identity), str(problem)[:REFUSAL_MAX]
        return RefusedUsage(*place, one.meter, one.used_at, tariff.price.id, problem.code, detail, now)


async def _refuse(scope: Scope, refused: Sequence[RefusedUsage]) -> None:
    new = await store.note_refusals(scope, refused)
    if new:
        meters, codes = {one.meter for one in new}, {one.code for one in new}
        scope.announce(
            UsageRefused(
                company_id=scope.company,
                subject=scope.company,
                meter=meters.pop() if len(meters) == 1 else None,
                refused=len(new),
                codes=sorted(codes),
            )
        )


async def _count(scope: Scope, form: UsageForm, rated: Sequence[tuple[WaitingUsage, Metered]], days: LocalDays) -> None:
    """Fill the rows in, move them from nobody's days to their module's, add them to their totals, and say so."""
    filled = await store.fill_in_rated(scope, form, rated)
    await store.forget_refusals(scope, form, [one for one, _ in rated])
    assert filled == len(rated), "somebody rated the same usage without holding the company"
    tally = Tally(row for _, row in rated)
    tally.take_back(metered_again(one, None, days.of(one.used_at)) for one, _ in rated)
    await store.add_tally(scope, tally)
    await store.drop_empty_days(scope, tally)
    meters = {row.meter for _, row in rated}
    scope.announce(
        UsageRated(
            company_id=scope.company,
            subject=scope.company,
            meter=meters.pop() if len(meters) == 1 else None,
            rated=len(rated),
            calls=tally.whole.calls,
            billable_seconds=tally.whole.billable_seconds,
            amount=amounts_of(tally),
        )
    )
