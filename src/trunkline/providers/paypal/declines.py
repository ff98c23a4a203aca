"""PayPal's words for a refusal, and ours (`rules.declines`). A word that is in no table is no decline of the payer's bank."""

from __future__ import annotations

from collections.abc import Mapping

from trunkline.domains.payments.model import Declined
from trunkline.domains.payments.rules import decline_kind
from trunkline.providers.paypal.client import Json

# `issue` of an order that was refused.
ISSUES: Mapping[str, str] = {
    "INSTRUMENT_DECLINED": "generic_decline",
    "TRANSACTION_REFUSED": "generic_decline",
    "TRANSACTION_BLOCKED_BY_PAYEE": "transaction_not_allowed",
    "TRANSACTION_LIMIT_EXCEEDED": "withdrawal_count_limit_exceeded",
    "TRANSACTION_RECEIVING_LIMIT_EXCEEDED": "transaction_not_allowed",
    "MAX_NUMBER_OF_PAYMENT_ATTEMPTS_EXCEEDED": "card_velocity_exceeded",
    "CARD_TYPE_NOT_SUPPORTED": "card_not_supported",
    "CARD_EXPIRED": "expired_card",
    "CARD_BRAND_NOT_SUPPORTED": "card_not_supported",
    "CURRENCY_NOT_SUPPORTED": "currency_not_supported",
    "CURRENCY_NOT_SUPPORTED_FOR_CARD_TYPE": "currency_not_supported",
    "CURRENCY_NOT_SUPPORTED_FOR_COUNTRY": "currency_not_supported",
    "DECIMAL_PRECISION": "invalid_amount",
    "DECIMALS_NOT_SUPPORTED": "invalid_amount",
    "PAYER_ACCOUNT_LOCKED_OR_CLOSED": "invalid_account",
    "PAYER_ACCOUNT_RESTRICTED": "restricted_card",
    "PAYER_CANNOT_PAY": "transaction_not_allowed",
    "PAYEE_BLOCKED_TRANSACTION": "transaction_not_allowed",
    "COMPLIANCE_VIOLATION": "transaction_not_allowed",
    "BILLING_AGREEMENT_NOT_FOUND": "revocation_of_authorization",
    "AGREEMENT_ALREADY_CANCELLED": "revocation_of_authorization",
    "TOKEN_ID_NOT_FOUND": "invalid_account",
    "VAULT_ID_NOT_FOUND": "invalid_account",
    "TOKEN_NOT_FOUND": "invalid_account",
    "PAYMENT_SOURCE_DECLINED_BY_PROCESSOR": "generic_decline",
    "REDIRECT_PAYER_FOR_ALTERNATE_FUNDING": "generic_decline",
}

# `processor_response.response_code` of a capture that was declined.
PROCESSOR: Mapping[str, str] = {
    "0500": "do_not_honor",
    "0580": "transaction_not_allowed",
    "0800": "incorrect_number",
    "0880": "incorrect_cvc",
    "1000": "generic_decline",
    "1300": "invalid_number",
    "1310": "invalid_amount",
    "1330": "invalid_account",
    "1335": "transaction_not_allowed",
    "1380": "invalid_expiry_year",
    "5100": "generic_decline",
    "5110": "incorrect_cvc",
    "5120": "insufficient_funds",
    "5140": "invalid_account",
    "5150": "card_velocity_exceeded",
    "5180": "invalid_number",
    "5200": "restricted_card",
    "5400": "expired_card",
    "5650": "generic_decline",
    "5700": "invalid_account",
    "5800": "revocation_of_authorization",
    "5900": "restricted_card",
    "5910": "stolen_card",
    "5920": "stolen_card",
    "5930": "pickup_card",
    "5950": "restricted_card",
    "6300": "invalid_account",
    "7600": "revocation_of_authorization",
    "7700": "revocation_of_authorization",
    "7710": "revocation_of_all_authorizations",
    "9100": "try_again_later",
    "9500": "fraudulent",
    "9510": "security_violation",
    "9520": "lost_card",
    "9530": "transaction_not_allowed",
    "9540": "do_not_honor",
    "9600": "processing_error",
    "PCNR": "processing_error",
    "PPRN": "reenter_transaction",
    "PPEX": "expired_card",
}

# `processor_response.payment_advice_code`: what the card's network says about another attempt. These two forbid it.
_NEVER_AGAIN = frozenset({"03", "21"})

_MESSAGES: Mapping[str, str] = {
    "insufficient_funds": "The payer's account has insufficient funds.",
    "expired_card": "The card has expired.",
    "invalid_account": "The payment method is not valid at PayPal any more.",
    "revocation_of_authorization": "The payer has withdrawn the permission to be charged.",
    "currency_not_supported": "PayPal does not take this currency here.",
}
_MESSAGE = "PayPal or the payer's bank declined the payment."


def decline_of_refusal(issue: str) -> Declined | None:
    """The decline behind the `issue` of a refused request; None for a refusal that is no decline."""
    code = ISSUES.get(issue)
    return None if code is None else Declined(code, decline_kind(code), message_of(code))


def decline_of_capture(capture: Json) -> Declined:
    """The decline of a capture that was made and failed."""
    response = capture.get("processor_response") or {}
    code = PROCESSOR.get(str(response.get("response_code")), "generic_decline")
    if response.get("payment_advice_code") in _NEVER_AGAIN and decline_kind(code) is decline_kind("generic_decline"):
        code = "no_action_taken" if code == "generic_decline" else "stop_payment_order"
    return Declined(code, decline_kind(code), message_of(code), str(capture.get("id")))


def message_of(code: str) -> str:
    """What the payer may read. A holder is never told that the bank believes the card lost or stolen."""
    return _MESSAGES.get(code, _MESSAGE)
