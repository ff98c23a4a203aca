"""The list of events, from which a receiver finds what was never delivered. Stripe keeps 30 days of it."""

from __future__ import annotations

from trunkline.providers.simulator.stripe_api.books import JSON, Books

_KEPT_SECONDS = 30 * 86400


def list_events(books: Books, asked: JSON) -> JSON:
    created = {"gte": books.seconds - _KEPT_SECONDS} | (asked.get("created") or {})
    return books.page("event", "/v1/events", asked | {"created": created}, "type")


def get_event(books: Books, asked: JSON, reference: str) -> JSON:
    return books.get("event", reference)
