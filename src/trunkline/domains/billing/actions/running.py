"""A billing run: company by company, a transaction each, so that one that fails or was billed by somebody else stops no other."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date

import structlog

from trunkline.domains.billing import store
from trunkline.domains.billing.actions.catalogue import Catalogue
from trunkline.domains.billing.actions.issuing import issue_company_invoice
from trunkline.domains.billing.events import BillingRunFinished
from trunkline.domains.billing.model import AlreadyBilled, Billed, FailedCompany, RunSummary
from trunkline.domains.billing.rules import check_through
from trunkline.domains.currencies.model import RatesTooOld
from trunkline.domains.tenants import queries as tenants
from trunkline.domains.tenants.model import Company
from trunkline.infra.scope import Begin, Scope
from trunkline.kernel.errors import Problem, Unavailable
from trunkline.kernel.ids import CompanyId
from trunkline.kernel.page import PAGE_SIZE_MAX, PageRequest

log = structlog.get_logger("trunkline.billing")

# Two changes in each other's way are tried again at once; the third time the company is left to the next run.
TRIES_MAX = 3

Progress = Callable[[int, int], Awaitable[None]]


async def run_billing(
    begin: Begin, through: date, progress: Progress | None = None, *, company_id: CompanyId | None = None
) -> RunSummary:
    """Bill every company, or the named one, through the end of its local day `through`.

    May be run again and by several processes at once: what was billed is not billed twice. `progress` hears how many companies are
    done and how many are known of so far. Raises `Invalid` for a day further than a year ahead.
    """
    return await _run(begin, RunSummary(through=through), progress, company_id)


async def run_due_billing(begin: Begin, progress: Progress | None = None) -> RunSummary:
    """Bill each company through its own today, unless that was done already. What the schedule does, every hour."""
    return await _run(begin, RunSummary(through=None), progress, None)


async def _run(
    begin: Begin, summary: RunSummary, progress: Progress | None, company_id: CompanyId | None
) -> RunSummary:
    catalogue = Catalogue()
    async for company, day, known in _due(begin, summary.through, company_id):
        await _bill(begin, company, day, catalogue, summary)
        if progress is not None:
            await progress(summary.companies, known)
    if summary.through is not None or summary.invoices or summary.failed:
        async with begin(None) as scope:
            _announce(scope, summary)
    return summary


async def _due(
    begin: Begin, through: date | None, company_id: CompanyId | None
) -> AsyncIterator[tuple[Company, date, int]]:
    """The companies with the day through which each is to be billed, and how many are known of so far. No transaction stays open."""
    request: PageRequest | None = PageRequest(PAGE_SIZE_MAX)
    known = 0
    while request is not None:
        async with begin(company_id, write=False) as scope:
            page = await tenants.companies(scope, request)
            done = await store.billed_through(scope, [company.id for company in page.items])
            now = scope.now
        if through is not None:
            check_through(through, now)
        # A test company lives by a clock of its own: it is billed when somebody names it, or moves that.
        acted_on = [company for company in page.items if company.test_clock is None or scope.company_id is not None]
        days = [(company, through or company.local_day(now)) for company in acted_on]
        chosen = [(one, day) for one, day in days if through is not None or (done.get(one.id) or date.min) < day]
        known += len(chosen)
        for company, day in chosen:
            yield company, day, known
        request = None if page.next_position is None else PageRequest(PAGE_SIZE_MAX, page.next_position)


async def _bill(begin: Begin, company: Company, day: date, catalogue: Catalogue, summary: RunSummary) -> None:
    summary.companies += 1
    try:
        billed = await _issue(begin, company.id, day, catalogue)
    except AlreadyBilled:
        return
    except Problem as problem:
        _fail(summary, company, problem)
        return
    except Exception:  # a mistake of ours in the books of one company must not keep all others from being billed
        log.exception("company_not_billed", company=company.id)
        detail = "Something went wrong on our side; the log says what."
        summary.failed.append(FailedCompany(company_id=company.id, code="internal", detail=detail))
        return
    summary.invoices += billed.issued
    for why in billed.withheld[:1]:
        _fail(summary, company, why)


def _fail(summary: RunSummary, company: Company, problem: Problem) -> None:
    log.warning("company_not_billed", company=company.id, code=problem.code, detail=problem.detail)
    summary.failed.append(FailedCompany(company_id=company.id, code=problem.code, detail=problem.detail))


async def _issue(begin: Begin, company_id: CompanyId, day: date, catalogue: Catalogue) -> Billed:
    for attempt in range(1, TRIES_MAX + 1):
        try:
            async with begin(company_id) as scope:
                return await issue_company_invoice(scope, company_id, day, catalogue)
        except Unavailable as refused:
            if attempt == TRIES_MAX or isinstance(refused, RatesTooOld):
                raise
    raise AssertionError("the last try returns or raises")


def _announce(scope: Scope, summary: RunSummary) -> None:
    if scope.clock is not None and summary.through is None:
        return  # a test clock moves: no run of the operator's
    scope.announce(
        BillingRunFinished(
            company_id=None,
            subject="billing",
            through=summary.through,
            companies=summary.companies,
            invoices_issued=len(summary.invoices),
            companies_failed=len(summary.failed),
            totals=tuple(summary.totals),
        )
    )


async def look_again(scope: Scope) -> None:
    """What the company has subscribed to has changed: the schedule looks at it within the hour, and not only tomorrow."""
    await store.lock_account(scope, None)
