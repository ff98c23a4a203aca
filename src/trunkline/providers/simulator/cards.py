"""The simulator's test cards. The upper ones are Stripe's, so that a test written against either reads the same; those that begin with
400000999000 are ours and misbehave on the way to or from the provider. docs/reference/payment-simulator.md lists them for the reader.

Two differences from Stripe's test mode: every card can be attached (Stripe refuses some of the declining ones there and then), and a
number that is not listed is refused, so that nobody types a real one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What happens when the card is charged. The default: it pays.

    `declines` counts how many charges of a method are declined before it pays, `outages` how many requests for a method meet a closed
    gateway; None means all of them. `loses_request` and `loses_answer` hold for the first request of an idempotency key. `asks_payer`
    is 3-D Secure: without the payer at a screen it is a decline. `is_disputed` and `refunds_end` are for what happens after it has paid.
    """

    decline_code: str | None = None
    declines: int | None = None
    outages: int | None = 0
    loses_request: bool = False
    loses_answer: bool = False
    delivered_twice: bool = False
    asks_payer: bool = False
    is_disputed: bool = False
    refunds_end: str = "succeeded"


@dataclass(frozen=True, slots=True)
class TestCard:
    """`token` names the card without its number, as Stripe's `pm_card_…` do."""

    __test__ = False  # the name is the field's standard term; pytest must not take it for a test

    number: str
    token: str
    brand: str
    about: str
    behaviour: Behaviour = Behaviour()
    expired: bool = False

    @property
    def last4(self) -> str:
        return self.number[-4:]


_NO_FUNDS = "insufficient_funds"

_ALL = (
    TestCard("4242424242424242", "pm_card_visa", "visa", "Pays."),
    TestCard("4000056655665556", "pm_card_visa_debit", "visa", "Pays."),
    TestCard("5555555555554444", "pm_card_mastercard", "mastercard", "Pays."),
    TestCard("378282246310005", "pm_card_amex", "amex", "Pays."),
    TestCard(
        "4000000000000002",
        "pm_card_chargeDeclined",
        "visa",
        "Soft decline: `generic_decline`.",
        Behaviour("generic_decline"),
    ),
    TestCard(
        "4000000000009995",
        "pm_card_chargeDeclinedInsufficientFunds",
        "visa",
        "Soft decline: `insufficient_funds`.",
        Behaviour(_NO_FUNDS),
    ),
    TestCard(
        "4000000000009987",
        "pm_card_chargeDeclinedLostCard",
        "visa",
        "Hard decline: `lost_card`.",
        Behaviour("lost_card"),
    ),
    TestCard(
        "4000000000009979",
        "pm_card_chargeDeclinedStolenCard",
        "visa",
        "Hard decline: `stolen_card`.",
        Behaviour("stolen_card"),
    ),
    TestCard(
        "4000000000000069",
        "pm_card_chargeDeclinedExpiredCard",
        "visa",
        "Hard decline: `expired_card`.",
        Behaviour("expired_card"),
        expired=True,
    ),
    TestCard(
        "4000000000000127",
        "pm_card_chargeDeclinedIncorrectCvc",
        "visa",
        "Hard decline: `incorrect_cvc`.",
        Behaviour("incorrect_cvc"),
    ),
    TestCard(
        "4000000000000119",
        "pm_card_chargeDeclinedProcessingError",
        "visa",
        "Soft decline: `processing_error`.",
        Behaviour("processing_error"),
    ),
    TestCard(
        "4000000000003220",
        "pm_card_threeDSecure2Required",
        "visa",
        "Asks the payer for 3-D Secure; without one at a screen a soft decline: `authentication_required`.",
        Behaviour(asks_payer=True),
    ),
    TestCard(
        "4000000000000259",
        "pm_card_createDispute",
        "visa",
        "Pays; the payer disputes the payment at once.",
        Behaviour(is_disputed=True),
    ),
    TestCard(
        "4000000000007726",
        "pm_card_pendingRefund",
        "visa",
        "Pays; a refund is pending until it is settled.",
        Behaviour(refunds_end="pending"),
    ),
    TestCard(
        "4000000000005126",
        "pm_card_refundFail",
        "visa",
        "Pays; a refund fails after it had succeeded.",
        Behaviour(refunds_end="failed"),
    ),
    TestCard(
        "4000009990000013",
        "pm_card_timesOutAfterCharge",
        "visa",
        "The money is taken, the answer is lost: unknown until asked.",
        Behaviour(loses_answer=True),
    ),
    TestCard(
        "4000009990000021",
        "pm_card_timesOutBeforeCharge",
        "visa",
        "The request is lost: unknown, asking finds nothing, the same key then pays.",
        Behaviour(loses_request=True),
    ),
    TestCard(
        "4000009990000039",
        "pm_card_timesOutAfterDecline",
        "visa",
        "Declined with `insufficient_funds`, and the answer is lost.",
        Behaviour(_NO_FUNDS, loses_answer=True),
    ),
    TestCard(
        "4000009990000047",
        "pm_card_deliveredTwice",
        "visa",
        "The network delivers the request twice; the second is answered like the first and takes nothing.",
        Behaviour(delivered_twice=True),
    ),
    TestCard(
        "4000009990000054",
        "pm_card_gatewayOutage",
        "visa",
        "The gateway is closed for this card.",
        Behaviour(outages=None),
    ),
    TestCard(
        "4000009990000062",
        "pm_card_gatewayOutageTwice",
        "visa",
        "The gateway refuses two requests, then the card pays.",
        Behaviour(outages=2),
    ),
    TestCard(
        "4000009990000070",
        "pm_card_paysAtThirdAttempt",
        "visa",
        "Declined twice with `insufficient_funds`, then pays.",
        Behaviour(_NO_FUNDS, declines=2),
    ),
)

CARDS: Mapping[str, TestCard] = {card.token: card for card in _ALL}

MESSAGES: Mapping[str, str] = {
    "generic_decline": "Your card was declined.",
    "insufficient_funds": "Your card has insufficient funds.",
    "lost_card": "Your card was declined.",  # a holder is never told that the bank believes the card lost or stolen
    "stolen_card": "Your card was declined.",
    "expired_card": "Your card has expired.",
    "incorrect_cvc": "Your card's security code is incorrect.",
    "processing_error": "An error occurred while processing your card. Try again in a little bit.",
    "authentication_required": "Your card was declined. This transaction requires authentication.",
    "invalid_account": "The payment method is not attached to the account.",
}


def find_card(presented: str) -> TestCard | None:
    """The test card with this token or number; blanks and hyphens in a number do not matter."""
    digits = presented.replace(" ", "").replace("-", "")
    return CARDS.get(presented) or next((card for card in _ALL if card.number == digits), None)
