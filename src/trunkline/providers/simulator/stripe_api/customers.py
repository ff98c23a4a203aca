"""Customers, their payment methods, and the portal on which they look after these."""

from __future__ import annotations

from typing import Any

from trunkline.providers.simulator.attached import attach_in, detach_in
from trunkline.providers.simulator.cards import TestCard, find_card
from trunkline.providers.simulator.stripe_api.books import JSON, Books
from trunkline.providers.simulator.stripe_api.refusals import invalid, missing

_YEARS_VALID = 4
_NO_ADDRESS = dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"))


def create_customer(books: Books, asked: JSON) -> JSON:
    body = {
        "address": None,
        "balance": 0,
        "currency": None,
        "default_source": None,
        "delinquent": False,
        "description": asked.get("description"),
        "discount": None,
        "email": asked.get("email"),
        "invoice_prefix": None,
        "invoice_settings": {
            "custom_fields": None,
            "default_payment_method": None,
            "footer": None,
            "rendering_options": None,
        },
        "metadata": asked.get("metadata", {}),
        "name": asked.get("name"),
        "phone": None,
        "preferred_locales": [],
        "shipping": None,
        "tax_exempt": "none",
        "test_clock": None,
    }
    made = books.insert("customer", "cus", body)
    books.announce("customer.created", made)
    return made


def get_customer(books: Books, asked: JSON, reference: str) -> JSON:
    return books.get("customer", reference)


def list_customers(books: Books, asked: JSON) -> JSON:
    return books.page("customer", "/v1/customers", asked, "email")


def make_method(books: Books, card: TestCard) -> JSON:
    """A new payment method of a test card, attached to nobody."""
    year = books.now.year + (-1 if card.expired else _YEARS_VALID)
    billing = {"address": _NO_ADDRESS, "email": None, "name": None, "phone": None}
    body = {"billing_details": billing, "card": _card(card, year), "customer": None, "metadata": {}, "type": "card"}
    made = books.insert("payment_method", "pm", body | {"_card": card.token, "_was_attached": False})
    attach_in(books.connection, card, made["id"], books.now)
    return made


def method_named(books: Books, token: str, param: str = "payment_method") -> JSON:
    """A payment method by its id; `pm_card_…` makes a new one, as in Stripe's test mode."""
    found = books.find(token)
    if found is not None and found["object"] == "payment_method":
        return found
    card = find_card(token) if token.startswith("pm_card_") else None
    if card is None:
        raise missing("PaymentMethod", token, param, status=404 if param == "id" else 400)
    return make_method(books, card)


def get_method(books: Books, asked: JSON, reference: str) -> JSON:
    return method_named(books, reference, "id")


def list_methods(books: Books, asked: JSON) -> JSON:
    return books.page("payment_method", "/v1/payment_methods", asked, "customer", "type")


def attach_method(books: Books, asked: JSON, reference: str) -> JSON:
    customer = books.get("customer", str(asked.get("customer", "")), "customer", status=400)
    return give_method(books, method_named(books, reference, "id"), customer["id"])


def give_method(books: Books, method: JSON, customer: str) -> JSON:
    """Attach a method to a customer. Raises `Refusal` when it was detached before."""
    if method["customer"] == customer:
        return method
    if method["_was_attached"]:
        raise invalid(
            "The payment method you provided has already been attached to a customer, or was detached from one; it may not be used again.",
            code="payment_method_unexpected_state",
        )
    books.save(method | {"customer": customer, "_was_attached": True})
    books.announce("payment_method.attached", method | {"customer": customer})
    return method | {"customer": customer}


def detach_method(books: Books, asked: JSON, reference: str) -> JSON:
    method = books.get("payment_method", reference)
    if method["customer"] is None:
        raise invalid("The payment method you provided is not attached to a customer so detachment is impossible.")
    detach_in(books.connection, reference, books.now)
    changed = books.save(method | {"customer": None})
    books.announce("payment_method.detached", changed)
    return changed


def create_portal_session(books: Books, asked: JSON) -> JSON:
    customer = books.get("customer", str(asked.get("customer", "")), "customer", status=400)
    body = {
        "configuration": "bpc_simulator",
        "customer": customer["id"],
        "flow": None,
        "locale": None,
        "on_behalf_of": None,
        "return_url": asked.get("return_url"),
    }
    made = books.insert("billing_portal.session", "bps", body)
    return books.save(made | {"url": f"{books.settings.pages}/pages/portal/{made['id']}"})


def _card(card: TestCard, year: int) -> dict[str, Any]:
    return {
        "brand": card.brand,
        "checks": {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "pass"},
        "country": "US",
        "exp_month": 12,
        "exp_year": year,
        "fingerprint": f"sim{card.last4}",
        "funding": "credit",
        "generated_from": None,
        "last4": card.last4,
        "networks": {"available": [card.brand], "preferred": None},
        "three_d_secure_usage": {"supported": True},
        "wallet": None,
    }
