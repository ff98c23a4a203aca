"""Threshold invoices: usage of open periods that has come to an agreed amount is invoiced at once.

The delta rule makes the lines, here and when the period closes: the closing line bills the rest. Minimums, true-ups, commitments and
what is due without usage are left to the closing line (money policy 3), maximums cap what is billed here, and levels, which cost what
they will have been by the end of the period, are billed when it is over. So is a period that has come to something in two currencies:
it is billed whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import structlog

from trunkline.domains.billing import store
from trunkline.domains.billing.actions.catalogue import Catalogue
from trunkline.domains.billing.actions.partial import running_periods
from trunkline.domains.billing.actions.planning import Due, going_together, lines_due, note_billed, one_off_lines
from trunkline.domains.billing.actions.writing import write_invoice
from trunkline.domains.billing.events import InvoiceThresholdReached
from trunkline.domains.billing.model import (
    AlreadyBilled,
    BillingTerms,
    DraftLine,
    IssuedInvoice,
)
from trunkline.domains.billing.rules import (
    Assessment,
    UnknownPrice,
    bearable,
    by_currency,
    sum_of,
)
from trunkline.domains.currencies.model import RatesTooOld, RateUnknown
from trunkline.domains.tenants import queries as tenants
from trunkline.domains.tenants.model import Company
from trunkline.infra.scope import Begin, Scope
from trunkline.infra.sweep import sweep
from trunkline.kernel.ids import CompanyId
from trunkline.kernel.money import Currency, Money

log = structlog.get_logger("trunkline.billing")


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
    """The same for one company. Where a rate is missing nothing is issued, and the hourly look tries again."""
    try:
        async with begin(company_id) as scope:
            return len(await issue_reached(scope, company_id))
    except AlreadyBilled:
        return 0
    except (RateUnknown, RatesTooOld) as missing:
        log.warning("threshold_not_invoiced", company=company_id, code=missing.code, detail=missing.detail)
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
        running = await running_periods(scope, company, catalogue)
    except UnknownPrice:
        catalogue.forget()
        running = await running_periods(scope, company, catalogue)
    lines = by_currency(await lines_due(scope, company, running))
    codes = sorted({one.currency.code for one in running} | lines.keys())
    dues = [_due(code, lines.get(code, []), running) for code in codes]
    found = [_reached(terms, one) for one in dues if going_together(dues, one.currency.code) == [one]]
    return [await _with_items(scope, company, one) for one in found if one is not None]


def _due(code: str, lines: Sequence[DraftLine], running: Sequence[Assessment]) -> Due:
    rated = [one for one in running if one.currency.code == code]
    return Due(currency=Currency.of(code), rated=rated, lines=lines)


def _reached(terms: BillingTerms, due: Due) -> Reached | None:
    threshold = terms.threshold(due.currency.code)
    used = sum_of((line.net for line in due.lines), due.currency)
    return None if threshold is None or used < threshold else Reached(used, threshold, due)


async def _with_items(scope: Scope, company: Company, reached: Reached) -> Reached:
    """One-off lines wait for the next invoice of their currency, which this is."""
    waiting = [one for one in await store.waiting_items(scope, company.id) if one.currency == reached.due.currency]
    items = await one_off_lines(scope, company, waiting)
    lines = [*reached.due.lines, *bearable(reached.due.lines, items)]
    return replace(reached, due=replace(reached.due, lines=lines))
