"""PaymentIntents: made, confirmed, captured, canceled, and finished on the page where the payer passes 3-D Secure."""

from __future__ import annotations

from typing import Any

from trunkline.domains.payments.model import Succeeded
from trunkline.domains.payments.ports import ChargeRequest
from trunkline.kernel.money import Currency, Money
from trunkline.providers.simulator.cards import CARDS, MESSAGES
from trunkline.providers.simulator.stripe_api import amounts, ledger
from trunkline.providers.simulator.stripe_api.books import JSON, Books, public
from trunkline.providers.simulator.stripe_api.customers import method_named
from trunkline.providers.simulator.stripe_api.disputes import open_dispute
from trunkline.providers.simulator.stripe_api.refusals import card_error, invalid

_NULLS = (
    "application application_fee_amount canceled_at cancellation_reason last_payment_error latest_charge next_action on_behalf_of "
    "processing receipt_email review setup_future_usage shipping statement_descriptor statement_descriptor_suffix transfer_data "
    "transfer_group invoice"
)
_NEVER_AGAIN = frozenset({"lost_card", "stolen_card", "expired_card", "incorrect_cvc", "invalid_account"})
_OWN_CODES = frozenset({"expired_card", "incorrect_cvc", "processing_error", "authentication_required"})


def create_intent(books: Books, asked: JSON) -> JSON:
    """A PaymentIntent, confirmed at once where that is asked for."""
    money = amounts.money_of(asked)
    if "customer" in asked:
        books.get("customer", asked["customer"], "customer", status=400)
    made = books.insert("payment_intent", "pi", _body(asked, money))
    intent = books.save(made | {"client_secret": f"{made['id']}_secret_simulator", "_key": books.idempotency_key})
    books.announce("payment_intent.created", intent)
    return confirm(books, asked, intent) if asked.get("confirm") == "true" else intent


def get_intent(books: Books, asked: JSON, reference: str) -> JSON:
    return books.get("payment_intent", reference, "intent")


def list_intents(books: Books, asked: JSON) -> JSON:
    return books.page("payment_intent", "/v1/payment_intents", asked, "customer")


def confirm_intent(books: Books, asked: JSON, reference: str) -> JSON:
    intent = books.get("payment_intent", reference, "intent")
    _check_status(intent, "confirm", "requires_payment_method", "requires_confirmation")
    if asked.get("payment_method"):
        intent = intent | {"payment_method": asked["payment_method"]}
    return confirm(books, asked, intent | {"_key": books.idempotency_key or intent["_key"]})


def confirm(books: Books, asked: JSON, intent: JSON) -> JSON:
    """Charge the method, or send the payer to 3-D Secure first. Raises `Refusal` (402) for a decline."""
    if not intent["payment_method"]:
        raise invalid(
            "You cannot confirm this PaymentIntent because it's missing a payment method.", param="payment_method"
        )
    method = method_named(books, intent["payment_method"])
    _check_owner(intent, method)
    intent = intent | {"payment_method": method["id"]}
    if CARDS[method["_card"]].behaviour.asks_payer and asked.get("off_session") != "true" and asked.get("return_url"):
        return _ask_payer(books, intent, asked["return_url"])
    return settle(books, intent, present=False)


def settle(books: Books, intent: JSON, *, present: bool) -> JSON:
    """What the bank says. Raises `Refusal` when it says no, with the intent as it is then."""
    method = books.get("payment_method", intent["payment_method"])
    code = books.world.decline_code(books.connection, method["id"], present=present)
    if code is None and intent["capture_method"] == "manual":
        return _hold(books, intent, method)
    request = _request(books, intent)
    outcome = books.world.charge_in(books.connection, request, books.now, present=present)
    if not isinstance(outcome, Succeeded):
        raise _declined(books, intent, method, outcome.code)
    return _paid(books, intent, method)


def capture_intent(books: Books, asked: JSON, reference: str) -> JSON:
    """Take what is held, or a part of it; the rest is released."""
    intent = books.get("payment_intent", reference, "intent")
    _check_status(intent, "capture", "requires_capture")
    units = amounts.whole(asked, "amount_to_capture") if "amount_to_capture" in asked else intent["amount"]
    amounts.check(units, intent["currency"])
    if not 0 < units <= intent["amount_capturable"]:
        raise invalid("The amount to capture must be at most what is capturable.", param="amount_to_capture")
    part = _request(books, intent | {"_minor": intent["_minor"] * units // intent["amount"]})
    books.world.charge_in(books.connection, part, books.now, present=True)
    charge = books.get("charge", intent["latest_charge"])
    charge = books.save(charge | {"captured": True, "amount_captured": units})
    return _succeed(books, intent, charge, "charge.captured")


def cancel_intent(books: Books, asked: JSON, reference: str) -> JSON:
    intent = books.get("payment_intent", reference, "intent")
    open_states = ("requires_payment_method", "requires_confirmation", "requires_action", "requires_capture")
    _check_status(intent, "cancel", *open_states)
    changes = {"status": "canceled", "canceled_at": books.seconds, "next_action": None, "amount_capturable": 0}
    canceled = books.save(intent | changes | {"cancellation_reason": asked.get("cancellation_reason")})
    books.announce("payment_intent.canceled", canceled)
    return canceled


def fail_authentication(books: Books, intent: JSON) -> JSON:
    """The payer did not pass 3-D Secure."""
    message = (
        "We are unable to authenticate your payment method. Please choose a different payment method and try again."
    )
    code = "payment_intent_authentication_failure"
    error = {"code": code, "message": message, "type": "invalid_request_error"}
    changes = {
        "status": "requires_payment_method",
        "payment_method": None,
        "next_action": None,
        "last_payment_error": error,
    }
    failed = books.save(intent | changes)
    books.announce("payment_intent.payment_failed", failed)
    return failed


def _ask_payer(books: Books, intent: JSON, return_url: str) -> JSON:
    address = {"url": f"{books.settings.pages}/pages/authenticate/{intent['id']}", "return_url": return_url}
    action = {"type": "redirect_to_url", "redirect_to_url": address}
    asked = books.save(intent | {"status": "requires_action", "next_action": action})
    books.announce("payment_intent.requires_action", asked)
    return asked


def _hold(books: Books, intent: JSON, method: JSON) -> JSON:
    charge = ledger.make_charge(books, intent, method, captured=False)
    changes = {"status": "requires_capture", "latest_charge": charge["id"], "amount_capturable": intent["amount"]}
    held = books.save(intent | changes | {"next_action": None, "last_payment_error": None})
    books.announce("payment_intent.amount_capturable_updated", held)
    return held


def _paid(books: Books, intent: JSON, method: JSON) -> JSON:
    charge = ledger.make_charge(books, intent, method, captured=True)
    succeeded = _succeed(books, intent, charge, "charge.succeeded")
    if CARDS[method["_card"]].behaviour.is_disputed:
        open_dispute(books, books.get("charge", charge["id"]))
    return succeeded


def _succeed(books: Books, intent: JSON, charge: JSON, told: str) -> JSON:
    charge = ledger.book_charge(books, charge)
    books.announce(told, charge)
    changes = {"status": "succeeded", "latest_charge": charge["id"], "amount_received": charge["amount_captured"]}
    cleared = {"next_action": None, "last_payment_error": None, "amount_capturable": 0}
    done = books.save(intent | changes | cleared)
    books.announce("payment_intent.succeeded", done)
    return done


def _declined(books: Books, intent: JSON, method: JSON, code: str) -> Exception:
    charge = ledger.make_charge(books, intent, method, captured=False, failure=code)
    books.announce("charge.failed", charge)
    error = {
        "advice_code": "do_not_try_again" if code in _NEVER_AGAIN else "try_again_later",
        "charge": charge["id"],
        "code": code if code in _OWN_CODES else "card_declined",
        "decline_code": code,
        "message": MESSAGES[code],
    }
    last = public(error | {"payment_method": method, "type": "card_error"})
    changes = {"status": "requires_payment_method", "payment_method": None, "latest_charge": charge["id"]}
    failed = books.save(intent | changes | {"next_action": None, "last_payment_error": last})
    books.announce("payment_intent.payment_failed", failed)
    return card_error(**error, payment_intent=public(failed), payment_method=public(method))


def _request(books: Books, intent: JSON) -> ChargeRequest:
    """The charge in the world's books, under the key of the request. A key that Stripe has forgotten begins a second charge."""
    key = intent["_key"] or intent["id"]
    if any(one["id"] != intent["id"] for one in books.every("payment_intent", _key=key)):
        key = f"{key}#{intent['id']}"
    money = Money(intent["_minor"], Currency.of(intent["currency"].upper()))
    return ChargeRequest(key, intent["payment_method"], money, intent["description"] or "")


def _check_owner(intent: JSON, method: JSON) -> None:
    if method["customer"] is None and method["_was_attached"]:
        raise invalid(
            "The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, or was detached from a "
            "Customer. It may not be used again.",
            code="payment_method_unexpected_state",
        )
    if method["customer"] != intent["customer"] and method["customer"] is not None:
        raise invalid(
            f"The PaymentMethod '{method['id']}' belongs to another Customer. Include the Customer in the `customer` parameter.",
            param="payment_method",
        )


def _check_status(intent: JSON, verb: str, *allowed: str) -> None:
    if intent["status"] not in allowed:
        message = f"You cannot {verb} this PaymentIntent because it has a status of {intent['status']}."
        raise invalid(message, code="payment_intent_unexpected_state", payment_intent=public(intent))


def _body(asked: JSON, money: Money) -> JSON:
    automatic = asked.get("automatic_payment_methods")
    told = {"enabled": True, "allow_redirects": automatic.get("allow_redirects", "always")} if automatic else None
    body: dict[str, Any] = dict.fromkeys(_NULLS.split())
    return body | {
        "amount": int(asked["amount"]),
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "automatic_payment_methods": told,
        "capture_method": asked.get("capture_method", "automatic"),
        "confirmation_method": "automatic",
        "currency": asked["currency"].lower(),
        "customer": asked.get("customer"),
        "description": asked.get("description"),
        "metadata": asked.get("metadata", {}),
        "payment_method": asked.get("payment_method"),
        "payment_method_options": {},
        "payment_method_types": ["card"],
        "status": "requires_confirmation" if asked.get("payment_method") else "requires_payment_method",
        "_minor": money.minor,
    }
