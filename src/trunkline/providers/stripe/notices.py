"""Stripe's events: what they are about, whether they are Stripe's, which of them we have missed.

An event says which object to look at and nothing more is believed of it: the current state is fetched.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import stripe
import structlog

from trunkline.domains.payments.model import About
from trunkline.domains.payments.ports import NoticePage, ReceivedNotice
from trunkline.kernel.errors import Invalid
from trunkline.providers.stripe.arrangements import key_of_subscription, subscription_of
from trunkline.providers.stripe.charges import intent_of
from trunkline.providers.stripe.failures import is_missing, problem_of
from trunkline.providers.stripe.intents import KEY
from trunkline.providers.stripe.paging import JSON, oldest_first
from trunkline.providers.stripe.setups import key_of_setup
from trunkline.providers.stripe.signatures import check_signature

# The object inside an event → what of ours it is about. A charge is told by its PaymentIntent, the name that we keep.
ABOUT: Mapping[str, About] = {
    "payment_intent": About.charge,
    "charge": About.charge,
    "refund": About.refund,
    "dispute": About.dispute,
    "checkout.session": About.setup,
    "setup_intent": About.setup,
    "payout": About.payout,
    "subscription": About.arrangement,
    "invoice": About.arrangement,
}
# Taken out before a notice is kept: who has one of these can act in the payer's place, or see what is theirs.
_SECRET = frozenset(
    {"client_secret", "next_action", "url", "receipt_url", "hosted_invoice_url", "invoice_pdf", "secret"}
)
_HEADER = "stripe-signature"
log = structlog.get_logger("trunkline.stripe")


def verify_notice(body: bytes, headers: Mapping[str, str], secrets: Sequence[str], now: datetime) -> ReceivedNotice:
    """Raises `Forbidden`, and `Invalid` for what is signed and no event."""
    check_signature(body, headers.get(_HEADER), secrets, now)
    try:
        event = json.loads(body)
    except (ValueError, RecursionError):
        raise Invalid("The delivery is signed by Stripe and is no JSON.") from None
    return notice_of(event)


async def notices_since(client: stripe.StripeClient, since: datetime, cursor: str | None) -> NoticePage:
    """A page of Stripe's own list, which goes back 30 days. What is no event there is left out, and logged. Raises `Unavailable`.

    Its client makes Decimals of some amounts, which are kept as the strings that Stripe has sent.
    """

    async def page(parameters: dict[str, Any]) -> JSON:
        asked: Any = {"created": {"gte": int(since.timestamp())}} | parameters
        found: JSON = (await client.v1.events.list_async(asked)).to_dict(for_json=True)
        return found

    try:
        events, next_cursor = await oldest_first(page, cursor)
    except stripe.StripeError as error:
        raise problem_of(error) from None
    return NoticePage([notice for event in events if (notice := _readable(event)) is not None], next_cursor)


def notice_of(event: object) -> ReceivedNotice:
    """An event as a notice. Raises `Invalid` for what is no event."""
    try:
        assert isinstance(event, Mapping) and event["object"] == "event"
        inner = event["data"]["object"]
        about, reference = _subject(inner)
        created_at = datetime.fromtimestamp(event["created"], UTC)
        return ReceivedNotice(
            "stripe", str(event["id"]), str(event["type"]), created_at, about, reference, _plain(event)
        )
    except (AssertionError, AttributeError, KeyError, OSError, OverflowError, TypeError, ValueError):
        raise Invalid("The delivery is signed by Stripe and is no event.") from None


def _readable(event: object) -> ReceivedNotice | None:
    """One that cannot be read must not keep those after it from being read: it is the same in every reading."""
    try:
        return notice_of(event)
    except Invalid:
        named = event if isinstance(event, Mapping) else {}
        log.warning("stripe_event_skipped", event_id=named.get("id"), event_kind=named.get("type"))
        return None


async def key_of(client: stripe.StripeClient, about: About, reference: str) -> str | None:
    """The key under which we asked for the object, from its metadata; None when it was not us. Raises `Unavailable`."""
    try:
        match about:
            case About.charge:
                intent_id = await intent_of(client, reference)
                return _key(await client.v1.payment_intents.retrieve_async(intent_id)) if intent_id else None
            case About.refund:
                return _key(await client.v1.refunds.retrieve_async(reference))
            case About.setup:
                return await key_of_setup(client, reference)
            case About.arrangement:
                return await key_of_subscription(client, reference)
            case About.dispute | About.payout:
                return None  # begun by the payer, or by Stripe
    except stripe.StripeError as error:
        if is_missing(error):
            return None
        raise problem_of(error) from None


def _subject(inner: JSON) -> tuple[About | None, str | None]:
    kind = str(inner.get("object"))
    about = ABOUT.get(kind)
    if about is None or (kind == "checkout.session" and inner.get("mode") != "setup"):
        return None, None
    if kind == "invoice":  # told by its subscription; one without is of no arrangement
        named = subscription_of(inner)
        return (about, named) if named else (None, None)
    return about, str((kind == "charge" and inner.get("payment_intent")) or inner["id"])


def _plain(value: Any) -> Any:
    """The event as it is kept."""
    if isinstance(value, Mapping):
        return {str(name): _plain(part) for name, part in value.items() if name not in _SECRET}
    return [_plain(part) for part in value] if isinstance(value, list) else value


def _key(found: stripe.StripeObject) -> str | None:
    return (found.to_dict().get("metadata") or {}).get(KEY)
