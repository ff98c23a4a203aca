"""What payments, fees, refunds, disputes and conversions post."""

from __future__ import annotations

from trunkline.domains.ledger.model import Account, Purpose, balanced, credit, debit
from trunkline.domains.ledger.rules.credits import CUSTOMER_CREDIT
from trunkline.domains.ledger.rules.invoices import ACCRUED, LOSSES, RECEIVABLE, Postings
from trunkline.kernel.money import Money

FEES = Account(Purpose.fees)
REFUNDS = Account(Purpose.refunds)
DISPUTES = Account(Purpose.disputes)
EXCHANGE = Account(Purpose.exchange)
ROUNDING = Account(Purpose.rounding)


def payment_received(amount: Money, provider: str, recovered: Money, *, of_credits: bool = False) -> Postings:
    """Money has come in for an invoice; `recovered` of it for what had been given up.

    What the invoice did not ask for becomes the company's credit by an event of its own.
    """
    return balanced(
        debit(_cash(provider), amount),
        credit(ACCRUED if of_credits else LOSSES, recovered),
        credit(RECEIVABLE, amount - recovered),
    )


def payment_unasked(amount: Money, provider: str) -> Postings:
    """Before there were books, money that no invoice asked for was left to somebody to send back: it is a refund that was begun."""
    return balanced(debit(_cash(provider), amount), credit(REFUNDS, amount))


def fee_charged(fee: Money, provider: str) -> Postings:
    """The provider has kept `fee` for its work; below zero it gave it back."""
    return balanced(debit(FEES, fee), credit(_cash(provider), fee))


def instalments_agreed() -> Postings:
    """Moves nothing: the same is owed at other times. Each instalment is a payment when it comes."""
    return balanced()


def refund_begun(amount: Money) -> Postings:
    """Money of the company's credit is on its way back to it. A paid invoice is credited first, which makes it credit."""
    return balanced(debit(CUSTOMER_CREDIT, amount), credit(REFUNDS, amount))


def refund_paid(amount: Money, provider: str) -> Postings:
    """The provider has sent it."""
    return balanced(debit(REFUNDS, amount), credit(_cash(provider), amount))


def refund_failed(amount: Money) -> Postings:
    """It could not be sent, and is the company's credit again."""
    return balanced(debit(REFUNDS, amount), credit(CUSTOMER_CREDIT, amount))


def refund_returned(amount: Money, provider: str) -> Postings:
    """It was sent and came back: the payer's bank would not take it. That it has failed is a transaction of its own."""
    return balanced(debit(_cash(provider), amount), credit(REFUNDS, amount))


def dispute_opened(amount: Money, fee: Money, provider: str) -> Postings:
    """The provider holds back what was paid, and keeps a fee."""
    return balanced(debit(DISPUTES, amount), debit(FEES, fee), credit(_cash(provider), amount + fee))


def dispute_won(amount: Money, fee_returned: Money, provider: str) -> Postings:
    """The money is back, and perhaps the fee."""
    return balanced(debit(_cash(provider), amount + fee_returned), credit(DISPUTES, amount), credit(FEES, fee_returned))


def dispute_lost(amount: Money) -> Postings:
    """The money stays with the payer. The invoice stays paid: what it was paid with was lost afterwards."""
    return balanced(debit(LOSSES, amount), credit(DISPUTES, amount))


def dispute_changed(held: Money, lost: Money, fee: Money, provider: str) -> Postings:
    """An appeal, another decision, or another amount or fee: `held` more is contested, `lost` more is lost, `fee` more is kept.

    Below zero it is as much less.
    """
    return balanced(
        debit(DISPUTES, held),
        debit(LOSSES, lost),
        debit(FEES, fee),
        credit(_cash(provider), held + lost),
        credit(_cash(provider), fee),
    )


def currency_converted(sold: Money, bought: Money, fee: Money, giver: str, taker: str) -> Postings:
    """`sold` left the cash at `giver`, `bought` came to that at `taker`: two legs over the exchange account, one per currency.

    The fee is a leg of its own, in whichever currency it was taken, and never folded into the rate (money policy 8).
    """
    assert sold.currency != bought.currency, "a conversion has two currencies"
    return balanced(
        debit(EXCHANGE, sold),
        credit(_cash(giver), sold),
        debit(_cash(taker), bought),
        credit(EXCHANGE, bought),
        debit(FEES, fee),
        credit(_cash(giver if fee.currency == sold.currency else taker), fee),
    )


def rounded(lost: Money, provider: str) -> Postings:
    """A provider has paid `lost` less than the documents say, because it counts in other units."""
    return balanced(debit(ROUNDING, lost), credit(_cash(provider), lost))


def _cash(provider: str) -> Account:
    return Account(Purpose.cash, provider)
