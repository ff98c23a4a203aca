"""Credit notes and their lines: rows to nouns and back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from trunkline.domains.billing.model import CreditNote, CreditNoteLine, CreditReason
from trunkline.kernel.money import Currency, Money


def credit_note_of(row: Row[Any]) -> CreditNote:
    currency = Currency.of(row.currency)
    same = ("id", "company_id", "invoice_id", "invoice_number", "legal_entity", "number", "memo", "issued_at")
    amounts = ("subtotal", "tax", "total", "applied", "kept")
    money: dict[str, Any] = {name: Money(getattr(row, f"{name}_minor"), currency) for name in amounts}
    return CreditNote(
        **{name: getattr(row, name) for name in same},
        **money,
        currency=currency,
        reason=CreditReason(row.reason),
    )


def note_line_of(row: Row[Any]) -> CreditNoteLine:
    currency = Currency.of(row.currency)
    return CreditNoteLine(
        invoice_line_id=row.invoice_line_id,
        position=row.position,
        description=row.description,
        quantity=row.quantity,
        unit=row.unit,
        amount=Money(row.amount_minor, currency),
        tax_rate=row.tax_rate,
        tax=Money(row.tax_minor, currency),
        tax_inclusive=row.tax_inclusive,
    )


def note_row(note: CreditNote) -> dict[str, Any]:
    same = ("id", "company_id", "invoice_id", "invoice_number", "legal_entity", "number", "memo", "issued_at")
    money = ("subtotal", "tax", "total", "applied", "kept")
    return (
        {name: getattr(note, name) for name in same}
        | {f"{name}_minor": getattr(note, name).minor for name in money}
        | {"currency": note.currency.code, "reason": note.reason.value}
    )


def note_line_row(note: CreditNote, line: CreditNoteLine) -> dict[str, Any]:
    same = ("invoice_line_id", "position", "description", "quantity", "unit", "tax_rate", "tax_inclusive")
    return {name: getattr(line, name) for name in same} | {
        "credit_note_id": note.id,
        "company_id": note.company_id,
        "amount_minor": line.amount.minor,
        "tax_minor": line.tax.minor,
    }
