"""What is announced of credit notes and of the credit that companies have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from trunkline.kernel.fact import Fact
from trunkline.kernel.ids import InvoiceId
from trunkline.kernel.money import Money

AUDIENCE = "invoices.read"


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditNoteIssued(Fact):
    """A part of an invoice was taken back. The credit note is the subject. `applied` was taken off what the invoice asked for; `kept`
    was paid already: it went back to the wallets that had paid it, and became the company's credit where money had.
    """

    kind: ClassVar[str] = "credit_note.issued"
    audience: ClassVar[str] = AUDIENCE

    number: str
    invoice_id: InvoiceId
    invoice_number: str
    total: Money
    applied: Money
    kept: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditDrawn(Fact):
    """An invoice was issued and took `amount` of the company's credit, which leaves `left` in that currency."""

    kind: ClassVar[str] = "credit.drawn"
    audience: ClassVar[str] = AUDIENCE

    number: str
    amount: Money
    left: Money
