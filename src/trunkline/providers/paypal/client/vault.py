"""Payment method tokens v3: a setup token is what the payer approves, a payment token what stays. PayPal's documents say 3 or 6 hours of
its keeping the request ids of these, depending on the page; we count on 3."""

from __future__ import annotations

from trunkline.providers.paypal.client.http import Json, PayPalApi

VAULT = "/v3/vault"


async def create_setup_token(api: PayPalApi, setup: Json, request_id: str) -> Json:
    return await api.call("POST", f"{VAULT}/setup-tokens", body=setup, request_id=request_id)


async def show_setup_token(api: PayPalApi, setup_token: str) -> Json:
    return await api.call("GET", f"{VAULT}/setup-tokens/{setup_token}")


async def create_payment_token(api: PayPalApi, setup_token: str, request_id: str) -> Json:
    """The payment token of an approved setup token."""
    source = {"payment_source": {"token": {"id": setup_token, "type": "SETUP_TOKEN"}}}
    return await api.call("POST", f"{VAULT}/payment-tokens", body=source, request_id=request_id)


async def delete_payment_token(api: PayPalApi, payment_token: str) -> None:
    await api.call("DELETE", f"{VAULT}/payment-tokens/{payment_token}")
