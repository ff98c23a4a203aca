"""Payment methods (`pm_…`), each attached to the Customer (`cus_…`) that stands for a company at Stripe.

Card numbers never come here: whoever offers something that is no token is refused without its being repeated or sent on.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import stripe

from trunkline.domains.payments.model import AttachedMethod
from trunkline.domains.payments.ports import PresentedCard
from trunkline.kernel.errors import Invalid
from trunkline.providers.stripe.failures import is_missing, problem_of
from trunkline.providers.stripe.paging import JSON

# Stripe's test tokens: whoever names one has a new method made. All others are names of one method, which one customer ever has.
_MADE_ANEW = "pm_card_"


async def attach_method(client: stripe.StripeClient, card: PresentedCard) -> AttachedMethod:
    """Attach a `pm_…` to a customer of its own; asked for again, it is the same customer. Raises `Invalid`, `Conflict`, `Unavailable`.

    The token is what a repeated request has in common with the first: the keys follow from it. That a company offers the token of
    another is refused where methods are kept: a token is there once.
    """
    if not card.token.startswith("pm_"):
        raise Invalid("Stripe takes its own tokens (pm_…) only, never a card number. Save the method on Stripe's page.")
    try:
        customer = (await client.v1.customers.create_async({}, _once("customer", card))).id
        attached = await client.v1.payment_methods.attach_async(
            card.token, {"customer": customer}, _once("attach", card)
        )
    except stripe.StripeError as error:
        raise problem_of(error) from None
    return method_of(attached.to_dict())


def _once(request: str, card: PresentedCard) -> Any:
    """Options under which `request` is carried out once for the token."""
    if not card.token.startswith(_MADE_ANEW):
        return {"idempotency_key": f"{request}-{sha256(card.token.encode()).hexdigest()}"}
    if card.once is None:
        return {}
    return {"idempotency_key": f"{request}-{sha256(f'{card.token} {card.once}'.encode()).hexdigest()}"}


async def detach_method(client: stripe.StripeClient, method_token: str) -> None:
    """Forget the method; Stripe never charges it again. Raises `Unavailable`."""
    try:
        await client.v1.payment_methods.detach_async(method_token)
    except stripe.InvalidRequestError:
        return  # not known, or detached already
    except stripe.StripeError as error:
        raise problem_of(error) from None


async def billing_portal(client: stripe.StripeClient, customer_token: str, return_url: str) -> str | None:
    """The address of Stripe's own page for the customer's methods; None for a customer that it does not know. Raises `Unavailable`."""
    parameters: Any = {"customer": customer_token, "return_url": return_url}
    try:
        return (await client.v1.billing_portal.sessions.create_async(parameters)).url
    except stripe.StripeError as error:
        if is_missing(error):
            return None
        raise problem_of(error) from None


def method_of(method: JSON) -> AttachedMethod:
    """A PaymentMethod as we keep it: of a card its brand, last digits and expiry; of others their kind."""
    kind = str(method["type"])
    told: JSON = method.get(kind) or {}
    return AttachedMethod(
        token=str(method["id"]),
        kind=kind,
        brand=str(told.get("brand") or kind),
        last4=str(told.get("last4") or ""),
        exp_month=told.get("exp_month"),
        exp_year=told.get("exp_year"),
        customer_token=method.get("customer"),
    )
