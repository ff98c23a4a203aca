"""Saving a method for later: SetupIntents, and the Checkout Sessions in setup mode that make them."""

from __future__ import annotations

from typing import Any

from trunkline.providers.simulator.cards import TestCard
from trunkline.providers.simulator.stripe_api.books import JSON, Books
from trunkline.providers.simulator.stripe_api.customers import give_method, make_method, method_named
from trunkline.providers.simulator.stripe_api.refusals import invalid

_OPEN_SECONDS = 24 * 3600
_SETUP_NULLS = (
    "application automatic_payment_methods cancellation_reason description flow_directions last_setup_error latest_attempt mandate "
    "next_action on_behalf_of payment_method single_use_mandate"
)
_SESSION_NULLS = (
    "after_expiration allow_promotion_codes amount_subtotal amount_total billing_address_collection consent consent_collection currency "
    "currency_conversion customer_creation customer_details customer_email invoice invoice_creation locale payment_intent payment_link "
    "payment_method_collection recovered_from shipping_address_collection shipping_cost shipping_details submit_type subscription "
    "total_details"
)


def create_setup_intent(books: Books, asked: JSON) -> JSON:
    body: dict[str, Any] = dict.fromkeys(_SETUP_NULLS.split())
    made = books.insert(
        "setup_intent",
        "seti",
        body
        | {
            "customer": asked.get("customer"),
            "metadata": asked.get("metadata", {}),
            "payment_method_options": {},
            "payment_method_types": ["card"],
            "status": "requires_payment_method",
            "usage": asked.get("usage", "off_session"),
        },
    )
    made = books.save(made | {"client_secret": f"{made['id']}_secret_simulator"})
    books.announce("setup_intent.created", made)
    return _confirmed(books, made, asked) if asked.get("confirm") == "true" else made


def get_setup_intent(books: Books, asked: JSON, reference: str) -> JSON:
    return books.get("setup_intent", reference, "intent")


def list_setup_intents(books: Books, asked: JSON) -> JSON:
    return books.page("setup_intent", "/v1/setup_intents", asked, "customer")


def confirm_setup_intent(books: Books, asked: JSON, reference: str) -> JSON:
    return _confirmed(books, books.get("setup_intent", reference, "intent"), asked)


def cancel_setup_intent(books: Books, asked: JSON, reference: str) -> JSON:
    setup = books.get("setup_intent", reference, "intent")
    if setup["status"] == "succeeded":
        raise invalid("You cannot cancel this SetupIntent because it has a status of succeeded.")
    canceled = books.save(setup | {"status": "canceled", "cancellation_reason": "requested_by_customer"})
    books.announce("setup_intent.canceled", canceled)
    return canceled


def create_session(books: Books, asked: JSON) -> JSON:
    """A Checkout Session. The simulator knows those in setup mode."""
    if asked.get("mode") != "setup":
        raise invalid("The simulator opens Checkout in setup mode only.", param="mode")
    if not asked.get("success_url"):
        raise invalid("Missing required param: success_url.", code="parameter_missing", param="success_url")
    if "customer" in asked:
        books.get("customer", asked["customer"], "customer", status=400)
    setup = create_setup_intent(books, {"customer": asked.get("customer"), **asked.get("setup_intent_data", {})})
    made = books.insert("checkout.session", "cs_test", _session_body(books, asked, setup["id"]))
    return books.save(made | {"url": f"{books.settings.pages}/pages/checkout/{made['id']}"})


def get_session(books: Books, asked: JSON, reference: str) -> JSON:
    return _as_of_now(books, books.get("checkout.session", reference, "session"))


def list_sessions(books: Books, asked: JSON) -> JSON:
    listed = books.page("checkout.session", "/v1/checkout/sessions", asked, "customer")
    return listed | {"data": [_as_of_now(books, one) for one in listed["data"]]}


def expire_session(books: Books, asked: JSON, reference: str) -> JSON:
    session = get_session(books, asked, reference)
    if session["status"] != "open":
        raise invalid(f"Only Checkout Sessions with a status of open can be expired; it is {session['status']}.")
    expired = books.save(session | {"status": "expired", "url": None})
    books.announce("checkout.session.expired", expired)
    return expired


def complete_session(books: Books, reference: str, card: TestCard) -> JSON:
    """What the page does when the person has typed a card."""
    session = get_session(books, {}, reference)
    if session["status"] != "open":
        return session
    _finish(books, books.get("setup_intent", session["setup_intent"]), make_method(books, card))
    done = books.save(session | {"status": "complete", "url": None})
    books.announce("checkout.session.completed", done)
    return done


def _confirmed(books: Books, setup: JSON, asked: JSON) -> JSON:
    if setup["status"] in {"succeeded", "canceled"}:
        raise invalid(f"You cannot confirm this SetupIntent because it has a status of {setup['status']}.")
    if not asked.get("payment_method"):
        raise invalid(
            "You cannot confirm this SetupIntent because it's missing a payment method.", param="payment_method"
        )
    return _finish(books, setup, method_named(books, asked["payment_method"]))


def _finish(books: Books, setup: JSON, method: JSON) -> JSON:
    """The method is saved, and belongs to the customer where there is one."""
    if setup["customer"]:
        method = give_method(books, method, setup["customer"])
    done = books.save(setup | {"status": "succeeded", "payment_method": method["id"]})
    books.announce("setup_intent.succeeded", done)
    return done


def _as_of_now(books: Books, session: JSON) -> JSON:
    """A page that nobody finished is expired after a day."""
    is_over = session["status"] == "open" and session["expires_at"] <= books.seconds
    return session | {"status": "expired", "url": None} if is_over else session


def _session_body(books: Books, asked: JSON, setup: str) -> JSON:
    body: dict[str, Any] = dict.fromkeys(_SESSION_NULLS.split())
    return body | {
        "automatic_tax": {"enabled": False, "status": None},
        "cancel_url": asked.get("cancel_url"),
        "client_reference_id": asked.get("client_reference_id"),
        "custom_fields": [],
        "custom_text": {"shipping_address": None, "submit": None},
        "customer": asked.get("customer"),
        "expires_at": books.seconds + _OPEN_SECONDS,
        "metadata": asked.get("metadata", {}),
        "mode": "setup",
        "payment_method_options": {},
        "payment_method_types": asked.get("payment_method_types", ["card"]),
        "payment_status": "no_payment_required",
        "phone_number_collection": {"enabled": False},
        "setup_intent": setup,
        "shipping_options": [],
        "status": "open",
        "success_url": asked["success_url"],
    }
