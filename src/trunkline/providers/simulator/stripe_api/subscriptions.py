"""Products, prices and subscriptions, charged as the simulator's clock moves: `run_due` does what has become due since it was last asked.

A charge that fails is tried again three times, three days apart; then the subscription is canceled, as an account of Stripe's may choose.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from trunkline.kernel.period import add_months
from trunkline.providers.simulator.stripe_api import amounts, invoices
from trunkline.providers.simulator.stripe_api.books import JSON, Books
from trunkline.providers.simulator.stripe_api.customers import method_named
from trunkline.providers.simulator.stripe_api.refusals import invalid, missing

_NULLS = (
    "application application_fee_percent billing_thresholds cancel_at canceled_at days_until_due default_source discount ended_at "
    "latest_invoice next_pending_invoice_item_invoice on_behalf_of pause_collection pending_invoice_item_interval pending_setup_intent "
    "pending_update schedule test_clock transfer_data trial_end trial_start"
)
LIVE = frozenset({"active", "trialing", "past_due"})


def create_product(books: Books, asked: JSON) -> JSON:
    body: dict[str, Any] = dict.fromkeys(
        ["default_price", "description", "package_dimensions", "shippable", "tax_code", "url"]
    )
    return books.insert(
        "product",
        "prod",
        body
        | {
            "active": True,
            "features": [],
            "images": [],
            "metadata": asked.get("metadata", {}),
            "name": asked["name"],
            "updated": books.seconds,
        },
    )


def create_price(books: Books, asked: JSON) -> JSON:
    amounts.money_of({"amount": asked.get("unit_amount", ""), "currency": asked["currency"]})
    product = books.get("product", str(asked.get("product", "")), "product", status=400)
    body: dict[str, Any] = dict.fromkeys(
        ["custom_unit_amount", "lookup_key", "nickname", "tiers_mode", "transform_quantity"]
    )
    recurring = {
        "aggregate_usage": None,
        "interval": asked["recurring"]["interval"],
        "interval_count": int(asked["recurring"].get("interval_count", 1)),
        "usage_type": "licensed",
    }
    return books.insert(
        "price",
        "price",
        body
        | {
            "active": True,
            "billing_scheme": "per_unit",
            "currency": asked["currency"],
            "metadata": asked.get("metadata", {}),
            "product": product["id"],
            "recurring": recurring,
            "tax_behavior": "unspecified",
            "type": "recurring",
            "unit_amount": int(asked["unit_amount"]),
            "unit_amount_decimal": asked["unit_amount"],
        },
    )


def create_subscription(books: Books, asked: JSON) -> JSON:
    """Charged at once, or from the end of its trial. A first charge that is declined makes none: the refusal is raised before."""
    customer = books.get("customer", asked["customer"], "customer", status=400)
    price = books.get("price", asked["items"][0]["price"], "price", status=400)
    method = method_named(books, asked.get("default_payment_method", ""), "default_payment_method")
    if method["customer"] != customer["id"]:
        raise missing("PaymentMethod", method["id"], "default_payment_method", status=400)
    starts_at = int(asked.get("trial_end", books.seconds))
    if starts_at < books.seconds:
        raise invalid("Invalid timestamp: must be an integer Unix timestamp in the future.", param="trial_end")
    charged = None if "trial_end" in asked else invoices.charge_first(books, price, customer, method)
    made = books.insert("subscription", "sub", _body(asked, price, method, starts_at))
    items = _items(books, made, price)
    made = books.save(made | {"items": items})
    books.announce("customer.subscription.created", made)
    if charged is not None:
        invoice = invoices.first_invoice(books, made, price, charged, _moment(made, 1))
        made = books.save(made | {"latest_invoice": invoice["id"], "_periods": 1})
    return made


def get_subscription(books: Books, asked: JSON, reference: str) -> JSON:
    run_due(books)
    return books.get("subscription", reference)


def list_subscriptions(books: Books, asked: JSON) -> JSON:
    run_due(books)
    status = asked.get("status")
    fields = asked if status not in {None, "all", "ended"} else {k: v for k, v in asked.items() if k != "status"}
    return books.page("subscription", "/v1/subscriptions", fields, "customer", "status")


def cancel_subscription(books: Books, asked: JSON, reference: str) -> JSON:
    run_due(books)
    found = books.get("subscription", reference)
    if found["status"] == "canceled":
        raise missing("subscription", reference)
    return _end(books, found)


def list_invoices(books: Books, asked: JSON) -> JSON:
    run_due(books)
    return books.page("invoice", "/v1/invoices", asked, "subscription", "customer", "status")


def get_invoice(books: Books, asked: JSON, reference: str) -> JSON:
    return books.get("invoice", reference)


def run_due(books: Books) -> int:
    """Charge what is due by now, each at its own moment, the earliest first; how many charges were tried."""
    tried = 0
    while (due := min(_due(books), default=None, key=lambda one: (one[0], one[1]))) is not None:
        at, reference, what = due
        then = replace(books, now=datetime.fromtimestamp(at, UTC))
        subscription = then.get("subscription", reference)
        if what == "end":
            _end(then, subscription)
        else:
            _charge(then, subscription, None if what == "charge" else then.get("invoice", what))
            tried += 1
    return tried


def _due(books: Books) -> Iterator[tuple[int, str, str]]:
    """By subscription, what comes next of it, where that is not in the future: its end, a retry of an invoice, or its next charge."""
    for one in books.every("subscription"):
        if one["status"] not in LIVE:
            continue
        if one["cancel_at"] is not None and one["cancel_at"] <= min(books.seconds, one["current_period_end"]):
            yield one["cancel_at"], one["id"], "end"
        elif one["current_period_end"] <= books.seconds:
            yield one["current_period_end"], one["id"], "charge"
        for invoice in books.every("invoice", subscription=one["id"], status="open"):
            again = invoice["next_payment_attempt"]
            if again is not None and again <= books.seconds:
                yield again, one["id"], invoice["id"]


def _charge(books: Books, subscription: JSON, invoice: JSON | None) -> None:
    price = subscription["items"]["data"][0]["price"]
    if invoice is None:
        number = subscription["_periods"]
        start, end = _moment(subscription, number), _moment(subscription, number + 1)
        period = {"current_period_start": start, "current_period_end": end, "_periods": number + 1}
        subscription = books.save(subscription | period)
        invoice = invoices.make_invoice(books, subscription, price, start, end)
    paid = invoices.attempt(books, subscription, invoice)
    gives_up = paid["status"] == "open" and paid["next_payment_attempt"] is None
    status = "active" if paid["status"] == "paid" else "past_due"
    changed = books.save(subscription | {"status": status, "latest_invoice": paid["id"]})
    if gives_up:
        _end(books, changed)
    else:
        books.announce("customer.subscription.updated", changed)


def _end(books: Books, subscription: JSON) -> JSON:
    told = {"cancellation_details": {"comment": None, "feedback": None, "reason": "cancellation_requested"}}
    ended = {"status": "canceled", "canceled_at": books.seconds, "ended_at": books.seconds}
    for invoice in books.every("invoice", subscription=subscription["id"], status="open"):
        books.save(invoice | {"next_payment_attempt": None, "auto_advance": False})
    over = books.save(subscription | ended | told)
    books.announce("customer.subscription.deleted", over)
    return over


def _moment(subscription: JSON, number: int) -> int:
    """When period `number` begins, counted from the first day."""
    first = datetime.fromtimestamp(subscription["billing_cycle_anchor"], UTC)
    recurring = subscription["_recurring"]
    count = recurring["interval_count"] * number
    if recurring["interval"] in {"day", "week"}:
        return int((first + timedelta(days=count * (7 if recurring["interval"] == "week" else 1))).timestamp())
    day = add_months(first.date(), count * (12 if recurring["interval"] == "year" else 1))
    return int(first.replace(year=day.year, month=day.month, day=day.day).timestamp())


def _body(asked: JSON, price: JSON, method: JSON, starts_at: int) -> JSON:
    in_trial = "trial_end" in asked
    recurring = price["recurring"]
    begun: JSON = {"billing_cycle_anchor": starts_at, "_recurring": recurring}
    body: dict[str, Any] = dict.fromkeys(_NULLS.split())
    return (
        body
        | begun
        | {
            "automatic_tax": {"enabled": False},
            "cancel_at": int(asked["cancel_at"]) if "cancel_at" in asked else None,
            "cancel_at_period_end": False,
            "cancellation_details": {"comment": None, "feedback": None, "reason": None},
            "collection_method": asked.get("collection_method", "charge_automatically"),
            "currency": price["currency"],
            "current_period_end": starts_at if in_trial else _moment(begun, 1),
            "current_period_start": starts_at,
            "customer": asked["customer"],
            "default_payment_method": method["id"],
            "default_tax_rates": [],
            "description": asked.get("description"),
            "items": {},
            "metadata": asked.get("metadata", {}),
            "payment_settings": dict.fromkeys(
                ("payment_method_options", "payment_method_types", "save_default_payment_method")
            ),
            "start_date": starts_at,
            "status": "trialing" if in_trial else "active",
            "trial_end": starts_at if in_trial else None,
            "trial_settings": {"end_behavior": {"missing_payment_method": "create_invoice"}},
            "_periods": 0,
        }
    )


def _items(books: Books, subscription: JSON, price: JSON) -> JSON:
    body: JSON = {"billing_thresholds": None, "metadata": {}, "price": price, "quantity": 1, "tax_rates": []}
    item = books.insert("subscription_item", "si", body | {"subscription": subscription["id"]})
    url = f"/v1/subscription_items?subscription={subscription['id']}"
    return {"object": "list", "data": [item], "has_more": False, "url": url}
