"""Deliveries of events: when each is due, which of them go wrong, and sending them, signed as Stripe signs them.

What goes wrong is drawn from the seed and the event alone, so that a run that found something can be repeated.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

import httpx2

from trunkline.providers.simulator.world import World

_LATE_SECONDS = (60, 7200)
_REORDERED_SECONDS = (1, 30)
_RETRY_SECONDS = (60, 300, 1800, 7200, 18000, 36000)  # Stripe tries again for three days, less and less often


@dataclass(frozen=True, slots=True)
class Faults:
    """Which share of the events is delivered twice, late, out of order or not at all. All of them arrive at once by default."""

    seed: int = 0
    duplicate: float = 0.0
    late: float = 0.0
    reordered: float = 0.0
    lost: float = 0.0


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where deliveries go. Each of `secrets` makes a signature: two while one replaces the other."""

    url: str
    secrets: Sequence[str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Due:
    number: int
    attempts: int
    event: dict[str, Any]


def schedule(connection: sqlite3.Connection, event_id: str, now: datetime, faults: Faults) -> None:
    """Note the deliveries of a new event."""
    draw = Random(f"{faults.seed}/{event_id}")
    lost, twice, late, reordered = (
        draw.random() < share for share in (faults.lost, faults.duplicate, faults.late, faults.reordered)
    )
    delay = draw.uniform(*_LATE_SECONDS) if late else 0.0
    delay += draw.uniform(*_REORDERED_SECONDS) if reordered else 0.0
    for _ in range(0 if lost else 2 if twice else 1):
        connection.execute(
            "INSERT INTO stripe_delivery (event_id, due_at) VALUES (?, ?)", (event_id, now.timestamp() + delay)
        )


async def deliver_due(
    world: World, endpoint: Endpoint, now: datetime, client: httpx2.AsyncClient, limit: int = 100
) -> int:
    """Post at most `limit` deliveries that are due; how many were. One that is not answered with 2xx is due again later."""
    due = _due(world, now, limit)
    for delivery in due:
        is_taken = await _post(client, endpoint, delivery.event, now)
        _note(world, delivery, now, is_taken=is_taken)
    return len(due)


def signed(body: bytes, secrets: Sequence[str], now: datetime) -> str:
    """The `Stripe-Signature` header of a body."""
    moment = str(int(now.timestamp()))
    made = (hmac.new(secret.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest() for secret in secrets)
    return ",".join([f"t={moment}", *(f"v1={signature}" for signature in made)])


async def _post(client: httpx2.AsyncClient, endpoint: Endpoint, event: dict[str, Any], now: datetime) -> bool:
    body = json.dumps(event, indent=2, ensure_ascii=False).encode()
    headers = {
        "content-type": "application/json; charset=utf-8",
        "stripe-signature": signed(body, endpoint.secrets, now),
    }
    try:
        answer = await client.post(endpoint.url, content=body, headers=headers)
    except httpx2.HTTPError:
        return False
    return answer.is_success


def _due(world: World, now: datetime, limit: int) -> list[_Due]:
    with world.read() as connection:
        rows = connection.execute(
            "SELECT d.number, d.attempts, o.body FROM stripe_delivery d JOIN stripe_object o ON o.id = d.event_id "
            "WHERE d.delivered_at IS NULL AND d.due_at <= ? ORDER BY d.due_at, d.number LIMIT ?",
            (now.timestamp(), limit),
        ).fetchall()
    return [_Due(number, attempts, json.loads(body)) for number, attempts, body in rows]


def _note(world: World, delivery: _Due, now: datetime, *, is_taken: bool) -> None:
    """Delivered; or due again; or, after the last attempt, given up, so that only the list of events still tells of it."""
    with world.write() as connection:
        if is_taken:
            connection.execute(
                "UPDATE stripe_delivery SET delivered_at = ?, attempts = attempts + 1 WHERE number = ?",
                (now.timestamp(), delivery.number),
            )
        elif delivery.attempts < len(_RETRY_SECONDS):
            again = now.timestamp() + _RETRY_SECONDS[delivery.attempts]
            connection.execute(
                "UPDATE stripe_delivery SET due_at = ?, attempts = attempts + 1 WHERE number = ?",
                (again, delivery.number),
            )
        else:
            connection.execute("DELETE FROM stripe_delivery WHERE number = ?", (delivery.number,))
