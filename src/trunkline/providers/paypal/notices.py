"""PayPal's webhook events as notices: verified by the bytes, read, and never believed for more than what to look at."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import structlog

from trunkline.domains.payments.model import About
from trunkline.domains.payments.ports import NoticePage, ReceivedNotice
from trunkline.kernel.errors import Forbidden, Invalid, Unavailable
from trunkline.providers.paypal.certificates import Certificates
from trunkline.providers.paypal.client import Json, NoAnswer, NotTaken, PayPalApi, Refused
from trunkline.providers.paypal.client.webhooks import list_events, verify_signature
from trunkline.providers.paypal.signature import Transmission, check_signature, transmission_of

# `resource_type` of an event: what it is about, and the member that names it. Others (plans, the sales of PayPal's first API that are of no
# subscription) are of no use to us: kept, and about nothing.
ABOUT: Mapping[str, tuple[About, str]] = {
    "authorization": (About.charge, "id"),
    "capture": (About.charge, "id"),
    "checkout-order": (About.charge, "id"),
    "refund": (About.refund, "id"),
    "dispute": (About.dispute, "dispute_id"),
    "subscription": (About.arrangement, "id"),
}

# How a sale names the subscription that it is of.
AGREEMENT = "billing_agreement_id"

# What of an event is about a person and not about money; it is not kept.
_PERSONAL = """
    payer subscriber shipping shipping_address billing_address address email_address phone phone_number name payee payment_source
    buyer seller messages birth_date tax_info
"""
PERSONAL = frozenset(_PERSONAL.split())

# Deeper than any event of PayPal's, and far from where walking through it would end badly.
DEPTH_MAX = 50

KEPT_FOR = timedelta(days=30)
SPAN = timedelta(days=1)

log = structlog.get_logger("trunkline.payments")


async def verify_offline(
    certificates: Certificates, webhook_id: str, body: bytes, headers: Mapping[str, str], now: datetime
) -> ReceivedNotice:
    """Raises as `NoticeSource.verify_notice` does."""
    sent = transmission_of(headers, now)
    check_signature(await certificates.at(sent.cert_url, now), sent, webhook_id, body)
    return _parsed(body, sent.at)


async def verify_by_postback(
    api: PayPalApi, webhook_id: str, body: bytes, headers: Mapping[str, str], now: datetime
) -> ReceivedNotice:
    """PayPal is asked about the delivery, as it came."""
    sent = transmission_of(headers, now)
    if not await _is_own(api, sent, webhook_id, body):
        raise Forbidden("PayPal says that this notice is not its own.")
    return _parsed(body, sent.at)


async def notices_since(api: PayPalApi, since: datetime, cursor: str | None) -> NoticePage:
    """A day's events, which may be none; the cursor is where the next day begins. PayPal lists the newest first, hence whole days are read.

    An object in the list that is no event is left out and logged: it must not keep the others from being read.
    """
    now = api.clock.now()
    begin = max(_cursor(cursor) if cursor else since, now - KEPT_FOR)
    end = min(begin + SPAN, now)
    try:
        events = await list_events(api, begin, end) if begin < end else []
    except (NotTaken, NoAnswer, Refused) as error:
        raise Unavailable(f"{error} PayPal's events cannot be read now.") from None
    found = [notice for one in events if (notice := _listed(one, begin)) is not None]
    # PayPal counts both ends in; the end belongs to the next day.
    notices = sorted(
        (one for one in found if one.created_at < end or end == now), key=lambda one: (one.created_at, one.event_id)
    )
    return NoticePage(notices, end.isoformat() if end < now else None)


def notice_of(event: Json, sent_at: datetime) -> ReceivedNotice:
    """An event that PayPal dates with a day that is none (it does: 2018-19-12) counts from when it was sent.

    Raises `Invalid` for an object that is no event.
    """
    resource = event.get("resource")
    about, member = _subject(str(event.get("resource_type")), resource)
    try:
        return ReceivedNotice(
            provider="paypal",
            event_id=str(event["id"]),
            kind=str(event["event_type"]),
            created_at=_created(event) or sent_at.astimezone(UTC),
            about=about,
            reference=_named(resource, member) if about is not None else None,
            body=_impersonal(event),
        )
    except KeyError as error:
        raise Invalid(f"PayPal's notice is no event: it has no {error}.") from None


def _subject(resource_type: str, resource: object) -> tuple[About | None, str]:
    if resource_type == "sale" and isinstance(resource, dict) and resource.get(AGREEMENT):
        return About.arrangement, AGREEMENT
    return ABOUT.get(resource_type, (None, "id"))


def _listed(event: object, begin: datetime) -> ReceivedNotice | None:
    try:
        if not isinstance(event, dict):
            raise Invalid("PayPal's notice is no JSON object.")
        return notice_of(event, begin)
    except Invalid as error:
        told = event.get("id") if isinstance(event, dict) else None
        log.warning("paypal_event_left_out", event_id=str(told)[:100], reason=error.detail)
        return None


async def _is_own(api: PayPalApi, sent: Transmission, webhook_id: str, body: bytes) -> bool:
    try:
        return await verify_signature(api, sent.as_question(webhook_id), body)
    except ValueError:
        raise Forbidden("The notice is no JSON object, which PayPal's always are.") from None
    except (NotTaken, NoAnswer) as error:
        raise Unavailable(f"{error} The notice cannot be verified now.") from None
    except Refused:
        return False


def _created(event: Json) -> datetime | None:
    try:
        at = datetime.fromisoformat(str(event.get("create_time")))
        return at.astimezone(UTC) if at.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def _parsed(body: bytes, sent_at: datetime) -> ReceivedNotice:
    try:
        event = json.loads(body)
    except (ValueError, RecursionError):
        raise Invalid("PayPal's notice is no JSON.") from None
    if not isinstance(event, dict):
        raise Invalid("PayPal's notice is no JSON object.")
    return notice_of(event, sent_at)


def _named(resource: object, member: str) -> str:
    if not isinstance(resource, dict) or not resource.get(member):
        raise KeyError(f"resource.{member}")
    return str(resource[member])


def _impersonal(event: Json) -> dict[str, object]:
    """The event without what is about a person. Raises `Invalid` for one that is nested too deeply to be looked through."""

    def cleaned(one: object, depth: int) -> object:
        if depth > DEPTH_MAX:
            raise Invalid("PayPal's notice is nested too deeply.")
        if isinstance(one, dict):
            return {name: cleaned(inner, depth + 1) for name, inner in one.items() if name not in PERSONAL}
        return [cleaned(inner, depth + 1) for inner in one] if isinstance(one, list) else one

    return {name: cleaned(inner, 1) for name, inner in event.items() if name not in PERSONAL}


def _cursor(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise Invalid("This is no cursor of PayPal's events.") from None
