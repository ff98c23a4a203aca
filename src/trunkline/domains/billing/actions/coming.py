"""When the billing schedule next has something to do for a company: so that a clock that is moved need not stop on idle days.

A run depends on what was written and on which periods have begun or ended. Hence it is asked once what a run on the next day would find,
which sees all that was written since the last one; after that only the days on which periods begin, end or ripen can bring anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from trunkline.domains.billing import store
from trunkline.domains.billing.actions.catalogue import Catalogue
from trunkline.domains.billing.actions.drafting import draft_stands
from trunkline.domains.billing.actions.planning import due_of
from trunkline.domains.billing.actions.rating import billables_of
from trunkline.domains.billing.actions.thresholds import reached_now
from trunkline.domains.billing.rules import end_of_day, service_periods
from trunkline.domains.tenants import queries as tenants
from trunkline.domains.tenants.model import Company
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import Problem
from trunkline.kernel.period import local_midnight, zone_of

_ONE_DAY = timedelta(days=1)


async def billing_due(scope: Scope, until: datetime) -> Sequence[datetime]:
    """At once where something changed since the company was billed; else where the next day begins on which a run finds anything, and
    at the latest on the last day, through which the company is billed then.
    """
    company = await tenants.company(scope, scope.company)
    billed = (await store.billed_through(scope, [company.id])).get(company.id)
    today, last, zone, catalogue = (
        company.local_day(scope.now),
        company.local_day(until),
        zone_of(company.zone),
        Catalogue(),
    )
    if billed is None:
        drafts, terms = await store.drafts_of(scope, company.id), await store.terms_of(scope, company.id)
        if not drafts or await reached_now(scope, company, terms, catalogue):
            return [scope.now]
        if await _finds_anything(scope, company, today, catalogue):
            return [scope.now]
        billed = today  # a company with a draft is looked at every hour: this one says all that there is
    tomorrow = billed + _ONE_DAY
    if await _finds_anything(scope, company, tomorrow, catalogue):
        return [local_midnight(tomorrow, zone)]
    days = {day for day in await _days(scope, company, last, catalogue) if billed < day} | {last}
    return [local_midnight(min(days), zone)] if billed < last else []


async def _finds_anything(scope: Scope, company: Company, day: date, catalogue: Catalogue) -> bool:
    """Whether a run at the beginning of the company's `day`, or now if that is past, has anything to write."""
    zone = zone_of(company.zone)
    then = replace(scope, now=max(scope.now, local_midnight(day, zone)), announced=[], wake_topics=set())
    grace_days = (await store.terms_of(scope, company.id)).grace_days
    try:
        dues = await due_of(then, company, company.local_day(then.now), catalogue, grace_days)
    except Problem:
        return True  # the run says so, each day
    if any(due.lines or due.rated for due in dues):
        return True
    drafts = await store.drafts_of(then, company.id)
    for due in dues:
        if not await draft_stands(then, company, due, drafts.pop(due.currency.code, None)):
            return True
    return bool(drafts)


async def _days(scope: Scope, company: Company, last: date, catalogue: Catalogue) -> set[date]:
    """The days on which periods begin, end or ripen, and those after: what ends in the midst of a day is over with the next."""
    zone = zone_of(company.zone)
    grace_days = (await store.terms_of(scope, company.id)).grace_days
    found: set[date] = set()
    for billable in await billables_of(scope, company, zone, catalogue):
        for period in service_periods(billable, end_of_day(last, zone)):
            for moment in (period.used.start, period.used.end):
                day = company.local_day(moment)
                ripe = day + timedelta(days=grace_days)
                found |= {day, day + _ONE_DAY, ripe, ripe + _ONE_DAY}
    return found
