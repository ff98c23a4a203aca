"""The simulator's hosted pages: saving a test card, passing 3-D Secure, looking after methods. A person's browser asks for them."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from urllib.parse import urlencode

from trunkline.providers.simulator.cards import CARDS, find_card
from trunkline.providers.simulator.stripe_api import intents, setups
from trunkline.providers.simulator.stripe_api.books import JSON, Books
from trunkline.providers.simulator.stripe_api.customers import detach_method
from trunkline.providers.simulator.stripe_api.refusals import Refusal

_STYLE = "body{font:16px/1.5 system-ui;max-width:32rem;margin:4rem auto;padding:0 1rem}button,select{font:inherit;padding:.4rem .8rem}"


class Redirect(Exception):
    """The person goes on there."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.url = url


def checkout_page(books: Books, reference: str) -> str:
    session = setups.get_session(books, {}, reference)
    if session["status"] != "open":
        return _page("Save a card", f"<p>This page is {escape(session['status'])}.</p>")
    options = "".join(
        f'<option value="{escape(card.token)}">{escape(card.number)} · {escape(card.about)}</option>'
        for card in CARDS.values()
    )
    cancel = f'<a href="{escape(session["cancel_url"] or "")}">Go back</a>' if session["cancel_url"] else ""
    form = f'<form method="post"><p><select name="card" aria-label="Card">{options}</select></p><button>Save card</button> {cancel}</form>'
    return _page("Save a card", form)


def finish_checkout(books: Books, reference: str, asked: Mapping[str, str]) -> str:
    """Save the card and send the person back. A number that is no test card is refused and not repeated."""
    card = find_card(asked.get("card", ""))
    if card is None:
        raise Refusal(400, "invalid_request_error", "This is none of the simulator's test cards.")
    done = setups.complete_session(books, reference, card)
    raise Redirect(str(done["success_url"]).replace("{CHECKOUT_SESSION_ID}", reference))


def authentication_page(books: Books, reference: str) -> str:
    intent = books.get("payment_intent", reference)
    if intent["status"] != "requires_action":
        return _page("3-D Secure", "<p>There is nothing to confirm.</p>")
    told = f"{intent['amount']} {intent['currency'].upper()} (minor units)"
    verdicts = (("pass", "Confirm"), ("fail", "Refuse"), ("leave", "Leave"))
    buttons = " ".join(f'<button name="verdict" value="{value}">{text}</button>' for value, text in verdicts)
    return _page("3-D Secure", f"<p>Your bank asks: pay {escape(told)}?</p><form method='post'>{buttons}</form>")


def finish_authentication(books: Books, reference: str, asked: Mapping[str, str]) -> str:
    """The payer passes or fails; then they are sent back, as by Stripe, with the intent's id in the query. Who leaves may come again."""
    intent = books.get("payment_intent", reference)
    if intent["status"] != "requires_action":
        return authentication_page(books, reference)
    return_url = intent["next_action"]["redirect_to_url"]["return_url"]
    passed = asked.get("verdict") == "pass"
    if asked.get("verdict") not in ("pass", "fail"):
        raise Redirect(return_url)
    try:
        done = intents.settle(books, intent, present=True) if passed else intents.fail_authentication(books, intent)
    except Refusal:
        done = books.get("payment_intent", reference)
    verdict = "succeeded" if done["status"] in {"succeeded", "requires_capture"} else "failed"
    query = urlencode({"payment_intent": reference, "redirect_status": verdict})
    raise Redirect(f"{return_url}{'&' if '?' in return_url else '?'}{query}")


def portal_page(books: Books, reference: str) -> str:
    session = books.get("billing_portal.session", reference)
    rows = "".join(_method_row(method) for method in books.every("payment_method", customer=session["customer"]))
    back = f'<p><a href="{escape(session["return_url"])}">Go back</a></p>' if session["return_url"] else ""
    return _page("Payment methods", f"<ul>{rows}</ul>{back}")


def finish_portal(books: Books, reference: str, asked: Mapping[str, str]) -> str:
    session = books.get("billing_portal.session", reference)
    method = books.get("payment_method", asked.get("remove", ""))
    if method["customer"] == session["customer"]:
        detach_method(books, {}, method["id"])
    return portal_page(books, reference)


def _method_row(method: JSON) -> str:
    card, token = method["card"], escape(method["id"])
    button = f"<button name='remove' value='{token}'>Remove</button>"
    return f"<li><form method='post'>{escape(card['brand'])} … {escape(card['last4'])} {button}</form></li>"


def _page(title: str, body: str) -> str:
    head = f"<meta charset='utf-8'><title>{title}</title><style>{_STYLE}</style>"
    return f"<!doctype html><html lang='en'><head>{head}</head><body><h1>{title}</h1><p>A simulated page.</p>{body}</body></html>"
