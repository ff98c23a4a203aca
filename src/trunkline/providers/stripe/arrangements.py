"""Arrangements as Stripe subscriptions: a product and a price of its own for each, charged from the method that is saved there.

The subscription carries our key in its metadata: that is how one whose answer was lost is found again among those of its customer. A
first charge that is declined makes no subscription (`error_if_incomplete`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import stripe

from trunkline.domains.payments.model import Outage
from trunkline.domains.payments.model.arrangements import (
    ArrangementNow,
    ArrangementOpened,
    ArrangementRefused,
    ArrangementState,
    ArrangeOutcome,
    ProviderCharge,
)
from trunkline.domains.payments.ports import ArrangementRequest
from trunkline.domains.payments.rules.arranging import charge_day
from trunkline.providers.stripe.currencies import Inexpressible, from_stripe, to_stripe
from trunkline.providers.stripe.declines import declined_by_last_error
from trunkline.providers.stripe.failures import failure_of, is_missing, problem_of, uncertainty
from trunkline.providers.stripe.intents import KEY, PREFIX
from trunkline.providers.stripe.paging import JSON, every

# Stripe's status → ours. `trialing` is how a first charge on a later day is written.
STATES: Mapping[str, ArrangementState] = {
    "active": ArrangementState.active,
    "trialing": ArrangementState.active,
    "past_due": ArrangementState.past_due,
    "unpaid": ArrangementState.past_due,
    "paused": ArrangementState.past_due,
    "incomplete": ArrangementState.past_due,
    "incomplete_expired": ArrangementState.cancelled,
    "canceled": ArrangementState.cancelled,
}


async def arrange(client: stripe.StripeClient, request: ArrangementRequest) -> ArrangeOutcome:
    """Create the subscription under the request's key. What comes before it takes no money, and none later by itself."""
    if request.customer_token is None:
        return ArrangementRefused("The payment method is attached to no customer at Stripe; save it on Stripe's page.")
    try:
        price = await _price(client, request)
    except Inexpressible as problem:
        return ArrangementRefused(str(problem))
    except stripe.InvalidRequestError as error:
        return ArrangementRefused(failure_of(error).message)
    except stripe.StripeError:
        return Outage("Stripe could not be asked for a price; the arrangement was not begun.")
    parameters: Any = _parameters(request, price)
    options: Any = {"idempotency_key": request.idempotency_key}
    try:
        made = await client.v1.subscriptions.create_async(parameters, options)
    except (stripe.CardError, stripe.InvalidRequestError) as error:
        return ArrangementRefused(failure_of(error).message)
    except stripe.StripeError as error:
        return uncertainty(error)
    return ArrangementOpened(made.id)


async def look_up(client: stripe.StripeClient, request: ArrangementRequest) -> ArrangeOutcome | None:
    """The customer's subscription with our key, whatever became of it: listed from the record, as charges are."""

    async def page(parameters: dict[str, Any]) -> JSON:
        asked: Any = {"customer": request.customer_token, "status": "all"} | parameters
        found: JSON = (await client.v1.subscriptions.list_async(asked)).to_dict()
        return found

    try:
        async for one in every(page):
            if (one.get("metadata") or {}).get(KEY) == request.idempotency_key:
                return ArrangementOpened(str(one["id"]))
    except stripe.StripeError as error:
        return None if is_missing(error) else uncertainty(error)
    return None


async def arrangement_now(client: stripe.StripeClient, reference: str) -> ArrangementNow | None:
    """How a subscription stands, with what its invoices have taken or tried to take. Raises `Unavailable`."""
    try:
        found: JSON = (await client.v1.subscriptions.retrieve_async(reference)).to_dict()
        charges = [await _charge(client, one) async for one in every(_invoices(client, reference))]
    except stripe.StripeError as error:
        if is_missing(error):
            return None
        raise problem_of(error) from None
    told = sorted((one for one in charges if one is not None), key=lambda one: (one.at, one.reference))
    return ArrangementNow(state=STATES[found["status"]], next_charge_at=_next_charge(found), charges=told)


async def cancel(client: stripe.StripeClient, reference: str, idempotency_key: str) -> None:
    """End it at once. Stripe knows no subscription that is over already. Raises `Unavailable`."""
    options: Any = {"idempotency_key": idempotency_key}
    try:
        await client.v1.subscriptions.cancel_async(reference, {}, options)
    except stripe.StripeError as error:
        if not is_missing(error):
            raise problem_of(error) from None


async def key_of_subscription(client: stripe.StripeClient, reference: str) -> str | None:
    """The key with which it was asked for. Raises `StripeError`."""
    found: JSON = (await client.v1.subscriptions.retrieve_async(reference)).to_dict()
    return (found.get("metadata") or {}).get(KEY)


def subscription_of(invoice: JSON) -> str | None:
    """Which subscription an invoice is of; where it says so has changed between versions of the API."""
    parent = invoice.get("parent") or {}
    named = (parent.get("subscription_details") or {}).get("subscription") or invoice.get("subscription")
    return _id_of(named)


async def _price(client: stripe.StripeClient, request: ArrangementRequest) -> str:
    units = to_stripe(request.amount)
    company = {PREFIX + "company": str(request.company_id), KEY: request.idempotency_key}
    product: Any = {"name": request.description[:250], "metadata": company}
    made = await client.v1.products.create_async(product, _once(request, "product"))
    price: Any = {
        "product": made.id,
        "currency": request.amount.currency.code.lower(),
        "unit_amount": units,
        "recurring": {"interval": request.interval.value, "interval_count": request.interval_count},
        "metadata": company,
    }
    return (await client.v1.prices.create_async(price, _once(request, "price"))).id


def _once(request: ArrangementRequest, what: str) -> Any:
    return {"idempotency_key": f"{request.idempotency_key}-{what}"}


def _parameters(request: ArrangementRequest, price: str) -> dict[str, Any]:
    """It ends when the charge after the last one would be due: counted from the first day, so that none is taken too many."""
    parameters: dict[str, Any] = {
        "customer": request.customer_token,
        "items": [{"price": price}],
        "default_payment_method": request.method_token,
        "collection_method": "charge_automatically",
        "off_session": True,
        "payment_behavior": "error_if_incomplete",
        "proration_behavior": "none",
        "description": request.description[:500],
        "metadata": {KEY: request.idempotency_key, PREFIX + "company": str(request.company_id)},
    }
    if not request.starts_now:
        parameters["trial_end"] = int(request.starts_at.timestamp())
    if request.charges_max is not None:
        ends_at = charge_day(request.starts_at, request.interval, request.interval_count, request.charges_max)
        parameters["cancel_at"] = int(ends_at.timestamp())
    return parameters


def _invoices(client: stripe.StripeClient, reference: str) -> Any:
    async def page(parameters: dict[str, Any]) -> JSON:
        asked: Any = {"subscription": reference, "expand": ["data.payments"]} | parameters
        found: JSON = (await client.v1.invoices.list_async(asked)).to_dict()
        return found

    return page


async def _charge(client: stripe.StripeClient, invoice: JSON) -> ProviderCharge | None:
    """None for invoices over nothing (a trial), that were not attempted, and that no money of Stripe's has paid. Raises `StripeError`."""
    intent, currency = _intent_of(invoice), invoice["currency"]
    if invoice["status"] == "paid" and invoice["amount_paid"] > 0 and intent is not None:
        return ProviderCharge(
            reference=str(invoice["id"]),
            amount=from_stripe(invoice["amount_paid"], currency),
            at=datetime.fromtimestamp(invoice["status_transitions"]["paid_at"] or invoice["created"], UTC),
            paid=True,
            money_reference=intent,
            failures=0,
        )
    if invoice["status"] == "open" and invoice["attempted"] and invoice["amount_due"] > 0:
        return ProviderCharge(
            reference=str(invoice["id"]),
            amount=from_stripe(invoice["amount_due"], currency),
            at=datetime.fromtimestamp(invoice["created"], UTC),
            paid=False,
            failures=max(1, invoice["attempt_count"]),
            message=None if intent is None else await _why(client, intent),
        )
    return None


async def _why(client: stripe.StripeClient, intent: str) -> str | None:
    found: JSON = (await client.v1.payment_intents.retrieve_async(intent)).to_dict()
    error = found.get("last_payment_error")
    return declined_by_last_error(error, intent).message if error else None


def _intent_of(invoice: JSON) -> str | None:
    """The PaymentIntent that pays it, which is the name that Stripe's books have for the money; the paid one where there are several."""
    listed: list[JSON] = list((invoice.get("payments") or {}).get("data") or ())
    paying = sorted(listed, key=lambda one: one.get("status") != "paid")
    named = [_id_of((one.get("payment") or {}).get("payment_intent")) for one in paying]
    return next((one for one in named if one), None) or _id_of(invoice.get("payment_intent"))


def _next_charge(found: JSON) -> datetime | None:
    if found["status"] not in {"active", "trialing", "past_due"}:
        return None
    items = (found.get("items") or {}).get("data") or [{}]
    end = found.get("current_period_end") or items[0].get("current_period_end")
    over = found.get("cancel_at")
    return None if end is None or (over and over <= end) else datetime.fromtimestamp(end, UTC)


def _id_of(value: Any) -> str | None:
    found = value.get("id") if isinstance(value, Mapping) else value
    return found if isinstance(found, str) and found else None
