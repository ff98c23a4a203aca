"""Payments v2: captures, authorisations and refunds. PayPal keeps the request ids of these for 45 days."""

from __future__ import annotations

from trunkline.providers.paypal.client.http import Json, PayPalApi

PAYMENTS = "/v2/payments"


async def show_capture(api: PayPalApi, capture_id: str) -> Json:
    return await api.call("GET", f"{PAYMENTS}/captures/{capture_id}")


async def refund_capture(api: PayPalApi, capture_id: str, refund: Json, request_id: str) -> Json:
    """Give back what `refund` says, all that is left when it names no amount."""
    return await api.call("POST", f"{PAYMENTS}/captures/{capture_id}/refund", body=refund, request_id=request_id)


async def show_refund(api: PayPalApi, refund_id: str) -> Json:
    return await api.call("GET", f"{PAYMENTS}/refunds/{refund_id}")


async def show_authorization(api: PayPalApi, authorization_id: str) -> Json:
    return await api.call("GET", f"{PAYMENTS}/authorizations/{authorization_id}")


async def reauthorize(api: PayPalApi, authorization_id: str, again: Json, request_id: str) -> Json:
    """An authorisation in the place of one that is older than three days; once, and until the 29th day."""
    path = f"{PAYMENTS}/authorizations/{authorization_id}/reauthorize"
    return await api.call("POST", path, body=again, request_id=request_id)


async def capture_authorization(api: PayPalApi, authorization_id: str, capture: Json, request_id: str) -> Json:
    path = f"{PAYMENTS}/authorizations/{authorization_id}/capture"
    return await api.call("POST", path, body=capture, request_id=request_id)


async def void_authorization(api: PayPalApi, authorization_id: str) -> None:
    await api.call("POST", f"{PAYMENTS}/authorizations/{authorization_id}/void")
