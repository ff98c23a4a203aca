"""What is taken off after the issue: credit notes, and the credit that a company has with the operator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from trunkline.domains.billing.model.lines import InvoiceLine
from trunkline.kernel.errors import Conflict
from trunkline.kernel.ids import CompanyId, CreditEntryId, CreditNoteId, InvoiceId, InvoiceLineId
from trunkline.kernel.money import Currency, Money


class CreditReason(StrEnum):
    """Why the operator gives money back."""

    billing_error = "billing_error"
    duplicate = "duplicate"
    order_change = "order_change"
    service_quality = "service_quality"
    goodwill = "goodwill"
    early_payment = "early_payment"


class EntryKind(StrEnum):
    """Why a company's credit has grown or shrunk.

    `credit_note`: credited money that was paid already. `below_zero`: an invoice whose credits exceed its charges. `released`: credit
    that made room for a payment which was under way. `unapplied`: money that came for an invoice which asked for nothing any more.
    `drawn`: taken off an invoice when it was issued. `refunded`: on its way back to who paid it; these two are below zero.
    `refund_failed`: that money could not be sent, or came back.
    """

    credit_note = "credit_note"
    below_zero = "below_zero"
    released = "released"
    unapplied = "unapplied"
    drawn = "drawn"
    refunded = "refunded"
    refund_failed = "refund_failed"


class NothingToCredit(Conflict):
    """The invoice is a draft, void, below zero, or credited in full."""

    code = "nothing_to_credit"
    title = "Nothing of the invoice can be credited"


class CreditMissing(Conflict):
    """The company has less credit than is to be given back to it."""

    code = "credit_missing"
    title = "The company's credit does not suffice"


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditAsk:
    """A line to credit: an `amount` of what it prints (major units), a `quantity` of it at its own price, or neither: all that is left."""

    line_id: InvoiceLineId
    amount: Decimal | None = None
    quantity: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditWish:
    """What to credit of an invoice: its lines, or, without any, the whole rest, which then must come to `rest` (gross, major units).

    `spread` instead: so much of it, gross, over all of its lines.
    """

    lines: tuple[CreditAsk, ...] = ()
    rest: Decimal | None = None
    spread: Decimal | None = None
    reason: CreditReason
    memo: str = ""


@dataclass(frozen=True, slots=True)
class LineLeft:
    """A line and what credit notes have left of it; both below zero for a line that is a correction itself."""

    line: InvoiceLine
    amount: Money
    tax: Money

    @property
    def gross(self) -> Money:
        """The amount with its tax."""
        return self.amount if self.line.tax_inclusive else self.amount + self.tax


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditNoteLine:
    """What is credited of one invoice line: an inclusive `amount` contains `tax`. `quantity` is set where it was asked for by quantity."""

    invoice_line_id: InvoiceLineId
    position: int
    description: str
    quantity: Decimal | None
    unit: str
    amount: Money
    tax_rate: Decimal
    tax: Money
    tax_inclusive: bool = False

    @property
    def net(self) -> Money:
        """The amount without its tax."""
        return self.amount - self.tax if self.tax_inclusive else self.amount

    @property
    def gross(self) -> Money:
        """The amount with its tax."""
        return self.amount if self.tax_inclusive else self.amount + self.tax


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditNote:
    """An issued credit note; it never changes. Of its `total`, `applied` was taken off what the invoice asked for, `kept` was paid
    already and became the company's credit.
    """

    id: CreditNoteId
    company_id: CompanyId
    invoice_id: InvoiceId
    invoice_number: str
    legal_entity: str
    number: str
    currency: Currency
    subtotal: Money
    tax: Money
    total: Money
    applied: Money
    kept: Money
    reason: CreditReason
    memo: str
    issued_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditEntry:
    """One movement of a company's credit, never changed. The sum of the amounts is the credit; draws are below zero."""

    id: CreditEntryId
    company_id: CompanyId
    amount: Money
    kind: EntryKind
    invoice_id: InvoiceId
    credit_note_id: CreditNoteId | None
    entered_at: datetime
