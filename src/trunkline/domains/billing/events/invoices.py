"""What is announced of invoices. The invoice is the subject of each of these facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from trunkline.kernel.fact import Fact
from trunkline.kernel.ids import CreditNoteId, InvoiceItemId
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
class InvoiceDrafted(Fact):
    """A draft is there (`fresh`), or says something else than before. It is owed by nobody until it is issued, on `issue_on`."""

    kind: ClassVar[str] = "invoice.drafted"
    audience: ClassVar[str] = AUDIENCE

    total: Money
    lines: int
    issue_on: date
    fresh: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftWithdrawn(Fact):
    """Nothing of what the draft said is due any more: it is gone."""

    kind: ClassVar[str] = "invoice.draft_withdrawn"
    audience: ClassVar[str] = AUDIENCE

    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceThresholdReached(Fact):
    """Usage of open periods came to `used`, before tax, and reached the agreed `threshold`: the invoice bills what is rated so far."""

    kind: ClassVar[str] = "invoice.threshold_reached"
    audience: ClassVar[str] = AUDIENCE

    number: str
    used: Money
    threshold: Money


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
class InvoiceUncollectible(Fact):
    """`given_up` is not counted on any more. The invoice is not collected, but may still be paid."""

    kind: ClassVar[str] = "invoice.uncollectible"
    audience: ClassVar[str] = AUDIENCE

    number: str
    given_up: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlyDiscountTaken(Fact):
    """The invoice was paid early enough: `discount` was credited, and what was paid settles it."""

    kind: ClassVar[str] = "invoice.early_discount_taken"
    audience: ClassVar[str] = AUDIENCE

    number: str
    discount: Money
    credit_note_id: CreditNoteId


@dataclass(frozen=True, slots=True, kw_only=True)
class LateFeeCharged(Fact):
    """The invoice was late: `fee` waits as a one-off line for the company's next invoice."""

    kind: ClassVar[str] = "invoice.late_fee_charged"
    audience: ClassVar[str] = AUDIENCE

    number: str
    fee: Money
    item_id: InvoiceItemId
