"""What billing announces. The invoice is the subject of each of its facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from trunkline.kernel.fact import Fact
from trunkline.kernel.money import Money

AUDIENCE = "invoices.read"


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceIssued(Fact):
    """An invoice has its number and is owed. A total of zero is announced as well, and as paid right after."""

    kind: ClassVar[str] = "invoice.issued"
    audience: ClassVar[str] = AUDIENCE

    number: str
    total: Money
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoicePaid(Fact):
    """Nothing is owed on the invoice any more."""

    kind: ClassVar[str] = "invoice.paid"
    audience: ClassVar[str] = AUDIENCE

    number: str
    total: Money
    paid_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoicePastDue(Fact):
    """The day of payment has passed and `due` is still owed."""

    kind: ClassVar[str] = "invoice.past_due"
    audience: ClassVar[str] = AUDIENCE

    number: str
    due: Money
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceVoided(Fact):
    """The invoice asks for nothing any more."""

    kind: ClassVar[str] = "invoice.voided"
    audience: ClassVar[str] = AUDIENCE

    number: str
    total: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class BillingRunFinished(Fact):
    """A run over the companies has ended. `through` is None where each company was billed through its own today."""

    kind: ClassVar[str] = "billing.run_finished"
    audience: ClassVar[str] = "billing.run"

    through: date | None
    companies: int
    invoices_issued: int
    companies_failed: int
    totals: tuple[Money, ...]
