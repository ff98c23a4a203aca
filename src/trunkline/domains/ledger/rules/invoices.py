"""What invoices and credit notes post. Amounts may be below zero: a correction that gives back more than is charged posts the mirror."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import datetime

from trunkline.domains.ledger.model import Account, Posting, Purpose, balanced, credit, debit
from trunkline.kernel.money import Currency, Money

RECEIVABLE = Account(Purpose.receivable)
ACCRUED = Account(Purpose.accrued)
EARNINGS = Account(Purpose.earnings)
TAX = Account(Purpose.tax_payable)
LOSSES = Account(Purpose.losses)

Postings = tuple[Posting, ...]


@dataclass(frozen=True, slots=True)
class Sold:
    """What lines come to, without tax: `earned` already, and `deferred` until the moments at which its periods end."""

    earned: Money
    deferred: dict[datetime, Money]
    tax: Money

    @property
    def later(self) -> Money:
        return sum(self.deferred.values(), Money.zero(self.tax.currency))

    @property
    def total(self) -> Money:
        return self.earned + self.later + self.tax


def split_sold(
    lines: Sequence[tuple[Money, Money, datetime | None]],
    currency: Currency,
    open_ends: Container[datetime] | None = None,
) -> Sold:
    """Lines of a document, as net amount, tax, and the moment at which what was billed in advance is earned.

    `open_ends`: what is still deferred, by that moment; the rest was earned meanwhile. None: whatever has such a moment is deferred.
    """
    earned = tax = Money.zero(currency)
    deferred: dict[datetime, Money] = {}
    for net, line_tax, earns_at in lines:
        tax = tax + line_tax
        if earns_at is None or (open_ends is not None and earns_at not in open_ends):
            earned = earned + net
        else:
            deferred[earns_at] = deferred.get(earns_at, Money.zero(currency)) + net
    return Sold(earned, deferred, tax)


def invoice_issued(sold: Sold) -> Postings:
    """The invoice asks for it. What is billed in advance is accrued until its period is over."""
    return balanced(
        debit(RECEIVABLE, sold.total),
        credit(EARNINGS, sold.earned),
        credit(ACCRUED, sold.later),
        credit(TAX, sold.tax),
    )


def period_earned(amount: Money) -> Postings:
    """The period that was billed in advance is over."""
    return balanced(debit(ACCRUED, amount), credit(EARNINGS, amount))


def invoice_voided(sold: Sold) -> Postings:
    """Its issue, the other way round; `sold` says what of it was earned meanwhile."""
    return balanced(
        debit(EARNINGS, sold.earned),
        debit(ACCRUED, sold.later),
        debit(TAX, sold.tax),
        credit(RECEIVABLE, sold.total),
    )


def credits_asked(amount: Money) -> Postings:
    """An invoice for prepaid credits asks for their price: no earnings, and owed to nobody until they are in the wallet."""
    return balanced(debit(RECEIVABLE, amount), credit(ACCRUED, amount))


def credits_taken_back(amount: Money, given_up: Money) -> Postings:
    """An invoice for prepaid credits was voided or credited by `amount`; what was `given_up` of it before was taken back then."""
    return balanced(debit(ACCRUED, amount - given_up), credit(RECEIVABLE, amount - given_up))


def credit_note_issued(sold: Sold, given_up: Money) -> Postings:
    """Less was sold. It takes off what is asked for; what was `given_up` of it is no loss any more.

    What was paid already is kept as credit by an event of its own, which asks for the difference again.
    """
    return balanced(
        debit(EARNINGS, sold.earned),
        debit(ACCRUED, sold.later),
        debit(TAX, sold.tax),
        credit(LOSSES, given_up),
        credit(RECEIVABLE, sold.total - given_up),
    )


def invoice_written_off(amount: Money, *, of_credits: bool = False) -> Postings:
    """What is still asked for is given up: a loss, except where nothing was delivered for it, as with prepaid credits."""
    return balanced(debit(ACCRUED if of_credits else LOSSES, amount), credit(RECEIVABLE, amount))


def late_fee_charged() -> Postings:
    """Moves nothing: the fee is a line of the next invoice, and earned when that is issued."""
    return balanced()
