"""Saving a method on Stripe's own page: a Checkout Session in setup mode, which makes a SetupIntent for use without the payer."""

from __future__ import annotations

from typing import Any

import stripe

from trunkline.domains.payments.model import AttachedMethod
from trunkline.domains.payments.ports import HostedSetup, SetupRequest
from trunkline.kernel.errors import Invalid
from trunkline.providers.stripe.failures import is_missing, problem_of
from trunkline.providers.stripe.intents import KEY, PREFIX
from trunkline.providers.stripe.methods import method_of
from trunkline.providers.stripe.paging import JSON

_METHOD = "setup_intent.payment_method"


async def begin_setup(client: stripe.StripeClient, request: SetupRequest) -> HostedSetup:
    """Open the page, for a customer that is made with the first setup. Raises `Invalid`, `Conflict`, `Unavailable`."""
    try:
        customer = request.customer_token or await _new_customer(client, request)
        session = await _open_session(client, request, customer)
    except stripe.StripeError as error:
        raise problem_of(error) from None
    return HostedSetup(session.id, customer, session.url)


async def complete_setup(client: stripe.StripeClient, reference: str) -> AttachedMethod | None:
    """The method saved on the page of a session (`cs_…`) or by a SetupIntent (`seti_…`); None while nothing is decided.

    Raises `Invalid` for a page that has expired, a setup that was canceled, and what Stripe does not know; `Unavailable`.
    """
    try:
        setup = await _setup_of(client, reference)
    except stripe.StripeError as error:
        if is_missing(error):
            raise Invalid(f"Stripe knows no setup {reference}.") from None
        raise problem_of(error) from None
    if setup is None or setup["status"] not in {"succeeded", "canceled"}:
        return None
    if setup["status"] == "canceled":
        raise Invalid("The setup was canceled; begin another one.")
    # The session that saved it belongs to our customer; Stripe attaches the method to it by itself.
    return method_of({"customer": setup.get("customer")} | _without_null(setup["payment_method"]))


async def key_of_setup(client: stripe.StripeClient, reference: str) -> str | None:
    """The key with which the session or SetupIntent was asked for. Raises `StripeError`."""
    found: JSON
    if reference.startswith("cs_"):
        found = (await client.v1.checkout.sessions.retrieve_async(reference)).to_dict()
    else:
        found = (await client.v1.setup_intents.retrieve_async(reference)).to_dict()
    return (found.get("metadata") or {}).get(KEY)


async def _new_customer(client: stripe.StripeClient, request: SetupRequest) -> str:
    parameters: Any = {"name": request.company_name, "metadata": {PREFIX + "company": str(request.company_id)}}
    if request.email:
        parameters["email"] = request.email
    options: Any = {"idempotency_key": f"{request.idempotency_key}-customer"}
    return (await client.v1.customers.create_async(parameters, options)).id


async def _open_session(client: stripe.StripeClient, request: SetupRequest, customer: str) -> stripe.checkout.Session:
    labels = {KEY: request.idempotency_key, PREFIX + "company": str(request.company_id)}
    parameters: Any = {
        "mode": "setup",
        "customer": customer,
        "client_reference_id": str(request.company_id),
        "payment_method_types": ["card"],
        "success_url": request.return_url,
        "cancel_url": request.cancel_url,
        "metadata": labels,
        "setup_intent_data": {"metadata": labels},
    }
    options: Any = {"idempotency_key": request.idempotency_key}
    return await client.v1.checkout.sessions.create_async(parameters, options)


async def _setup_of(client: stripe.StripeClient, reference: str) -> JSON | None:
    """The SetupIntent with its method; None while the page is open. Raises `Invalid` for a page that has expired."""
    expanded: Any
    if not reference.startswith("cs_"):
        expanded = {"expand": ["payment_method"]}
        return (await client.v1.setup_intents.retrieve_async(reference, expanded)).to_dict()
    expanded = {"expand": [_METHOD]}
    session: JSON = (await client.v1.checkout.sessions.retrieve_async(reference, expanded)).to_dict()
    if session["status"] == "expired":
        raise Invalid("Stripe's page has expired; begin another setup.")
    return session["setup_intent"] if session["status"] == "complete" else None


def _without_null(method: JSON) -> dict[str, Any]:
    return {name: value for name, value in method.items() if value is not None}
