"""Stripe's words for a refused payment → `payments.rules.declines`, and whether another day may be better.

https://docs.stripe.com/declines/codes. The networks' own advice overrules the table: `do_not_try_again` is a hard decline, whatever the
code says. Stripe's message is written for the card's holder and never tells that a card is believed lost or stolen.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from trunkline.domains.payments.model import Declined, DeclineKind
from trunkline.domains.payments.rules import decline_kind
from trunkline.providers.stripe.failures import Failure, plain_message

# Stripe's code where ours is another one. All others are the same, our vocabulary being Stripe's.
OUR_CODE: Mapping[str, str] = {
    "card_declined": "generic_decline",
    "invalid_cvc": "incorrect_cvc",
    "pickup_card_lost": "lost_card",
    "pickup_card_stolen": "stolen_card",
    "payment_intent_authentication_failure": "authentication_required",
    "authentication_not_handled": "authentication_required",
    "payment_method_unexpected_state": "invalid_account",
    "payment_method_not_available": "card_not_supported",
    "payment_method_currency_mismatch": "currency_not_supported",
    "amount_too_small": "invalid_amount",
    "amount_too_large": "invalid_amount",
}
# Hard ones that `payments.rules.declines` does not list: what was typed will not become right by itself.
_HARD = {
    "incorrect_address",
    "incorrect_zip",
    "invalid_amount",
    "live_mode_test_card",
    "new_account_information_available",
    "service_not_allowed",
    "testmode_decline",
}
_NEVER_AGAIN = "do_not_try_again"
# Refusals of the request itself that are about the method or the amount, and hence the payer's to mend.
_REFUSED_FOR_GOOD = frozenset(
    {
        "amount_too_small",
        "amount_too_large",
        "payment_method_unexpected_state",
        "payment_method_not_available",
        "payment_method_currency_mismatch",
        "currency_not_supported",
    }
)


def declined(
    code: str | None, decline_code: str | None, advice_code: str | None, message: str, reference: str | None
) -> Declined:
    """A decline in our words. Without any code at all it is the general one."""
    theirs = decline_code or code or "generic_decline"
    ours = OUR_CODE.get(theirs, theirs)
    is_hard = advice_code == _NEVER_AGAIN or ours in _HARD
    return Declined(ours, DeclineKind.hard if is_hard else decline_kind(ours), message, reference)


def declined_by(failure: Failure, reference: str | None = None) -> Declined:
    return declined(failure.code, failure.decline_code, failure.advice_code, failure.message, reference)


def declined_by_last_error(error: Mapping[str, Any], reference: str) -> Declined:
    """`last_payment_error` of a PaymentIntent."""
    codes = error.get("code"), error.get("decline_code"), error.get("advice_code")
    return declined(*codes, plain_message(error.get("message")), reference)


def refused_for_good(failure: Failure) -> Declined | None:
    """The hard decline that a refused request amounts to; None when it is about something else."""
    if failure.code == "resource_missing" and failure.param in {"payment_method", "customer"}:
        return Declined("invalid_account", DeclineKind.hard, failure.message)
    if failure.code in _REFUSED_FOR_GOOD:
        found = declined_by(failure)
        return Declined(found.code, DeclineKind.hard, found.message)
    if failure.param == "currency":
        return Declined("currency_not_supported", DeclineKind.hard, failure.message)
    return None
