"""What an error of Stripe's means. The promise decides: `Outage` only where Stripe did nothing and never will with this request.

https://docs.stripe.com/error-low-level: an answer that did not come, a 5xx and a 409 say nothing about the money.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import stripe

from trunkline.domains.payments.model import Outage, Unknown
from trunkline.kernel.errors import Conflict, Invalid, Problem, Unavailable
from trunkline.providers.stripe.client import NotSent

# Kind of failure → what it means to us.
#   never connected                        Outage    nothing was sent
#   no (whole) answer                      Unknown
#   429 rate_limit                         Outage    turned away at the door
#   429 lock_timeout, 409, 5xx             Unknown   the first request with the key may be under way, or half done
#   400 idempotency_error                  Unknown   the key belongs to an earlier request, which may have taken the money
#   401, 403                               Outage    our key was refused
#   400, 404 of the request itself         Outage, unless it is about the method, the amount or the object (see each caller)
_TURNED_AWAY = (NotSent, stripe.AuthenticationError, stripe.PermissionError)


@dataclass(frozen=True, slots=True)
class Failure:
    """Stripe's error, reduced to what we decide by. `message` is Stripe's own and holds no secret."""

    code: str | None
    decline_code: str | None
    advice_code: str | None
    param: str | None
    message: str
    intent: Mapping[str, Any] | None


def failure_of(error: stripe.StripeError) -> Failure:
    body = error.json_body if isinstance(error.json_body, Mapping) else {}
    inner = body.get("error")
    told: Mapping[str, Any] = inner if isinstance(inner, Mapping) else {}
    return Failure(
        code=told.get("code"),
        decline_code=told.get("decline_code"),
        advice_code=told.get("advice_code"),
        param=told.get("param"),
        message=plain_message(told.get("message")),
        intent=told.get("payment_intent"),
    )


def plain_message(message: object) -> str:
    """Stripe's words, without the key that it repeats in one of them."""
    text = message if isinstance(message, str) and message else "Stripe gave no reason."
    return " ".join(
        "[key]" if word.lstrip("'\"(").startswith(("sk_", "rk_", "pk_", "whsec_")) else word for word in text.split(" ")
    )


def uncertainty(error: stripe.StripeError) -> Outage | Unknown:
    """What is known of the money after an error that is no verdict on the request itself."""
    if isinstance(error, _TURNED_AWAY):
        return Outage(_outage_message(error))
    if isinstance(error, stripe.RateLimitError) and failure_of(error).code != "lock_timeout":
        return Outage("Stripe takes no more requests at this moment.")
    if isinstance(error, stripe.InvalidRequestError):
        return Outage(f"Stripe refused the request: {failure_of(error).message}", is_out=False)
    if isinstance(error, stripe.IdempotencyError):
        return Unknown("Stripe knows the idempotency key from another request.")
    if error.http_status == 409:
        return Unknown("Stripe is still at work on an earlier request with this key.")
    return Unknown(
        f"Stripe answered {error.http_status}." if error.http_status else "No answer came from Stripe in time.",
        is_out=not error.http_status or error.http_status == 429 or error.http_status >= 500,
    )


def problem_of(error: stripe.StripeError) -> Problem:
    """For calls that raise: `Invalid` what is wrong with the request, `Conflict` a key used twice, `Unavailable` all else."""
    if isinstance(error, stripe.CardError):
        return Invalid(failure_of(error).message)
    if isinstance(error, stripe.IdempotencyError):
        return Conflict("The idempotency key was used for another request to Stripe.")
    if isinstance(error, stripe.InvalidRequestError):
        return Invalid(f"Stripe refused the request: {failure_of(error).message}")
    if isinstance(error, _TURNED_AWAY):
        return Unavailable(_outage_message(error))
    return Unavailable("Stripe is not available at the moment. Try again in a few minutes.")


def is_missing(error: stripe.StripeError) -> bool:
    """Whether Stripe does not know the object that was asked for."""
    return error.http_status == 404 or failure_of(error).code == "resource_missing"


def _outage_message(error: stripe.StripeError) -> str:
    if isinstance(error, NotSent):
        return "Stripe cannot be reached."
    return "Stripe refuses our secret key. Check TRUNKLINE_STRIPE_SECRET_KEY and what the key is allowed to do."
