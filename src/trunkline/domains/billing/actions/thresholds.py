"""Threshold invoices: usage of open periods that has come to an agreed amount is invoiced at once.

The delta rule makes the lines, here and when the period closes: the closing line bills the rest. Minimums, true-ups, commitments and
what is due without usage are left to the closing line (money policy 3), maximums cap what is billed here, and levels, which cost what
they will have been by the end of the period, are billed when it is over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from trunkline.domains.billing import store
from trunkline.domains.billing.actions.catalogue import Catalogue
from trunkline.domains.billing.actions.planning import Due, lines_due, note_billed, one_off_lines
from trunkline.domains.billing.actions.rating import LAST, Assessment, billables_of
from trunkline.domains.billing.actions.writing import write_invoice
from trunkline.domains.billing.events import InvoiceThresholdReached
from trunkline.domains.billing.model import (
    PARTLY,
    AlreadyBilled,
    BilledPeriod,
    BillingTerms,
    DraftLine,
    IssuedInvoice,
    PeriodKey,
)
from trunkline.domains.billing.rules import (
    Billable,
    ServicePeriod,
    UnknownPrice,
    bearable,
    by_currency,
    service_periods,
    sum_of,
    usage_charges,
)
from trunkline.domains.marketplace.model import AggregationKind, Timing
from trunkline.domains.tenants import queries as tenants
from trunkline.domains.tenants.model import Company
from trunkline.domains.usage import queries as usage
from trunkline.domains.usage.model import UsageTotal
from trunkline.infra.scope import Begin, Scope
from trunkline.infra.sweep import sweep
from trunkline.kernel.ids import CompanyId
from trunkline.kernel.money import Money
from trunkline.kernel.period import zone_of

MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Reached:
    """`used` of open periods, before tax and not booked yet, has come to the `threshold`; `due` is what is issued."""

    used: Money
    threshold: Money
    due: Due


async def issue_reached(scope: Scope, company_id: CompanyId) -> list[IssuedInvoice]:
    """Issue an invoice in each currency in which the company's usage has come to its threshold. Nothing is billed twice: who comes second
    finds it booked. Raises `AlreadyBilled` when somebody else was faster; the transaction must then be rolled back.
    """
    assert scope.company == company_id, "a company is billed in a scope of its own"
    if not (terms := await store.terms_of(scope, company_id)).thresholds:
        return []
    company = await tenants.company(scope, company_id)
    await store.hold_account(scope)
    issued = []
    for reached in await reached_now(scope, company, terms, Catalogue()):
        issued.append(await write_invoice(scope, company, reached.due.currency, reached.due.lines))
        await note_billed(scope, reached.due, issued[-1].invoice_id)
        scope.announce(
            InvoiceThresholdReached(
                company_id=company_id,
                subject=issued[-1].invoice_id,
                number=issued[-1].number,
                used=reached.used,
                threshold=reached.threshold,
            )
        )
    return issued


async def check_thresholds(begin: Begin) -> int:
    """Every company that has thresholds, a transaction each, so that one that fails stops no other; how many invoices were issued."""
    return await sweep(begin, _with_thresholds, _issue)


async def check_threshold(begin: Begin, company_id: CompanyId) -> int:
    """The same for one company."""
    try:
        async with begin(company_id) as scope:
            return len(await issue_reached(scope, company_id))
    except AlreadyBilled:
        return 0


async def _with_thresholds(scope: Scope, count: int) -> list[tuple[CompanyId, CompanyId]]:
    return [(company_id, company_id) for company_id in (await store.companies_with_thresholds(scope))[:count]]


async def _issue(scope: Scope, company_id: CompanyId) -> int:
    return len(await issue_reached(scope, company_id))


async def reached_now(scope: Scope, company: Company, terms: BillingTerms, catalogue: Catalogue) -> list[Reached]:
    """What has come to its threshold by now, by currency in the order of the codes. Nothing is written."""
    if not terms.thresholds:
        return []
    try:
        running = await _running(scope, company, catalogue)
    except UnknownPrice:
        catalogue.forget()
        running = await _running(scope, company, catalogue)
    lines = by_currency(await lines_due(scope, company, running))
    found = [_reached(terms, code, some, running) for code, some in lines.items()]
    return [await _with_items(scope, company, one) for one in found if one is not None]


def _reached(
    terms: BillingTerms, code: str, lines: Sequence[DraftLine], running: Sequence[Assessment]
) -> Reached | None:
    threshold = terms.threshold(code)
    used = sum_of((line.net for line in lines), lines[0].charge.currency)
    if threshold is None or used < threshold:
        return None
    due = Due(currency=used.currency, rated=[one for one in running if one.currency.code == code], lines=lines)
    return Reached(used, threshold, due)


async def _with_items(scope: Scope, company: Company, reached: Reached) -> Reached:
    """One-off lines wait for the next invoice of their currency, which this is."""
    waiting = [one for one in await store.waiting_items(scope, company.id) if one.currency == reached.due.currency]
    items = await one_off_lines(scope, company, waiting)
    lines = [*reached.due.lines, *bearable(reached.due.lines, items)]
    return replace(reached, due=replace(reached.due, lines=lines))


async def _running(scope: Scope, company: Company, catalogue: Catalogue) -> list[Assessment]:
    """The periods that run now and have usage that is not booked, rated as of now. What was billed ahead, in full, waits for its end."""
    fresh = await usage.unbooked_totals(scope, company.id, LAST)
    billed = await store.billed_periods(scope)
    zone = zone_of(company.zone)
    found: list[Assessment] = []
    for billable in await billables_of(scope, company, zone, catalogue):
        mine = {one.period_start for one in fresh if one.subscription_id == billable.subscription.id}
        running = [one for one in service_periods(billable, scope.now + MOMENT) if scope.now in one.used]
        open_ones = [one for one in running if one.used.start in mine and not one.is_trial]
        assessed = [await _assess(scope, billable, one, billed) for one in open_ones]
        found += [one for one in assessed if not one.was_billed or billed[one.key].basis == PARTLY]
    return found


async def _assess(
    scope: Scope, billable: Billable, period: ServicePeriod, billed: dict[PeriodKey, BilledPeriod]
) -> Assessment:
    key = PeriodKey(billable.subscription.id, Timing.arrears, period.used.start)
    totals = await usage.totals_for_period(scope, key.subscription_id, key.period_start)
    counted = [total for total in totals if not _is_level(billable, total)]
    return Assessment(
        key=key,
        record=BilledPeriod(key, period.used.end, PARTLY),
        was_billed=key in billed,
        charges=usage_charges(billable, period, counted, closing=False),
        currency=billable.subscription.currency,
        totals=counted,
    )


def _is_level(billable: Billable, total: UsageTotal) -> bool:
    prices = (price for plan in billable.plans.values() for price in plan.prices if price.id == total.price_id)
    return any(one.aggregation is not None and one.aggregation.kind is AggregationKind.weighted_sum for one in prices)
