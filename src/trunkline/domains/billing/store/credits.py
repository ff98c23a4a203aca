"""Credit notes as rows: inserted once, never written again.

Beside them two tables count what was credited of each line and of each invoice, because an issued document is not written to. Their
checks are the second wall of money policy 10: whatever the code believes, the database refuses a credit note that goes too far.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    Row,
    String,
    Table,
    UniqueConstraint,
    and_,
    select,
    text,
    update,
)

from trunkline.domains.billing.model import (
    ChargeKey,
    CreditNote,
    CreditNoteLine,
    Invoice,
    InvoiceLine,
    LineLeft,
)
from trunkline.domains.billing.store.credit_rows import credit_note_of as credit_note_of
from trunkline.domains.billing.store.credit_rows import note_line_of, note_line_row, note_row
from trunkline.infra.columns import DecimalText, at_column, id_column, key_column
from trunkline.infra.db import insert_ignore, metadata
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import CompanyId, CreditNoteId, InvoiceId, InvoiceLineId
from trunkline.kernel.money import Money

credit_note = Table(
    "credit_note",
    metadata,
    id_column("id", CreditNoteId, primary_key=True),
    id_column("company_id", CompanyId),
    id_column("invoice_id", InvoiceId),
    key_column("invoice_number", 40),
    key_column("legal_entity", 40),
    key_column("number", 40),
    key_column("currency", 3),
    Column("subtotal_minor", BigInteger, nullable=False),
    Column("tax_minor", BigInteger, nullable=False),
    Column("total_minor", BigInteger, nullable=False),
    Column("applied_minor", BigInteger, nullable=False),
    Column("kept_minor", BigInteger, nullable=False),
    key_column("reason", 20),
    Column("memo", String(500), nullable=False),
    at_column("issued_at"),
    UniqueConstraint("legal_entity", "number"),
    Index("ix_credit_note_company_id", "company_id", "id"),
    Index("ix_credit_note_invoice_id", "invoice_id"),
)

credit_note_line = Table(
    "credit_note_line",
    metadata,
    id_column("credit_note_id", CreditNoteId, primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    id_column("company_id", CompanyId),
    id_column("invoice_line_id", InvoiceLineId),
    Column("description", String(500), nullable=False),
    Column("quantity", DecimalText(), nullable=True),
    Column("unit", String(60), nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("tax_rate", DecimalText(), nullable=False),
    Column("tax_minor", BigInteger, nullable=False),
    Column("tax_inclusive", Boolean, nullable=False, server_default=text("false")),
)

# What was credited of an invoice so far, gross, beside its total.
credited_invoice = Table(
    "credited_invoice",
    metadata,
    id_column("invoice_id", InvoiceId, primary_key=True),
    id_column("company_id", CompanyId),
    Column("total_minor", BigInteger, nullable=False),
    Column("credited_minor", BigInteger, nullable=False),
    CheckConstraint("credited_minor >= 0 AND credited_minor <= total_minor", name="total_left"),
)

# What was credited of a line so far, beside what it has. The signs agree: a correction below zero is credited below zero.
credited_line = Table(
    "credited_line",
    metadata,
    id_column("line_id", InvoiceLineId, primary_key=True),
    id_column("company_id", CompanyId),
    Column("amount_minor", BigInteger, nullable=False),
    Column("tax_minor", BigInteger, nullable=False),
    Column("credited_minor", BigInteger, nullable=False),
    Column("credited_tax_minor", BigInteger, nullable=False),
    CheckConstraint("abs(credited_minor) <= abs(amount_minor)", name="amount_left"),
    CheckConstraint("amount_minor < 0 OR credited_minor >= 0", name="amount_not_below"),
    CheckConstraint("amount_minor > 0 OR credited_minor <= 0", name="amount_not_above"),
    CheckConstraint("abs(credited_tax_minor) <= abs(tax_minor)", name="tax_left"),
    CheckConstraint("tax_minor < 0 OR credited_tax_minor >= 0", name="tax_not_below"),
    CheckConstraint("tax_minor > 0 OR credited_tax_minor <= 0", name="tax_not_above"),
)


async def left_of(
    scope: Scope, lines: Sequence[InvoiceLine], asked: Mapping[ChargeKey, tuple[Money, Money]]
) -> list[LineLeft]:
    """What credit notes have left of each of the lines, and no more than is still `asked` for its key, net and tax: what a later line
    gave back is not given back by a credit note as well.
    """
    columns = credited_line.c
    chosen = select(credited_line).where(
        scope.of_company(credited_line), columns.line_id.in_([line.id for line in lines])
    )
    taken = {row.line_id: row for row in await scope.tx.execute(chosen)}
    lefts, still = [], dict(asked)
    for line in lines:
        left, key = _left(line, taken.get(line.id)), line.key
        if key is None:  # a one-off line, which no later line gives back
            lefts.append(left)
            continue
        lefts.append(_limited(left, *still[key]))
        net, tax = still[key]
        still[key] = net - lefts[-1].amount, tax - lefts[-1].tax  # lines of one key share what is asked for it
    return lefts


async def credited_of(scope: Scope, one: Invoice) -> Money:
    """What credit notes have taken of the invoice, gross, whether it had been paid or not."""
    mine = scope.of_company(credited_invoice), credited_invoice.c.invoice_id == one.id
    chosen = select(credited_invoice.c.credited_minor).where(*mine)
    return Money((await scope.tx.execute(chosen)).scalar_one_or_none() or 0, one.currency)


async def insert_credit_note(scope: Scope, note: CreditNote, lines: Sequence[CreditNoteLine]) -> None:
    await scope.tx.execute(credit_note.insert().values(note_row(note)))
    await scope.tx.execute(credit_note_line.insert(), [note_line_row(note, line) for line in lines])


async def count_credit(
    scope: Scope, one: Invoice, note: CreditNote, pairs: Sequence[tuple[LineLeft, CreditNoteLine]]
) -> None:
    """Add the note to what was credited. The checks of the tables hold whatever goes too far."""
    fresh = {"invoice_id": one.id, "company_id": one.company_id, "total_minor": one.total.minor, "credited_minor": 0}
    await scope.tx.execute(insert_ignore(credited_invoice, scope.dialect).values(fresh))
    columns = credited_invoice.c
    raised = update(credited_invoice).where(scope.of_company(credited_invoice), columns.invoice_id == one.id)
    await scope.tx.execute(raised.values(credited_minor=columns.credited_minor + note.total.minor))
    for left, line in pairs:
        await _count_line(scope, left.line, line)


async def _count_line(scope: Scope, of: InvoiceLine, line: CreditNoteLine) -> None:
    fresh = {
        "line_id": of.id,
        "company_id": of.company_id,
        "amount_minor": of.amount.minor,
        "tax_minor": of.tax.minor,
        "credited_minor": 0,
        "credited_tax_minor": 0,
    }
    await scope.tx.execute(insert_ignore(credited_line, scope.dialect).values(fresh))
    columns = credited_line.c
    raised = update(credited_line).where(scope.of_company(credited_line), columns.line_id == of.id)
    added = {
        "credited_minor": columns.credited_minor + line.amount.minor,
        "credited_tax_minor": columns.credited_tax_minor + line.tax.minor,
    }
    await scope.tx.execute(raised.values(**added))


async def lines_of_notes(scope: Scope, notes: Collection[CreditNoteId]) -> dict[CreditNoteId, list[CreditNoteLine]]:
    """The lines of each of the notes, in the order in which they are printed."""
    columns = credit_note_line.c
    joined = select(credit_note_line, credit_note.c.currency).join(
        credit_note, and_(credit_note.c.id == columns.credit_note_id, credit_note.c.company_id == columns.company_id)
    )
    chosen = joined.where(scope.of_company(credit_note_line), columns.credit_note_id.in_(notes))
    found: dict[CreditNoteId, list[CreditNoteLine]] = {note: [] for note in notes}
    for row in await scope.tx.execute(chosen.order_by(columns.credit_note_id, columns.position)):
        found[row.credit_note_id].append(note_line_of(row))
    return found


def _left(line: InvoiceLine, taken: Row[Any] | None) -> LineLeft:
    if taken is None:
        return LineLeft(line, line.amount, line.tax)
    currency = line.amount.currency
    return LineLeft(
        line, line.amount - Money(taken.credited_minor, currency), line.tax - Money(taken.credited_tax_minor, currency)
    )


def _limited(left: LineLeft, net: Money, tax: Money) -> LineLeft:
    """A correction is not limited: crediting it asks for more, not for less."""
    zero = Money.zero(net.currency)
    if left.line.amount.minor < 0:
        return left
    return LineLeft(left.line, max(zero, min(left.amount, net)), max(zero, min(left.tax, tax)))
