"""Taking money, and finding out whether it was taken.

How `look_up` comes to be exact:
- Stripe keeps an idempotency key for at least 24 hours. As long as it does, sending the same request again is answered with what came of
  the first, or carried out if the first never arrived. That is `charge` itself, which is why payments call it after a `look_up` of None.
- Searching by metadata is no proof of absence: Stripe's search index lags behind. Listing a customer's PaymentIntents is read from the
  record: an intent whose request has been answered, or was cut off, is in the list, with our key in its metadata, for ever.
- What the list cannot show is a request that Stripe is still carrying out. It is minutes old at most, its key is alive, and a repeated
  request meets a 409, which is Unknown. So None is safe to be followed by `charge` at any age: the key guards the first day, the list
  all days after it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import stripe

from trunkline.domains.payments.model import Authorised, Declined, DeclineKind, Outage, Outcome, Unknown
from trunkline.domains.payments.ports import ChargeRequest
from trunkline.kernel.money import Money
from trunkline.providers.stripe.currencies import Inexpressible, to_stripe
from trunkline.providers.stripe.failures import failure_of, is_missing, uncertainty
from trunkline.providers.stripe.intents import KEY, charge_parameters, outcome_of_error, outcome_of_intent
from trunkline.providers.stripe.paging import JSON, every

_CLOCKS_APART = timedelta(hours=1)  # how much the two clocks may differ


async def charge(client: stripe.StripeClient, request: ChargeRequest, now: datetime) -> Outcome:
    """Create and confirm a PaymentIntent under the request's key; with `hold` its amount is only authorised."""
    intent = await _made_intent(client, request, now)
    return outcome_of_intent(intent, now) if isinstance(intent, Mapping) else intent


async def look_up(client: stripe.StripeClient, request: ChargeRequest, now: datetime) -> Outcome | None:
    """What came of the request's key; None when Stripe has no intent of it."""
    try:
        customer = await _customer_of(client, request)
        if customer is None and request.first_sent_at is None:
            return Unknown("Neither the customer nor the time of the request is known, and Stripe forgets its keys.")
        async for intent in every(_intents(client, customer, request)):
            if intent["metadata"].get(KEY) == request.idempotency_key:
                return outcome_of_intent(intent, now)
    except stripe.StripeError as error:
        return uncertainty(error)
    return None


def unwritable(amount: Money) -> str | None:
    """Why Stripe cannot write the amount; None for one that it can."""
    try:
        to_stripe(amount)
    except Inexpressible as problem:
        return str(problem)
    return None


async def capture(
    client: stripe.StripeClient, reference: str, amount: Money, idempotency_key: str, now: datetime
) -> Outcome:
    """Take `amount` of what was authorised; Stripe releases the rest. One that has lapsed meanwhile is canceled, which is a decline.

    A refusal after which all of it is authorised as before says so.
    """
    options: Any = {"idempotency_key": idempotency_key}
    try:
        parameters: Any = {"amount_to_capture": to_stripe(amount)}
        intent: JSON = (await client.v1.payment_intents.capture_async(reference, parameters, options)).to_dict()
    except Inexpressible as problem:
        return _refusing(await charge_now(client, reference, now), amount, str(problem))
    except stripe.StripeError as error:
        refused = isinstance(error, stripe.InvalidRequestError | stripe.CardError)
        told = await _after_refusal(client, reference, error, now)
        return _refusing(told, amount, failure_of(error).message) if refused else told
    return outcome_of_intent(intent, now)


async def cancel(client: stripe.StripeClient, reference: str, idempotency_key: str, now: datetime) -> Outcome:
    """Let go of what was authorised, or of a payment that waits for its payer. `Succeeded` when it was too late."""
    options: Any = {"idempotency_key": idempotency_key}
    try:
        intent: JSON = (await client.v1.payment_intents.cancel_async(reference, {}, options)).to_dict()
    except stripe.StripeError as error:
        return await _after_refusal(client, reference, error, now)
    return outcome_of_intent(intent, now)


async def charge_now(client: stripe.StripeClient, reference: str, now: datetime) -> Outcome | None:
    """How an intent stands, named by its own id or by that of a charge of it."""
    try:
        intent_id = await intent_of(client, reference)
        if intent_id is None:
            return None
        shown: Any = {"expand": ["latest_charge"]}
        intent: JSON = (await client.v1.payment_intents.retrieve_async(intent_id, shown)).to_dict()
    except stripe.StripeError as error:
        return None if is_missing(error) else uncertainty(error)
    return outcome_of_intent(intent, now)


async def intent_of(client: stripe.StripeClient, reference: str) -> str | None:
    """The intent that a charge (`ch_…`) belongs to; None for charges from elsewhere. Raises `StripeError`."""
    if not reference.startswith(("ch_", "py_")):
        return reference
    found: JSON = (await client.v1.charges.retrieve_async(reference)).to_dict()
    return found.get("payment_intent")


async def _made_intent(client: stripe.StripeClient, request: ChargeRequest, now: datetime) -> JSON | Outcome:
    """The intent, or what its failure says of the money. Everything before the one request that takes money took none."""
    try:
        charge_parameters(request, None)  # what cannot be expressed is not worth a request
        customer = await _customer_of(client, request)
    except Inexpressible as problem:
        return Declined("invalid_amount", DeclineKind.hard, str(problem))
    except stripe.StripeError:
        return Outage("Stripe could not be asked about the payment method; the payment was not begun.")
    parameters: Any = charge_parameters(request, customer)
    options: Any = {"idempotency_key": request.idempotency_key}
    try:
        intent: JSON = (await client.v1.payment_intents.create_async(parameters, options)).to_dict()
    except stripe.StripeError as error:
        return outcome_of_error(error, now)
    return intent


async def _customer_of(client: stripe.StripeClient, request: ChargeRequest) -> str | None:
    """The customer that the method is attached to, asked for where we were not told."""
    if request.customer_token is not None:
        return request.customer_token
    try:
        method: JSON = (await client.v1.payment_methods.retrieve_async(request.method_token)).to_dict()
    except stripe.InvalidRequestError:
        return None
    return method.get("customer")


def _intents(client: stripe.StripeClient, customer: str | None, request: ChargeRequest) -> Any:
    fixed: dict[str, Any] = {"customer": customer} if customer else {}
    if request.first_sent_at is not None:
        fixed["created"] = {"gte": int((request.first_sent_at - _CLOCKS_APART).timestamp())}

    async def page(parameters: dict[str, Any]) -> JSON:
        asked: Any = fixed | parameters
        found: JSON = (await client.v1.payment_intents.list_async(asked)).to_dict()
        return found

    return page


def _refusing(outcome: Outcome | None, amount: Money, message: str) -> Outcome:
    """Of what is still authorised, that `amount` of it was refused."""
    if isinstance(outcome, Authorised):
        return replace(outcome, refused=amount, message=message)
    return outcome or Unknown(message)


async def _after_refusal(
    client: stripe.StripeClient, reference: str, error: stripe.StripeError, now: datetime
) -> Outcome:
    """A request about an intent that it does not suit (captured, canceled already): the intent says how it stands."""
    if isinstance(error, stripe.InvalidRequestError) and not is_missing(error):
        return await charge_now(client, reference, now) or uncertainty(error)
    return outcome_of_error(error, now)
