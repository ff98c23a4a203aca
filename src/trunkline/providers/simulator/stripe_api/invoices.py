"""Invoices of subscriptions, as far as they take money: made, finalized and attempted at one moment."""

from __future__ import annotations

from typing import Any

from trunkline.providers.simulator.stripe_api import intents
from trunkline.providers.simulator.stripe_api.books import JSON, Books
from trunkline.providers.simulator.stripe_api.refusals import Refusal

RETRY_SECONDS = 3 * 86400
ATTEMPTS_MAX = 4
_NULLS = (
    "account_country account_name account_tax_ids application application_fee_amount charge custom_fields customer_address customer_email "
    "customer_name customer_phone customer_shipping default_payment_method default_source description discount due_date ending_balance "
    "footer from_invoice hosted_invoice_url invoice_pdf last_finalization_error latest_revision next_payment_attempt on_behalf_of "
    "payment_intent quote receipt_number rendering_options shipping_cost shipping_details statement_descriptor subscription_details "
    "subtotal_excluding_tax tax test_clock total_excluding_tax transfer_data webhooks_delivered_at"
)

_ZEROES = "amount_paid amount_shipping attempt_count post_payment_credit_notes_amount pre_payment_credit_notes_amount starting_balance"
_EMPTY = "customer_tax_ids default_tax_rates discounts total_discount_amounts total_tax_amounts"


def charge_first(books: Books, price: JSON, customer: JSON, method: JSON) -> JSON:
    """The PaymentIntent of a first charge. Raises `Refusal` for a decline, before anything else was made."""
    intent = _intent(books, price["unit_amount"], price["currency"], customer["id"], method["id"])
    return intents.confirm(books, {"off_session": "true"}, intent | {"_key": f"{intent['id']}/1"})


def first_invoice(books: Books, subscription: JSON, price: JSON, intent: JSON, end: int) -> JSON:
    """The invoice that a first charge has paid."""
    made = make_invoice(books, subscription, price, subscription["current_period_start"], end, "subscription_create")
    return _paid(books, made | {"attempt_count": 1}, intent)


def make_invoice(
    books: Books, subscription: JSON, price: JSON, start: int, end: int, reason: str = "subscription_cycle"
) -> JSON:
    """Open, and not attempted."""
    made = books.insert("invoice", "in", _body(books, subscription, price, reason))
    line = _line(made, subscription, price, start, end)
    lines = {"object": "list", "data": [line], "has_more": False, "url": f"/v1/invoices/{made['id']}/lines"}
    return books.save(made | {"lines": lines, "number": f"SIM-{made['id'][-8:].upper()}"})


def attempt(books: Books, subscription: JSON, invoice: JSON) -> JSON:
    """Charge the subscription's method; the invoice as it is then."""
    number = invoice["attempt_count"] + 1
    method = subscription["default_payment_method"]
    known = invoice["payment_intent"]
    intent = (
        _intent(books, invoice["amount_due"], invoice["currency"], invoice["customer"], method)
        if known is None
        else books.get("payment_intent", known) | {"payment_method": method}
    )
    intent = books.save(intent | {"invoice": invoice["id"], "_key": f"{intent['id']}/{number}"})
    tried = invoice | {"attempted": True, "attempt_count": number, "payment_intent": intent["id"]}
    try:
        return _paid(books, tried, intents.confirm(books, {"off_session": "true"}, intent))
    except Refusal:
        again = books.seconds + RETRY_SECONDS if number < ATTEMPTS_MAX else None
        failed = books.save(tried | {"next_payment_attempt": again})
        books.announce("invoice.payment_failed", failed)
        return failed


def _intent(books: Books, units: int, currency: str, customer: str, method: str) -> JSON:
    asked = {"amount": str(units), "currency": currency, "customer": customer, "payment_method": method}
    return intents.create_intent(books, asked | {"description": "Subscription"})


def _paid(books: Books, invoice: JSON, intent: JSON) -> JSON:
    moments = invoice["status_transitions"] | {"paid_at": books.seconds}
    paid = {
        "amount_paid": invoice["total"],
        "amount_remaining": 0,
        "attempted": True,
        "charge": intent["latest_charge"],
        "next_payment_attempt": None,
        "paid": True,
        "payment_intent": intent["id"],
        "status": "paid",
        "status_transitions": moments,
    }
    books.save(books.get("payment_intent", intent["id"]) | {"invoice": invoice["id"]})
    done = books.save(invoice | paid)
    books.announce("invoice.paid", done)
    books.announce("invoice.payment_succeeded", done)
    return done


def _body(books: Books, subscription: JSON, price: JSON, reason: str) -> JSON:
    amount = price["unit_amount"]
    body: dict[str, Any] = dict.fromkeys(_NULLS.split()) | dict.fromkeys(_ZEROES.split(), 0)
    body |= {name: [] for name in _EMPTY.split()}
    return body | {
        "amount_due": amount,
        "amount_remaining": amount,
        "attempted": False,
        "auto_advance": True,
        "automatic_tax": {"enabled": False, "status": None},
        "billing_reason": reason,
        "collection_method": "charge_automatically",
        "currency": price["currency"],
        "customer": subscription["customer"],
        "customer_tax_exempt": "none",
        "effective_at": books.seconds,
        "lines": {},
        "metadata": {},
        "number": None,
        "paid": False,
        "paid_out_of_band": False,
        "payment_settings": dict.fromkeys(("default_mandate", "payment_method_options", "payment_method_types")),
        "period_end": books.seconds,
        "period_start": books.seconds,
        "status": "open",
        "status_transitions": {
            "finalized_at": books.seconds,
            "marked_uncollectible_at": None,
            "paid_at": None,
            "voided_at": None,
        },
        "subscription": subscription["id"],
        "subtotal": amount,
        "total": amount,
    }


def _line(invoice: JSON, subscription: JSON, price: JSON, start: int, end: int) -> JSON:
    return {
        "id": f"il_{invoice['id'][3:]}",
        "object": "line_item",
        "amount": price["unit_amount"],
        "amount_excluding_tax": price["unit_amount"],
        "currency": price["currency"],
        "description": "1 × arrangement",
        "discount_amounts": [],
        "discountable": True,
        "discounts": [],
        "livemode": False,
        "metadata": {},
        "period": {"start": start, "end": end},
        "price": price,
        "proration": False,
        "proration_details": {"credited_items": None},
        "quantity": 1,
        "subscription": subscription["id"],
        "subscription_item": subscription["items"]["data"][0]["id"],
        "tax_amounts": [],
        "tax_rates": [],
        "type": "subscription",
        "unit_amount_excluding_tax": str(price["unit_amount"]),
    }
