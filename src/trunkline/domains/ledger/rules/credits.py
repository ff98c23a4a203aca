"""What a company's credit and its prepaid credits post. Both are owed to the company; credits that were given away are not."""

from __future__ import annotations

from trunkline.domains.ledger.model import MANUAL, Account, Purpose, balanced, credit, debit
from trunkline.domains.ledger.rules.invoices import ACCRUED, EARNINGS, RECEIVABLE, Postings
from trunkline.kernel.money import Money

CUSTOMER_CREDIT = Account(Purpose.customer_credit)
PROMOTIONS = Account(Purpose.promotions)


def credit_kept(amount: Money) -> Postings:
    """Money of an invoice that it does not ask for (any more) is the company's: it was credited, paid too much, or below zero.

    Below zero: an invoice has drawn it.
    """
    return balanced(debit(RECEIVABLE, amount), credit(CUSTOMER_CREDIT, amount))


def credits_bought(amount: Money) -> Postings:
    """The invoice for them is paid and they are in the wallet: owed to the company from now on, and no earnings yet."""
    return balanced(debit(ACCRUED, amount), credit(CUSTOMER_CREDIT, amount))


def credits_granted(amount: Money, *, paid: bool) -> Postings:
    """Put into the wallet by hand. `paid`: for money that came without an invoice; given away, they move nothing until they are drawn."""
    if not paid:
        return balanced()
    return balanced(debit(Account(Purpose.cash, MANUAL), amount), credit(CUSTOMER_CREDIT, amount))


def credits_drawn(amount: Money, *, paid: bool) -> Postings:
    """They pay for an invoice; those given away do so at our expense. Below zero: they come back from it."""
    return balanced(debit(CUSTOMER_CREDIT if paid else PROMOTIONS, amount), credit(RECEIVABLE, amount))


def credits_expired(amount: Money, *, paid: bool) -> Postings:
    """What was paid for and not drawn in time is earned. What was given away moves nothing."""
    if not paid:
        return balanced()
    return balanced(debit(CUSTOMER_CREDIT, amount), credit(EARNINGS, amount))
