"""Webhooks v1: what PayPal told, and whether a delivery is its own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlsplit

from trunkline.kernel.errors import Invalid
from trunkline.providers.paypal.client.failures import NoAnswer, reading
from trunkline.providers.paypal.client.http import Json, PayPalApi, link_to

EVENTS = "/v1/notifications/webhooks-events"
PAGE_SIZE = 300
PAGES_MAX = 1_000  # of a day; more is a list that leads back to itself


async def list_events(api: PayPalApi, since: datetime, until: datetime) -> list[Json]:
    """All events of a span of time, in PayPal's order; it keeps them for 30 days."""
    params: dict[str, str | int] = {"page_size": PAGE_SIZE, "start_time": _at(since), "end_time": _at(until)}
    found: list[Json] = []
    for _ in range(PAGES_MAX):
        page = await api.call("GET", EVENTS, params=params)
        events = page.get("events") or []
        if not isinstance(events, list):
            break
        found += events
        following = link_to(page, "next")
        if following is None:
            return found
        params = _question(following)
    raise NoAnswer("PayPal's list of events cannot be read to its end.")


async def verify_signature(api: PayPalApi, delivery: Mapping[str, str], body: bytes) -> bool:
    """Ask PayPal whether a delivery is its own. `body` goes back byte by byte: the signature is over the bytes.

    `delivery` holds the other members of the request. Raises `ValueError` for a body that is no JSON object, `Invalid` for one that is
    nested too deeply to be an event.
    """
    try:
        event = json.loads(body)
    except RecursionError:
        raise Invalid("The notice is nested too deeply.") from None
    if not isinstance(event, dict):
        raise ValueError("an event is a JSON object")
    head = json.dumps(dict(delivery)).encode()
    question = head[:-1] + b', "webhook_event": ' + body + b"}"
    answer = await api.call("POST", "/v1/notifications/verify-webhook-signature", body=question)
    return answer.get("verification_status") == "SUCCESS"


@reading
def _question(following: str) -> dict[str, str | int]:
    """The address is PayPal's; only its question is taken over."""
    return dict(parse_qsl(urlsplit(following).query))


def _at(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
