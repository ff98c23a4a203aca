"""The parts of documents that reports add up, read from what was issued, in pieces of bounded size."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, select

from trunkline.domains.billing import store
from trunkline.domains.billing.model import DRAFT_ID_KEPT, InvoiceState
from trunkline.domains.billing.model.reporting import Reporting
from trunkline.domains.billing.model.reports import Months, Movement
from trunkline.domains.billing.rules.reporting import parted
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import CreditNoteId, InvoiceId
from trunkline.kernel.money import Currency, Money

AT_ONCE = 500
_invoice, _line, _note, _note_line = (
    store.invoice,
    store.invoice_line,
    store.credit_note,
    store.credit_note_line,
)


@dataclass(frozen=True, slots=True)
class _Kind:
    """Documents, as an id, a company, a currency and the moment `at` which they count; their parts; what each is to be multiplied with."""

    documents: Select[Any]
    id: ColumnElement[Any]
    parts: Select[Any]
    of: ColumnElement[Any]
    sign: int


async def movements(scope: Scope, months: Months, present: Currency) -> AsyncIterator[Movement]:
    """What was issued, credited and voided in the months; no sale of credits, which earns nothing and carries no tax.

    A document without reporting amounts in the `present` reporting currency itself is reported at one.
    """
    for kind in (_issued(scope, months), _voided(scope, months), _credited(scope, months)):
        last = ""
        while rows := list(await scope.tx.execute(kind.documents.where(kind.id > last).limit(AT_ONCE))):
            last = rows[-1].id
            for one in await _moved(scope, kind, rows, months, present):
                yield one


async def _moved(scope: Scope, kind: _Kind, rows: Sequence[Any], months: Months, present: Currency) -> list[Movement]:
    ids = [row.id for row in rows]
    reporting = await store.reporting_by_document(scope, ids)
    parts: dict[str, list[Any]] = {}
    for part in await scope.tx.execute(kind.parts.where(kind.of.in_(ids))):
        parts.setdefault(part.document, []).append(part)
    found: list[Movement] = []
    for row in rows:
        found += _parted(kind, row, parts.get(row.id, []), reporting.get(row.id), months, present)
    return found


def _parted(
    kind: _Kind, row: Any, parts: Sequence[Any], reporting: Reporting | None, months: Months, present: Currency
) -> list[Movement]:
    currency, month = Currency.of(row.currency), row.at.astimezone(months.zone).date().replace(day=1)
    taxes = [_money(kind.sign, part.tax, currency) for part in parts]
    # What an inclusive part prints contains its tax.
    printed = [_money(kind.sign, part.amount, currency) for part in parts]
    nets = [
        amount - tax if part.tax_inclusive else amount for part, amount, tax in zip(parts, printed, taxes, strict=True)
    ]
    told_nets, told_taxes = _told(kind.sign, nets, taxes, reporting, currency == present)
    return [
        Movement(
            month=month,
            company_id=row.company_id,
            module_id=part.module_id,
            module_name=part.module_name or None,
            tax_rate=part.tax_rate,
            net=nets[index],
            tax=taxes[index],
            reported_net=None if told_nets is None else told_nets[index],
            reported_tax=None if told_taxes is None else told_taxes[index],
        )
        for index, part in enumerate(parts)
    ]


def _told(
    sign: int, nets: Sequence[Money], taxes: Sequence[Money], reporting: Reporting | None, same: bool
) -> tuple[Sequence[Money] | None, Sequence[Money] | None]:
    if reporting is None:
        return (nets, taxes) if same else (None, None)
    rate, whole = reporting.rate, reporting.reported
    if rate.source is None:
        return nets, taxes
    net, tax = (whole.net, whole.tax) if sign > 0 else (-whole.net, -whole.tax)
    return parted(net, nets, rate.rate), parted(tax, taxes, rate.rate)


def _money(sign: int, minor: Any, currency: Currency) -> Money:
    return Money(sign * int(minor), currency)


def _issued(scope: Scope, months: Months) -> _Kind:
    columns = _invoice.c
    # Ids are of the moment of issue, or of drafting before: said of them as well, the range is read from their order.
    within = and_(
        columns.issued_at >= months.since,
        columns.issued_at < months.until,
        columns.id >= InvoiceId.bounds_of(months.since - DRAFT_ID_KEPT)[0],
        columns.id <= InvoiceId.bounds_of(months.until)[1],
    )
    return _invoices(scope, columns.issued_at, within, 1)


def _voided(scope: Scope, months: Months) -> _Kind:
    columns = _invoice.c
    within = and_(
        columns.state == InvoiceState.void.value,
        columns.voided_at >= months.since,
        columns.voided_at < months.until,
    )
    return _invoices(scope, columns.voided_at, within, -1)


def _invoices(scope: Scope, at: ColumnElement[Any], within: ColumnElement[bool], sign: int) -> _Kind:
    columns, lines = _invoice.c, _line.c
    kept = (lines.invoice_id, lines.module_id, lines.tax_rate, lines.tax_inclusive)
    parts = select(
        lines.invoice_id.label("document"),
        *kept[1:],
        func.max(lines.module_name).label("module_name"),
        func.sum(lines.amount_minor).label("amount"),
        func.sum(lines.tax_minor).label("tax"),
    )
    return _Kind(
        select(columns.id, columns.company_id, columns.currency, at.label("at"))
        .where(scope.of_company(_invoice), within, ~_sells_credits(columns.id))
        .order_by(columns.id),
        columns.id,
        parts.where(scope.of_company(_line)).group_by(*kept).order_by(*kept),
        lines.invoice_id,
        sign,
    )


def _credited(scope: Scope, months: Months) -> _Kind:
    columns, credited, lines = _note.c, _note_line.c, _line.c
    within = and_(
        columns.issued_at >= months.since,
        columns.issued_at < months.until,
        columns.id >= CreditNoteId.bounds_of(months.since)[0],
        columns.id <= CreditNoteId.bounds_of(months.until)[1],
    )
    kept = (credited.credit_note_id, lines.module_id, credited.tax_rate, credited.tax_inclusive)
    same = and_(lines.id == credited.invoice_line_id, lines.company_id == credited.company_id)
    parts = select(
        credited.credit_note_id.label("document"),
        *kept[1:],
        func.max(lines.module_name).label("module_name"),
        func.sum(credited.amount_minor).label("amount"),
        func.sum(credited.tax_minor).label("tax"),
    ).join(_line, same)
    return _Kind(
        select(columns.id, columns.company_id, columns.currency, columns.issued_at.label("at"))
        .where(scope.of_company(_note), within, ~_sells_credits(columns.invoice_id))
        .order_by(columns.id),
        columns.id,
        parts.where(scope.of_company(_note_line)).group_by(*kept).order_by(*kept),
        credited.credit_note_id,
        -1,
    )


def _sells_credits(invoice_id: ColumnElement[Any]) -> ColumnElement[bool]:
    return exists().where(store.wallet_top_up.c.invoice_id == invoice_id)
