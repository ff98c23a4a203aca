"""Reports: revenue and tax by month, and what is owed. Each adds up to its documents, and with them to the books, in every currency."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import and_, select

from trunkline.domains.billing import store
from trunkline.domains.billing.model import OPEN_STATES
from trunkline.domains.billing.model.reports import (
    GroupedBy,
    Months,
    Movement,
    OwedBy,
    ReceivableRow,
    Report,
    RevenueRow,
    TaxRow,
)
from trunkline.domains.billing.queries.movements import movements
from trunkline.domains.billing.queries.reporting import reporting_currency_of
from trunkline.domains.billing.rules.reporting import part_of
from trunkline.domains.billing.rules.reports import months_of, refuse_long, revenue_rows, tax_rows
from trunkline.domains.tenants import queries as tenants
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import CompanyId
from trunkline.kernel.money import Currency, Money
from trunkline.kernel.period import zone_of

EVERYTHING = frozenset(GroupedBy)
AT_ONCE = 500
_invoice = store.invoice


async def revenue_report(
    scope: Scope,
    first: date | None = None,
    last: date | None = None,
    grouped: Collection[GroupedBy] = EVERYTHING,
) -> Report[RevenueRow]:
    """Invoiced before tax in the months of `first` to `last`, less what was credited and voided in them; by default the last twelve.

    An invoice counts in the month of its issue, a credit note in that of its own, and an invoice that became void is taken off in the
    month in which it did: what was reported of a month stays. Months are those of the issuer's calendar. Across companies without test
    companies. Raises `Invalid` for months that cannot be, and for a report that is too long.
    """
    scope, months, present = await _asked(scope, first, last)
    found = await _read(scope, months, present)
    rows = revenue_rows(found, grouped)
    refuse_long(len(rows))
    if GroupedBy.company in grouped:
        rows = await _named(scope, rows)
    return Report(present, rows, revenue_rows(found, ()), months)


async def tax_report(scope: Scope, first: date | None = None, last: date | None = None) -> Report[TaxRow]:
    """What was taxed at each rate, and the tax on it, by month; counted as in `revenue_report`, and raises the same."""
    scope, months, present = await _asked(scope, first, last)
    found = await _read(scope, months, present)
    rows = tax_rows(found)
    refuse_long(len(rows))
    return Report(present, rows, tax_rows(found, by_month=False, by_rate=False), months)


async def receivables_report(scope: Scope, by: OwedBy = OwedBy.currency) -> Report[ReceivableRow]:
    """What open invoices still ask for, in their currencies and at the rates of their issue. Across companies without test companies."""
    scope = scope.without_own_clocks()
    present = reporting_currency_of(scope, await store.issuing_entity(scope))
    sums: dict[tuple[CompanyId | None, str, str | None], list[int]] = {}
    totals: dict[tuple[CompanyId | None, str, str | None], list[int]] = {}
    last = ""
    while rows := await _open(scope, last):
        last = rows[-1].id
        for row in rows:
            due, told = _owed(row, present)
            codes = due.currency.code, None if told is None else told.currency.code
            for kept, company_id in ((sums, row.company_id if by is OwedBy.company else None), (totals, None)):
                one = kept.setdefault((company_id, *codes), [0, 0, 0])
                one[:] = one[0] + 1, one[1] + due.minor, one[2] + (0 if told is None else told.minor)
    refuse_long(len(sums))
    found = _receivables(sums)
    return Report(present, await _named(scope, found) if by is OwedBy.company else found, _receivables(totals))


async def _asked(scope: Scope, first: date | None, last: date | None) -> tuple[Scope, Months, Currency]:
    entity = await store.issuing_entity(scope)
    months = months_of(first, last, scope.now, zone_of(entity.zone))
    return scope.without_own_clocks(), months, reporting_currency_of(scope, entity)


async def _read(scope: Scope, months: Months, present: Currency) -> list[Movement]:
    """Added up as they are read, so that no more is kept than there are keys, however many documents there are."""
    sums: dict[tuple[object, ...], Movement] = {}
    async for one in movements(scope, months, present):
        told = None if one.reported_net is None else one.reported_net.currency
        key = (one.month, one.company_id, one.module_id, one.tax_rate, one.net.currency, told)
        before = sums.get(key)
        sums[key] = one if before is None else before + one
    return list(sums.values())


async def _open(scope: Scope, last: str) -> list[Any]:
    columns, told = _invoice.c, store.document_reporting.c
    kept = ("id", "company_id", "total_minor", "paid_minor", "credited_minor")
    same = and_(told.document_id == columns.id, told.company_id == columns.company_id)
    chosen = (
        select(
            *(columns[name] for name in kept),
            columns.currency.label("own"),
            told.reporting_currency,
            told.total_minor.label("told_minor"),
            told.source_rate,
            told.target_rate,
        )
        .outerjoin(store.document_reporting, same)
        .where(scope.of_company(_invoice), columns.state.in_([state.value for state in OPEN_STATES]))
        .where(columns.id > last)
    )
    return list(await scope.tx.execute(chosen.order_by(columns.id).limit(AT_ONCE)))


def _owed(row: Any, present: Currency) -> tuple[Money, Money | None]:
    currency = Currency.of(row.own)
    total = Money(row.total_minor, currency)
    due = Money(row.total_minor - row.paid_minor - row.credited_minor, currency)
    if row.reporting_currency is None:
        return due, due if currency == present else None
    rate = Fraction(row.target_rate) / Fraction(row.source_rate)
    return due, part_of(Money(row.told_minor, Currency.of(row.reporting_currency)), due, total, rate)


def _receivables(sums: dict[tuple[CompanyId | None, str, str | None], list[int]]) -> list[ReceivableRow]:
    return [
        ReceivableRow(
            company_id=company_id,
            invoices=count,
            due=Money(due, Currency.of(code)),
            reported=None if target is None else Money(told, Currency.of(target)),
        )
        for (company_id, code, target), (count, due, told) in sorted(
            sums.items(), key=lambda item: tuple((one is None, str(one)) for one in item[0])
        )
    ]


async def _named(scope: Scope, rows: list[Any]) -> list[Any]:
    """With the names that the companies have now."""
    ids = sorted({row.company_id for row in rows})
    names = {one: company.name for one, company in (await tenants.companies_by_id(scope, ids)).items()}
    return [replace(row, company_name=names.get(row.company_id)) for row in rows]
