"""The simulator's PayPal accounts. What an account does when it is charged is what its test card does (`simulator.cards`), and some more.

Each test card is there twice: `NAME@wallet.example` pays as a PayPal wallet, whose declines PayPal tells as INSTRUMENT_DECLINED
whatever the bank said, and `NAME@card.example` as a card vaulted at PayPal, whose declines keep the bank's code. NAME is the card's
token without `pm_card_`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from trunkline.providers.simulator.cards import CARDS, TestCard


@dataclass(frozen=True, slots=True)
class Payer:
    """`twist` is what the account does that no card does."""

    account: str
    card: TestCard
    is_wallet: bool
    about: str
    twist: str | None = None


PENDING, NEEDS_APPROVAL, REFUND_PENDS, AGREEMENT_GONE = "pending", "needs_approval", "refund_pends", "agreement_gone"
LOSES_APPROVAL = "loses_approval"
CAPTURE_DECLINED, CAPTURE_REFUSED = "capture_declined", "capture_refused"

_TWISTS: Mapping[str, str] = {
    PENDING: "PayPal reviews each payment: it is pending until decided.",
    NEEDS_APPROVAL: "Each payment has to be approved on PayPal's page.",
    LOSES_APPROVAL: "The same, and the first answer, which says where, is lost.",
    REFUND_PENDS: "Pays; refunds are pending until decided.",
    CAPTURE_DECLINED: "What is held can be had no longer: its capture is declined with 5120, and the authorisation stands.",
    CAPTURE_REFUSED: "A capture of all that is held is refused (TRANSACTION_LIMIT_EXCEEDED); a part of it is captured.",
    AGREEMENT_GONE: "The payer has withdrawn the permission: hard decline `revocation_of_authorization`.",
}

# A wallet's declines are INSTRUMENT_DECLINED, but for these; of cards, what the processor says.
ISSUES: Mapping[str, str] = {"invalid_account": "TOKEN_ID_NOT_FOUND"}
PROCESSOR_CODES: Mapping[str, str] = {
    "generic_decline": "1000",
    "insufficient_funds": "5120",
    "lost_card": "9520",
    "stolen_card": "5920",
    "expired_card": "5400",
    "incorrect_cvc": "5110",
    "processing_error": "9600",
    "authentication_required": "5650",
    "invalid_account": "5140",
}


def _all() -> list[Payer]:
    pays = CARDS["pm_card_visa"]
    found = [Payer(f"{name}@wallet.example", pays, True, about, name) for name, about in _TWISTS.items()]
    for card in CARDS.values():
        name = card.token.removeprefix("pm_card_")
        found.append(Payer(f"{name}@wallet.example", card, True, card.about))
        found.append(Payer(f"{name}@card.example", card, False, card.about))
    return found


PAYERS: Mapping[str, Payer] = {payer.account: payer for payer in _all()}
