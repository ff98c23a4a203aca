"""Idempotency keys as Stripe keeps them: the first answer is given again for a day, to the same request only."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable

from trunkline.providers.simulator.stripe_api.books import JSON, Books, public
from trunkline.providers.simulator.stripe_api.refusals import Refusal

KEPT_SECONDS = 24 * 3600
Answer = tuple[int, JSON]


def answered_once(books: Books, path: str, asked: JSON, work: Callable[[], JSON]) -> tuple[Answer, bool]:
    """The answer, and whether it was given before. Raises `Refusal` for a key that belongs to another request.

    What was wrong with the request itself is not kept: nothing was begun.
    """
    key = books.idempotency_key
    if key is None:
        return (200, public(work())), False
    fingerprint = hashlib.sha256(json.dumps([path, asked], sort_keys=True).encode()).hexdigest()
    books.connection.execute("DELETE FROM stripe_key WHERE created <= ?", (books.seconds - KEPT_SECONDS,))
    found = books.connection.execute(
        "SELECT fingerprint, status, body FROM stripe_key WHERE idempotency_key = ?", (key,)
    ).fetchone()
    if found is None:
        return _keep(books, key, fingerprint, work), False
    if found[0] != fingerprint:
        raise Refusal(
            400, "idempotency_error", f"Keys for idempotent requests can only be used with the same parameters ({key})."
        )
    return (found[1], json.loads(found[2])), True


def _keep(books: Books, key: str, fingerprint: str, work: Callable[[], JSON]) -> Answer:
    try:
        status, body = 200, public(work())
    except Refusal as refusal:
        if not refusal.keeps:
            raise
        status, body = refusal.status, refusal.body
    books.connection.execute(
        "INSERT INTO stripe_key (idempotency_key, fingerprint, status, body, created) VALUES (?, ?, ?, ?, ?)",
        (key, fingerprint, status, json.dumps(body), books.seconds),
    )
    return status, body
