"""Invoice lines as rows: written once, with their explanation, and never again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    Row,
    String,
    Table,
    Text,
    UniqueConstraint,
    delete,
    select,
    text,
)

from trunkline.domains.billing.model import Booked, ChargeKey, InvoiceLine, InvoiceState, PeriodKey
from trunkline.domains.billing.store.credits import credited_line
from trunkline.domains.billing.store.invoices import invoice
from trunkline.domains.marketplace.model import UNGROUPED, Timing
from trunkline.infra.columns import DecimalText, JsonText, at_column, id_column, key_column
from trunkline.infra.db import metadata
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import CompanyId, InvoiceId, InvoiceLineId, ModuleId, PriceId, SubscriptionId
from trunkline.kernel.money import Currency, Money

invoice_line = Table(
    "invoice_line",
    metadata,
    id_column("id", InvoiceLineId, primary_key=True),
    id_column("invoice_id", InvoiceId),
    id_column("company_id", CompanyId),
    Column("position", Integer, nullable=False),
    Column("description", String(500), nullable=False),
    id_column("module_id", ModuleId, nullable=True),
    key_column("module_slug", 60),
    Column("module_name", String(200), nullable=False),
    Column("plan_name", String(200), nullable=False),
    # None on one-off lines.
    id_column("subscription_id", SubscriptionId, nullable=True),
    id_column("price_id", PriceId, nullable=True),
    key_column("component", 60),
    key_column("timing", 10, nullable=True),
    key_column("meter", 60, nullable=True),
    at_column("service_start"),
    at_column("period_start"),
    at_column("period_end"),
    Column("first_day", Date, nullable=False),
    Column("next_day", Date, nullable=False),
    Column("quantity", DecimalText(), nullable=False),
    Column("unit", String(60), nullable=False),
    Column("unit_amount", DecimalText(), nullable=True),
    key_column("currency", 3),
    Column("amount_minor", BigInteger, nullable=False),
    Column("tax_rate", DecimalText(), nullable=False),
    Column("tax_minor", BigInteger, nullable=False),
    id_column("corrects_line_id", InvoiceLineId, nullable=True),
    Column("explain", JsonText(), nullable=False),
    Column("tax_inclusive", Boolean, nullable=False, server_default=text("false")),
    Column("group_key", Text, nullable=True),  # under a price that groups usage: the group that the line is of
    UniqueConstraint("invoice_id", "position"),
    # What was booked for a key before.
    Index("ix_invoice_line_booked", "subscription_id", "service_start"),
)


async def insert_lines(scope: Scope, lines: Sequence[InvoiceLine]) -> None:
    await scope.tx.execute(invoice_line.insert(), [_row(line) for line in lines])


async def booked_for(scope: Scope, periods: Collection[PeriodKey]) -> dict[ChargeKey, Booked]:
    """What the issued lines of these periods add up to, by price, in the order in which they were issued. Drafts are not booked.

    Lines of a void invoice, and what credit notes took off a line, count and are told apart: who voids or credits waives what was asked
    for and does not have it billed again. Only what was asked for can be waived: a correction below zero that stood on a void invoice,
    or was credited, has given nothing back and counts as never booked, so that the delta rule books it again.
    """
    if not periods:
        return {}
    columns, taken = invoice_line.c, credited_line.c
    chosen = (
        select(invoice_line, invoice.c.number, invoice.c.state, taken.credited_minor, taken.credited_tax_minor)
        .join(invoice, invoice.c.id == columns.invoice_id)
        .outerjoin(credited_line, taken.line_id == columns.id)
        .where(
            columns.company_id == scope.company,
            columns.subscription_id.in_({key.subscription_id for key in periods}),
            columns.service_start.in_({key.period_start for key in periods}),
            invoice.c.state != InvoiceState.draft.value,
        )
        .order_by(invoice.c.issued_at, invoice.c.number)
    )
    lines: dict[ChargeKey, list[Row[Any]]] = defaultdict(list)
    for row in await scope.tx.execute(chosen):
        if PeriodKey(row.subscription_id, Timing(row.timing), row.service_start) in periods and not _undone(row):
            lines[_key_of(row)].append(row)
    return {key: _booked(key, rows) for key, rows in lines.items()}


async def asked_for(scope: Scope, lines: Sequence[InvoiceLine]) -> dict[ChargeKey, tuple[Money, Money]]:
    """What is still asked for each key, amount and tax: all its lines on invoices that are not void, less what was credited.

    Lines that a corrected price has brought about are of the key of the lines that they correct.
    """
    keys = {key for line in lines if (key := line.key) is not None}
    if not keys:
        return {}
    columns, credited = invoice_line.c, credited_line.c
    chosen = (
        select(invoice_line, credited.credited_minor, credited.credited_tax_minor)
        .join(invoice, invoice.c.id == columns.invoice_id)
        .outerjoin(credited_line, credited.line_id == columns.id)
        .where(
            columns.company_id.in_({line.company_id for line in lines}),
            columns.subscription_id.in_({key.subscription_id for key in keys}),
            columns.service_start.in_({key.service_start for key in keys}),
            invoice.c.state.not_in([InvoiceState.void.value, InvoiceState.draft.value]),
        )
    )
    found: dict[ChargeKey, tuple[Money, Money]] = {}
    rows = (await scope.tx.execute(chosen)).all()
    by_id = {row.id: row for row in rows}
    for row in rows:
        key = _key_of(_first_of(row, by_id))
        currency = Currency.of(row.currency)
        net, tax = found.get(key, (Money.zero(currency), Money.zero(currency)))
        net += Money(row.amount_minor - (row.credited_minor or 0), currency)
        found[key] = net, tax + Money(row.tax_minor - (row.credited_tax_minor or 0), currency)
    return {_key_of(row): found[_key_of(_first_of(row, by_id))] for row in rows}


def _first_of(row: Row[Any], by_id: Mapping[InvoiceLineId, Row[Any]]) -> Row[Any]:
    """The line that `row` corrects, be it over several corrections; `row` itself where it corrects none."""
    while row.corrects_line_id in by_id:
        row = by_id[row.corrects_line_id]
    return row


def _key_of(row: Row[Any]) -> ChargeKey:
    return ChargeKey(row.subscription_id, row.price_id, row.service_start, row.group_key or UNGROUPED)


async def delete_lines(scope: Scope, invoice_id: InvoiceId) -> None:
    """Those of a draft, which is written anew. The lines of an issued invoice are never deleted."""
    mine = (invoice_line.c.invoice_id == invoice_id) & (invoice_line.c.company_id == scope.company)
    await scope.tx.execute(delete(invoice_line).where(mine))


async def lines_by_id(scope: Scope, ids: Collection[InvoiceLineId]) -> list[InvoiceLine]:
    chosen = select(invoice_line).where(invoice_line.c.company_id == scope.company, invoice_line.c.id.in_(ids))
    return [line_of(row) for row in await scope.tx.execute(chosen)]


def _booked(key: ChargeKey, rows: Sequence[Row[Any]]) -> Booked:
    currency, last = Currency.of(rows[-1].currency), rows[-1]
    alike = all((row.tax_rate, row.tax_inclusive) == (last.tax_rate, last.tax_inclusive) for row in rows)
    return Booked(
        key=key,
        amount=Money(sum(row.amount_minor for row in rows), currency),
        waived=Money(sum(_waived(row) for row in rows), currency),
        quantity=sum((row.quantity for row in rows), Decimal(0)),
        tax_rate=last.tax_rate,
        tax_inclusive=last.tax_inclusive,
        tax=Money(sum(row.tax_minor - _waived_tax(row) for row in rows), currency) if alike else None,
        last_line_id=last.id,
        numbers=tuple(dict.fromkeys(row.number for row in rows)),
    )


def _undone(row: Row[Any]) -> bool:
    """A correction that gives nothing back any more. Credit notes take one whole or not at all."""
    return bool(row.amount_minor < 0 and (row.state == InvoiceState.void or row.credited_minor == row.amount_minor))


def _waived(row: Row[Any]) -> int:
    """Of a void invoice the whole line. Nothing was credited of it: what was credited on is not voided."""
    return int(row.amount_minor if row.state == InvoiceState.void else row.credited_minor or 0)


def _waived_tax(row: Row[Any]) -> int:
    return int(row.tax_minor if row.state == InvoiceState.void else row.credited_tax_minor or 0)


def line_of(row: Row[Any]) -> InvoiceLine:
    currency = Currency.of(row.currency)
    return InvoiceLine(
        id=row.id,
        invoice_id=row.invoice_id,
        company_id=row.company_id,
        position=row.position,
        description=row.description,
        module_id=row.module_id,
        module_slug=row.module_slug,
        module_name=row.module_name,
        plan_name=row.plan_name,
        subscription_id=row.subscription_id,
        price_id=row.price_id,
        component=row.component,
        timing=None if row.timing is None else Timing(row.timing),
        meter=row.meter,
        service_start=row.service_start,
        period_start=row.period_start,
        period_end=row.period_end,
        first_day=row.first_day,
        next_day=row.next_day,
        quantity=row.quantity,
        unit=row.unit,
        unit_amount=row.unit_amount,
        amount=Money(row.amount_minor, currency),
        tax_rate=row.tax_rate,
        tax=Money(row.tax_minor, currency),
        corrects_line_id=row.corrects_line_id,
        explain=row.explain,
        tax_inclusive=row.tax_inclusive,
        group=row.group_key or UNGROUPED,
    )


def _row(line: InvoiceLine) -> dict[str, Any]:
    same = (
        *("id", "invoice_id", "company_id", "position", "description", "module_id", "module_slug", "module_name"),
        *("plan_name", "subscription_id", "price_id", "component", "meter"),
        *("service_start", "period_start", "period_end"),
        *("first_day", "next_day", "quantity", "unit", "unit_amount", "tax_rate", "tax_inclusive", "corrects_line_id"),
    )
    return {name: getattr(line, name) for name in same} | {
        "timing": None if line.timing is None else line.timing.value,
        "currency": line.amount.currency.code,
        "amount_minor": line.amount.minor,
        "tax_minor": line.tax.minor,
        "explain": dict(line.explain),
        "group_key": line.group or None,
    }
