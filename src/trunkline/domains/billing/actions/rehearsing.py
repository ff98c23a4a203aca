"""What a correction of a price would book (money policy 5): the correction is made, the usage is rated anew, the next run is planned,
and all of it is taken back, company by company. Its figures are those of the correction because they are had from it.

While a company is looked at, its usage waits; on SQLite everybody who writes does. So no more than `EVENTS_MAX` events and calls of a
company are looked at, and no more than that in one request, unless a single company has them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from trunkline.domains.billing import store
from trunkline.domains.billing.actions.catalogue import Catalogue
from trunkline.domains.billing.actions.planning import due_of, period_of
from trunkline.domains.billing.actions.rating import LAST
from trunkline.domains.billing.model import AnyLine, PeriodKey
from trunkline.domains.billing.model.rehearsed import (
    RehearsedCorrection,
    RehearsedPeriod,
    RehearsedTotal,
    TooLargeCompany,
)
from trunkline.domains.billing.rules import sum_of
from trunkline.domains.billing.rules.rehearsed import rehearsed_periods
from trunkline.domains.marketplace import queries as marketplace
from trunkline.domains.marketplace.model import Price
from trunkline.domains.tenants import queries as tenants
from trunkline.domains.tenants.model import Company
from trunkline.domains.usage import actions as usage
from trunkline.domains.usage import queries as usages
from trunkline.infra.rehearsal import rehearse, within
from trunkline.infra.scope import Begin, Scope
from trunkline.kernel.ids import CompanyId
from trunkline.kernel.money import Currency
from trunkline.kernel.page import PageRequest

EVENTS_MAX = 20_000
SHOWN_MAX = 200

Correct = Callable[[Scope], Awaitable[Price]]


@dataclass(frozen=True, slots=True)
class _Seen:
    """A company that was looked at. Without periods and with `too_many` events: it was not."""

    name: str
    periods: Sequence[RehearsedPeriod] = ()
    events: int = 0
    too_many: int = 0


async def rehearse_correction(
    begin: Begin,
    correct: Correct,
    request: PageRequest,
    *,
    company_id: CompanyId | None = None,
    events_max: int = EVENTS_MAX,
) -> RehearsedCorrection:
    """What `correct` would come to for a page of the companies that have the price's plan, or for the named one. Nothing stays.

    A page ends early where more than `events_max` events and calls would be looked at; a company that has more by itself is named.
    Companies with a clock of their own are left out unless they are named. Raises `NotFound`, and what `correct` raises.
    """
    currency, concerned = await _concerned(begin, correct, company_id)
    waiting = [one for one in concerned if request.position is None or one > str(request.position[0])]
    seen: dict[CompanyId, _Seen] = {}
    for one in waiting[: request.limit]:
        had = sum(before.events for before in seen.values())
        found = await _look_at(begin, one, correct, had, events_max)
        if found is None:
            break
        seen[one] = found
    after = list(seen)[-1] if len(seen) < len(waiting) else None
    return _together(seen, currency, len(concerned), after)


async def _concerned(begin: Begin, correct: Correct, company_id: CompanyId | None) -> tuple[Currency, list[CompanyId]]:
    async with rehearse(begin, company_id) as scope:
        if company_id is not None:
            await tenants.company(scope, company_id)
        price = await correct(_by_machine(scope))
        here = scope if company_id is not None else scope.without_own_clocks()
        rated = await usage.companies_to_rate_anew(here, price.id)
        return price.currency, sorted(
            {*rated, *await marketplace.companies_on_plan(here, price.plan_id, price.currency)}
        )


async def _look_at(begin: Begin, company_id: CompanyId, correct: Correct, had: int, events_max: int) -> _Seen | None:
    """None: with the `had` events of the companies before it, its own are too many for this request."""
    async with rehearse(begin, company_id) as scope:
        company = await tenants.company(scope, company_id)
        price = await correct(_by_machine(scope))
        expected = await usage.events_to_rate_anew(scope, price.id)
        if expected > events_max:
            return _Seen(company.name, too_many=expected)
        if had + expected > events_max:
            return None
        moved = await usage.rate_anew(within(scope), company_id, price.id)
        return _Seen(company.name, await _periods(scope, company, price), moved)


def _by_machine(scope: Scope) -> Scope:
    """A price is corrected by the machine's time, also where a company lives by another."""
    return replace(scope, company_id=None, clock=None, now=scope.machine_now, announced=[], wake_topics=set())


async def _periods(scope: Scope, company: Company, price: Price) -> list[RehearsedPeriod]:
    """What the company's next run would book for billed periods under the price, which is corrected by now."""
    records = (await store.billed_periods(scope)).items()
    billed = {key: one.period_end for key, one in records if one.period_end > price.effective_from}
    lines = await _next_lines(scope, company)
    events = await _events(scope, price)
    keys = {key for line in lines if (key := period_of(line)) in billed} | (events.keys() & billed.keys())
    booked = list((await store.booked_for(scope, keys)).values())
    prices = {one.key.price_id: await marketplace.price(scope, one.key.price_id) for one in booked}
    return rehearsed_periods(company, price, billed, lines, events, [(prices[one.key.price_id], one) for one in booked])


async def _next_lines(scope: Scope, company: Company) -> list[AnyLine]:
    """What the next run books, the lines that it leaves in a draft included."""
    terms = await store.terms_of(scope, company.id)
    dues = await due_of(scope, company, company.local_day(scope.now), Catalogue(), terms.grace_days)
    return [line for due in dues for line in (*due.lines, *due.drafted)]


async def _events(scope: Scope, price: Price) -> dict[PeriodKey, int]:
    """What counts under the price by now: all of it has just been rated anew."""
    totals = await usages.unbooked_totals(scope, scope.company, LAST)
    return {
        PeriodKey(one.subscription_id, price.timing, one.period_start): one.events
        for one in totals
        if one.price_id == price.id and one.events
    }


def _together(
    seen: Mapping[CompanyId, _Seen], currency: Currency, concerned: int, after: CompanyId | None
) -> RehearsedCorrection:
    periods = [period for one in seen.values() for period in one.periods]
    largest = sorted(periods, key=lambda one: (-abs(one.delta.minor), one.company_name))
    billed_events = sum(one.events for one in periods)
    return RehearsedCorrection(
        periods=largest[:SHOWN_MAX],
        periods_left_out=len(periods) - len(largest[:SHOWN_MAX]),
        total=RehearsedTotal(
            billed=sum_of((one.billed for one in periods), currency),
            delta=sum_of((one.delta for one in periods), currency),
            periods=len(periods),
            events=billed_events,
        ),
        unbilled_events=sum(one.events for one in seen.values()) - billed_events,
        too_large=[TooLargeCompany(key, one.name, one.too_many) for key, one in seen.items() if one.too_many],
        companies=len(seen),
        companies_concerned=concerned,
        after=after,
    )
