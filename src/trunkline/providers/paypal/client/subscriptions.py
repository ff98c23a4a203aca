"""Plans and subscriptions v1, for an operator who has PayPal keep the schedule. Trunkline's own billing does not need them."""

from __future__ import annotations

from datetime import UTC, datetime

from trunkline.providers.paypal.client.http import Json, PayPalApi

PRODUCTS = "/v1/catalogs/products"
PLANS = "/v1/billing/plans"
SUBSCRIPTIONS = "/v1/billing/subscriptions"


async def create_product(api: PayPalApi, product: Json, request_id: str) -> Json:
    """What a plan is for."""
    return await api.call("POST", PRODUCTS, body=product, request_id=request_id)


async def create_plan(api: PayPalApi, plan: Json, request_id: str) -> Json:
    """PayPal keeps the request ids of plans and subscriptions for 72 hours."""
    return await api.call("POST", PLANS, body=plan, request_id=request_id)


async def show_plan(api: PayPalApi, plan_id: str) -> Json:
    return await api.call("GET", f"{PLANS}/{plan_id}")


async def activate_plan(api: PayPalApi, plan_id: str) -> None:
    await api.call("POST", f"{PLANS}/{plan_id}/activate")


async def deactivate_plan(api: PayPalApi, plan_id: str) -> None:
    """No new subscriptions; those that run go on."""
    await api.call("POST", f"{PLANS}/{plan_id}/deactivate")


async def create_subscription(api: PayPalApi, subscription: Json, request_id: str) -> Json:
    """The payer approves it at its link `approve`."""
    return await api.call("POST", SUBSCRIPTIONS, body=subscription, request_id=request_id)


async def show_subscription(api: PayPalApi, subscription_id: str) -> Json:
    return await api.call("GET", f"{SUBSCRIPTIONS}/{subscription_id}")


async def suspend_subscription(api: PayPalApi, subscription_id: str, reason: str) -> None:
    await api.call("POST", f"{SUBSCRIPTIONS}/{subscription_id}/suspend", body={"reason": reason})


async def activate_subscription(api: PayPalApi, subscription_id: str, reason: str) -> None:
    await api.call("POST", f"{SUBSCRIPTIONS}/{subscription_id}/activate", body={"reason": reason})


async def cancel_subscription(api: PayPalApi, subscription_id: str, reason: str) -> None:
    await api.call("POST", f"{SUBSCRIPTIONS}/{subscription_id}/cancel", body={"reason": reason})


async def subscription_transactions(api: PayPalApi, subscription_id: str, since: datetime, until: datetime) -> Json:
    span = {"start_time": _at(since), "end_time": _at(until)}
    return await api.call("GET", f"{SUBSCRIPTIONS}/{subscription_id}/transactions", params=span)


def _at(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
