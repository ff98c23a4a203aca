"""Orders v2: what a payer is asked to pay. PayPal keeps the request ids of these for 6 hours (72 on request)."""

from __future__ import annotations

from trunkline.providers.paypal.client.http import Json, PayPalApi

ORDERS = "/v2/checkout/orders"


async def create_order(api: PayPalApi, order: Json, request_id: str) -> Json:
    """With a vaulted payment source and the intent CAPTURE the money is taken at once."""
    return await api.call("POST", ORDERS, body=order, request_id=request_id)


async def show_order(api: PayPalApi, order_id: str) -> Json:
    return await api.call("GET", f"{ORDERS}/{order_id}")


async def capture_order(api: PayPalApi, order_id: str, request_id: str) -> Json:
    """Take the money of an order that its payer approved."""
    return await api.call("POST", f"{ORDERS}/{order_id}/capture", body={}, request_id=request_id)


async def authorize_order(api: PayPalApi, order_id: str, request_id: str) -> Json:
    """Reserve the money of an approved order with the intent AUTHORIZE; `payments.capture_authorization` takes it."""
    return await api.call("POST", f"{ORDERS}/{order_id}/authorize", body={}, request_id=request_id)
