"""What documents come to in the reporting currency: a row beside each, inserted with it and never written again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Index, Row, Table, and_, func, select

from trunkline.domains.billing.model import Invoice
from trunkline.domains.billing.model.reporting import Reported, Reporting, ReportingRate
from trunkline.domains.billing.store.credits import credit_note
from trunkline.domains.currencies.model import Source
from trunkline.domains.currencies.model.ids import RateSheetId
from trunkline.infra.columns import DecimalText, at_column, id_column, key_column
from trunkline.infra.db import metadata
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import CompanyId, InvoiceId
from trunkline.kernel.money import Currency, Money

document_reporting = Table(
    "document_reporting",
    metadata,
    # The invoice, or the credit note: one row of each.
    key_column("document_id", 40, primary_key=True),
    id_column("company_id", CompanyId),
    id_column("invoice_id", InvoiceId),
    key_column("currency", 3),
    key_column("reporting_currency", 3),
    Column("source_rate", DecimalText(), nullable=False),
    Column("target_rate", DecimalText(), nullable=False),
    key_column("base", 3),
    key_column("source", 40, nullable=True),
    id_column("sheet_id", RateSheetId, nullable=True),
    at_column("as_of"),
    Column("stale", Boolean, nullable=False),
    Column("held", Boolean, nullable=False),
    Column("tax_minor", BigInteger, nullable=False),
    Column("total_minor", BigInteger, nullable=False),
    Index("ix_document_reporting_invoice_id", "invoice_id"),
)

_RATE = ("source_rate", "target_rate", "base", "sheet_id", "as_of", "stale", "held")
AT_ONCE = 500


async def insert_reporting(scope: Scope, made: Reporting) -> None:
    rate, told = made.rate, made.reported
    row = {name: getattr(rate, name) for name in _RATE} | {
        "document_id": made.document_id,
        "company_id": made.company_id,
        "invoice_id": made.invoice_id,
        "currency": rate.currency.code,
        "reporting_currency": rate.target.code,
        "source": None if rate.source is None else rate.source.value,
        "tax_minor": told.tax.minor,
        "total_minor": told.total.minor,
    }
    await scope.tx.execute(document_reporting.insert().values(row))


async def reporting_by_document(scope: Scope, ids: Sequence[str]) -> dict[str, Reporting]:
    """Of those documents that have one; documents from before have none."""
    found: dict[str, Reporting] = {}
    for start in range(0, len(ids), AT_ONCE):
        some = document_reporting.c.document_id.in_([str(one) for one in ids[start : start + AT_ONCE]])
        for row in await scope.tx.execute(select(document_reporting).where(scope.of_company(document_reporting), some)):
            found[row.document_id] = reporting_of(row)
    return found


async def left_to_report(scope: Scope, one: Invoice, whole: Reported) -> tuple[tuple[Money, Money], Reported]:
    """What the notes of the invoice have left of it: total and tax in its currency, and the same in the reporting currency."""
    table, notes = document_reporting, credit_note
    mine = and_(notes.c.id == table.c.document_id, notes.c.company_id == table.c.company_id)
    sums = select(
        func.coalesce(func.sum(notes.c.total_minor), 0).label("total"),
        func.coalesce(func.sum(notes.c.tax_minor), 0).label("tax"),
        func.coalesce(func.sum(table.c.total_minor), 0).label("told"),
        func.coalesce(func.sum(table.c.tax_minor), 0).label("told_tax"),
    )
    chosen = sums.select_from(notes.join(table, mine)).where(scope.of_company(notes), notes.c.invoice_id == one.id)
    row = (await scope.tx.execute(chosen)).one()
    target = whole.total.currency
    left = one.total - Money(int(row.total), one.currency), one.tax - Money(int(row.tax), one.currency)
    return left, Reported(whole.total - Money(int(row.told), target), whole.tax - Money(int(row.told_tax), target))


def reporting_of(row: Row[Any]) -> Reporting:
    target = Currency.of(row.reporting_currency)
    return Reporting(
        document_id=row.document_id,
        invoice_id=row.invoice_id,
        company_id=row.company_id,
        rate=ReportingRate(
            **{name: getattr(row, name) for name in _RATE},
            currency=Currency.of(row.currency),
            target=target,
            source=None if row.source is None else Source(row.source),
        ),
        reported=Reported(Money(row.total_minor, target), Money(row.tax_minor, target)),
    )
