"""Decline codes, in the vocabulary of Stripe's `decline_code`, and whether another day can change the bank's mind.

A provider's adapter translates its own codes into these; where it knows better (a network's "do not retry" advice) it says so in the
outcome itself. A code that is not listed is soft: a needless retry costs a request, a needless stop costs the invoice.
"""

from __future__ import annotations

from collections.abc import Mapping

from trunkline.domains.payments.model import DeclineKind

_SOFT = """
    approve_with_id call_issuer card_velocity_exceeded do_not_honor generic_decline insufficient_funds issuer_not_available
    processing_error reenter_transaction try_again_later withdrawal_count_limit_exceeded
"""
_HARD = """
    card_not_supported currency_not_supported expired_card fraudulent incorrect_cvc incorrect_number invalid_account
    invalid_expiry_month invalid_expiry_year invalid_number lost_card merchant_blacklist no_action_taken not_permitted pickup_card
    restricted_card revocation_of_all_authorizations revocation_of_authorization security_violation stolen_card
    stop_payment_order transaction_not_allowed
"""

DECLINES: Mapping[str, DeclineKind] = {
    **dict.fromkeys(_SOFT.split(), DeclineKind.soft),
    **dict.fromkeys(_HARD.split(), DeclineKind.hard),
}


GENERIC_DECLINE = "generic_decline"
# What a bank tells the merchant alone: who presents a stolen card is not told that it is known to be one. Stripe asks for the same.
_FOR_OPERATOR = frozenset({"fraudulent", "lost_card", "merchant_blacklist", "stolen_card"})


def told_to_payer(code: str | None, message: str | None) -> tuple[str | None, str | None]:
    """The code and the message of a decline as the company may see them."""
    return (GENERIC_DECLINE, "The card was declined.") if code in _FOR_OPERATOR else (code, message)


def decline_kind(code: str) -> DeclineKind:
    """Whether a decline with this code is retried."""
    return DECLINES.get(code, DeclineKind.soft)
