"""What is announced of one-off lines. The item is the subject."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from trunkline.kernel.fact import Fact
from trunkline.kernel.money import Money

AUDIENCE = "invoices.read"


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceItemAdded(Fact):
    """A one-off line was entered and waits for the next invoice in its currency. The item is the subject."""

    kind: ClassVar[str] = "invoice_item.added"
    audience: ClassVar[str] = AUDIENCE

    description: str
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceItemDeleted(Fact):
    """A one-off line that still waited was taken back."""

    kind: ClassVar[str] = "invoice_item.deleted"
    audience: ClassVar[str] = AUDIENCE

    description: str
    amount: Money
