"""Receipts: the numbered confirmation that money was received."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from trunkline.kernel.ids import CompanyId, InvoiceId, PaymentId, ReceiptId
from trunkline.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Receipt:
    """Issued once per succeeded payment, never changed. `serial` counts 1, 2, 3 … per legal entity, without a gap."""

    id: ReceiptId
    company_id: CompanyId
    payment_id: PaymentId
    invoice_id: InvoiceId
    legal_entity: str
    serial: int
    number: str
    amount: Money
    issued_at: datetime


def receipt_number(serial: int) -> str:
    """The printed form of a serial: R-000042. It grows past six digits rather than starting over."""
    assert serial > 0
    return f"R-{serial:06d}"
