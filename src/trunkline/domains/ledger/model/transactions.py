"""Transactions and their postings."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from trunkline.domains.ledger.model.accounts import Account
from trunkline.kernel.ids import CompanyId, LedgerTransactionId
from trunkline.kernel.money import Money


class Event(StrEnum):
    """What happened. Each has one posting rule."""

    invoice_issued = "invoice_issued"
    credits_asked = "credits_asked"
    invoice_voided = "invoice_voided"
    invoice_written_off = "invoice_written_off"
    period_earned = "period_earned"
    credit_note_issued = "credit_note_issued"
    credit_kept = "credit_kept"
    credit_drawn = "credit_drawn"
    credits_granted = "credits_granted"
    credits_bought = "credits_bought"
    credits_drawn = "credits_drawn"
    credits_returned = "credits_returned"
    credits_expired = "credits_expired"
    payment_received = "payment_received"
    payment_recovered = "payment_recovered"
    payment_unasked = "payment_unasked"
    fee_charged = "fee_charged"
    late_fee_charged = "late_fee_charged"
    instalments_agreed = "instalments_agreed"
    refund_begun = "refund_begun"
    refund_paid = "refund_paid"
    refund_failed = "refund_failed"
    refund_returned = "refund_returned"
    dispute_opened = "dispute_opened"
    dispute_won = "dispute_won"
    dispute_lost = "dispute_lost"
    dispute_changed = "dispute_changed"
    currency_converted = "currency_converted"
    amount_rounded = "amount_rounded"


# What billing's documents and settled payments post: all that can be proved from them.
OF_DOCUMENTS = frozenset(
    {
        *(
            Event.invoice_issued,
            Event.credits_asked,
            Event.invoice_voided,
            Event.invoice_written_off,
            Event.period_earned,
        ),
        Event.instalments_agreed,
        *(Event.credit_note_issued, Event.credit_kept, Event.credit_drawn),
        *(
            Event.credits_granted,
            Event.credits_bought,
            Event.credits_drawn,
            Event.credits_returned,
            Event.credits_expired,
        ),
        *(Event.payment_received, Event.payment_recovered, Event.payment_unasked, Event.fee_charged),
        *(Event.refund_begun, Event.refund_paid, Event.refund_failed, Event.refund_returned),
        *(Event.dispute_opened, Event.dispute_won, Event.dispute_lost, Event.dispute_changed),
    }
)


@dataclass(frozen=True, slots=True)
class Posting:
    """An amount on an account: a debit above zero, a credit below."""

    account: Account
    amount: Money


@dataclass(frozen=True, slots=True)
class Deferral:
    """What the `document` has billed in advance and earns at `earns_at`; below zero where a part of it is taken back."""

    document: str
    earns_at: datetime
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """What is to be posted. `source` names what it is posted for, once per company: `invoice:inv_…:issued`.

    `document` is the invoice that it is about, if any: what it asks for is proved invoice by invoice. `at`: when it happened, if not now.
    `postings` may be none: some events move nothing and are written all the same.
    """

    event: Event
    source: str
    postings: tuple[Posting, ...]
    document: str = ""
    at: datetime | None = None
    note: str = ""
    deferrals: tuple[Deferral, ...] = ()

    def __post_init__(self) -> None:
        assert sums_to_zero(self.postings), f"{self.source} does not balance: {self.postings}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction:
    """What was posted; it never changes. `at` is when it happened, `recorded_at` when it was written; `actor` is who did it."""

    id: LedgerTransactionId
    company_id: CompanyId
    event: Event
    source: str
    document: str
    at: datetime
    recorded_at: datetime
    actor: str
    request_id: str
    note: str
    postings: tuple[Posting, ...] = field(default=())


def debit(account: Account, amount: Money) -> Posting:
    return Posting(account, amount)


def credit(account: Account, amount: Money) -> Posting:
    return Posting(account, -amount)


def balanced(*legs: Posting) -> tuple[Posting, ...]:
    """The legs of one transaction: those of one account and currency as one, without those of nothing, by account.

    Asserts that they sum to zero in each currency.
    """
    sums: dict[tuple[Account, str], Money] = {}
    for leg in legs:
        key = leg.account, leg.amount.currency.code
        sums[key] = sums[key] + leg.amount if key in sums else leg.amount
    made = tuple(
        Posting(account, amount) for (account, _), amount in sorted(sums.items(), key=lambda one: one[0]) if amount
    )
    assert sums_to_zero(made), f"these legs do not balance: {legs}"
    return made


def sums_to_zero(postings: tuple[Posting, ...]) -> bool:
    """Whether the postings sum to zero in each currency."""
    sums: dict[str, int] = {}
    for one in postings:
        sums[one.amount.currency.code] = sums.get(one.amount.currency.code, 0) + one.amount.minor
    return not any(sums.values())
