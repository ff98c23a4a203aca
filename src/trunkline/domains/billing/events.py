"""What billing announces. The invoice is the subject of each of its facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from trunkline.kernel.fact import Fact
from trunkline.kernel.ids import CreditNoteId, GrantId, InvoiceId, InvoiceItemId
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


@dataclass(frozen=True, slots=True, kw_only=True)
class BillingTermsChanged(Fact):
    """How the company is billed was agreed anew. The company is the subject; `changed` names the terms."""

    kind: ClassVar[str] = "billing.terms_changed"
    audience: ClassVar[str] = AUDIENCE

    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WalletOpened(Fact):
    """A company has a further wallet, which is empty. The wallet is the subject of this and the following facts."""

    kind: ClassVar[str] = "wallet.opened"
    audience: ClassVar[str] = AUDIENCE

    name: str
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditGranted(Fact):
    """Credits were put into a wallet: given (`granted`) or bought (`purchased`). `priority` 1 is drawn first, 50 last."""

    kind: ClassVar[str] = "wallet.credit_granted"
    audience: ClassVar[str] = AUDIENCE

    name: str
    grant_id: GrantId
    grant_kind: str
    amount: Money
    priority: int
    expires_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WalletDrawn(Fact):
    """An invoice was issued and took `amount` of the wallet, which leaves `left`. Its total and tax are what they are without."""

    kind: ClassVar[str] = "wallet.drawn"
    audience: ClassVar[str] = AUDIENCE

    name: str
    invoice_id: InvoiceId
    number: str
    amount: Money
    left: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditExpired(Fact):
    """A grant has ended with `amount` undrawn, which is lost."""

    kind: ClassVar[str] = "wallet.credit_expired"
    audience: ClassVar[str] = AUDIENCE

    name: str
    grant_id: GrantId
    amount: Money
    expired_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WalletBalanceLow(Fact):
    """A draw took the balance below the mark of the wallet's rule, which says to buy `top_up`. Nothing is bought by itself."""

    kind: ClassVar[str] = "wallet.balance_low"
    audience: ClassVar[str] = AUDIENCE

    name: str
    balance: Money
    below: Money
    top_up: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class WalletTerminated(Fact):
    """The wallet is not drawn any more; `left` stays in it."""

    kind: ClassVar[str] = "wallet.terminated"
    audience: ClassVar[str] = AUDIENCE

    name: str
    left: Money
