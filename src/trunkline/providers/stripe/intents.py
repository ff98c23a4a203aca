"""PaymentIntents as outcomes.

A PaymentIntent is created and confirmed in one request under our idempotency key, so that one key is one intent, and carries the key in
its metadata. Its id (`pi_…`) is the reference that we keep.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import stripe

from trunkline.domains.payments.model import (
    ActionNeeded,
    Authorised,
    Declined,
    DeclineKind,
    Outcome,
    Succeeded,
    Unknown,
)
from trunkline.domains.payments.ports import ChargeRequest
from trunkline.kernel.errors import Invalid
from trunkline.providers.stripe.currencies import from_stripe, to_stripe
from trunkline.providers.stripe.declines import declined_by, declined_by_last_error, refused_for_good
from trunkline.providers.stripe.failures import failure_of, uncertainty

# Stripe's status → our outcome.
#   succeeded                 Succeeded
#   processing                Unknown        the bank has not answered
#   requires_action           ActionNeeded   the payer has to pass 3-D Secure
#   requires_confirmation     ActionNeeded   nobody confirmed it
#   requires_capture          Authorised     the money is held, and taken when we capture it
#   requires_payment_method   Declined       the bank said no, or the payer failed at 3-D Secure; this intent takes nothing any more.
#                             Unknown        without an error, while it is young: made, and its confirmation has not ended
#   canceled                  Declined       given up, by us or by Stripe
KEY = "trunkline_key"
PREFIX = "trunkline_"
CANCELED = "canceled"
# An intent without an error was never answered for. Its confirmation can come from the request that made it, or from one that repeats
# its key, and Stripe keeps keys for 24 hours; with an hour for clocks that differ. After that nothing confirms it any more.
UNDECIDED_FOR = timedelta(hours=25)
HELD_SECONDS = 7 * 24 * 3600

_WAITING = {
    "requires_action": "The payer's bank asks for confirmation.",
    "requires_confirmation": "The payment was not confirmed.",
}


def charge_parameters(request: ChargeRequest, customer: str | None) -> dict[str, Any]:
    """What is sent. The same request gives the same parameters at any time: the key is worth nothing otherwise.

    Raises `Inexpressible`.
    """
    present = request.return_url is not None
    parameters: dict[str, Any] = {
        "amount": to_stripe(request.amount),
        "currency": request.amount.currency.code.lower(),
        "payment_method": request.method_token,
        "automatic_payment_methods": {"enabled": True, "allow_redirects": "always" if present else "never"},
        "capture_method": "manual" if request.hold else "automatic",
        "confirm": True,
        "description": request.description,
        "metadata": {KEY: request.idempotency_key}
        | {PREFIX + name: text for name, text in sorted(request.labels.items())},
    }
    if customer is not None:
        parameters["customer"] = customer
    return parameters | ({"return_url": request.return_url} if present else {"off_session": True})


def outcome_of_intent(intent: Mapping[str, Any], now: datetime) -> Outcome:
    """How an intent stands at `now`, which is not after the answer that it came with."""
    reference, status = str(intent["id"]), intent["status"]
    if status == "succeeded":
        return _succeeded(intent, reference)
    if status == "requires_capture":
        return _authorised(intent, reference)
    if status in _WAITING:
        return ActionNeeded(reference, _WAITING[status], _address(intent))
    if status == "requires_payment_method":
        error = intent.get("last_payment_error")
        if not error and _is_young(intent, now):
            return Unknown("Stripe has made the payment and does not say yet what came of it.")
        return declined_by_last_error(error or {}, reference)
    if status == CANCELED:
        return Declined(CANCELED, DeclineKind.soft, "The payment was canceled; nothing was taken.", reference)
    return Unknown(f"Stripe says that the payment is {status}.")


def outcome_of_error(error: stripe.StripeError, now: datetime) -> Outcome:
    """What a failed request to take money says of the money."""
    failure = failure_of(error)
    if isinstance(error, stripe.CardError):
        return _declined_at_once(error, now)
    if isinstance(error, stripe.InvalidRequestError):
        return refused_for_good(failure) or uncertainty(error)
    return uncertainty(error)


def _declined_at_once(error: stripe.CardError, now: datetime) -> Outcome:
    """A 402 carries the intent that was made. Its error is the one of this request, whatever else happened to the intent."""
    failure = failure_of(error)
    intent = failure.intent
    if intent is None:
        return declined_by(failure)
    if intent.get("status") != "requires_payment_method":
        return outcome_of_intent(intent, now)
    return declined_by(failure, str(intent["id"]))


def _succeeded(intent: Mapping[str, Any], reference: str) -> Outcome:
    """With what was received. Of an amount that is no money of ours nothing is believed."""
    received = intent.get("amount_received")
    if received is None:
        return Succeeded(reference)
    try:
        return Succeeded(reference, amount=from_stripe(int(received), str(intent["currency"])))
    except (Invalid, KeyError, TypeError, ValueError):
        return Unknown("Stripe says that the payment has succeeded, of an amount that cannot be read.")


def _authorised(intent: Mapping[str, Any], reference: str) -> Outcome:
    """Until when it is held its charge says, where Stripe was asked to show it; cards hold for seven days otherwise."""
    try:
        held = from_stripe(int(intent["amount_capturable"]), str(intent["currency"]))
        charge = intent.get("latest_charge")
        card = (charge.get("payment_method_details") or {}).get("card") or {} if isinstance(charge, Mapping) else {}
        until = card.get("capture_before") or int(intent["created"]) + HELD_SECONDS
        return Authorised(reference, held, datetime.fromtimestamp(until, UTC))
    except (Invalid, KeyError, TypeError, ValueError):
        return Unknown("Stripe says that the payment is authorised, over an amount that cannot be read.")


def _is_young(intent: Mapping[str, Any], now: datetime) -> bool:
    """Whether it may still be confirmed; also where it does not say when it was made."""
    created = intent.get("created")
    return created is None or now - datetime.fromtimestamp(created, UTC) < UNDECIDED_FOR


def _address(intent: Mapping[str, Any]) -> str | None:
    """Where the payer goes, for their eyes only."""
    action = intent.get("next_action") or {}
    return (action.get("redirect_to_url") or {}).get("url")
