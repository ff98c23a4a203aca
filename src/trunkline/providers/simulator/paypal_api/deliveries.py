"""Deliveries: signed as PayPal signs, posted when they are due, and again after a while when they are not answered."""

from __future__ import annotations

import zlib
from base64 import b64encode
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from trunkline.providers.simulator.paypal_api.authority import CERTIFICATE_ID
from trunkline.providers.simulator.paypal_api.books import stamp

if TYPE_CHECKING:
    from trunkline.providers.simulator.paypal_api.simulator import PayPalSimulator

ATTEMPTS_MAX = 25
AGAIN_AFTER_MAX = timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class Delivery:
    """`channel` is `webhook` or `ipn`; header names are in lower case."""

    number: int
    channel: str
    event_id: str
    body: bytes
    headers: Mapping[str, str]
    attempts: int = 0


# Answers the HTTP status; an exception counts as no answer.
Send = Callable[[Delivery], Awaitable[int]]


def due_deliveries(sim: PayPalSimulator, channel: str | None = None) -> list[Delivery]:
    """What is to be posted now, in the order in which it became due."""
    with sim.reading() as page:
        rows = page.sql.execute(
            "SELECT number, channel, event_id, body, attempts FROM paypal_delivery "
            "WHERE done_at IS NULL AND due_at <= ? AND attempts < ? AND (? IS NULL OR channel = ?) ORDER BY due_at, number",
            (stamp(sim.now), ATTEMPTS_MAX, channel, channel),
        ).fetchall()
    return [
        Delivery(number, sent_by, event_id, body, _headers(sim, sent_by, number, body), attempts)
        for number, sent_by, event_id, body, attempts in rows
    ]


async def deliver_due(sim: PayPalSimulator, send: Send, channel: str | None = None) -> int:
    """Post what is due; how many were answered with 2xx."""
    answered = 0
    for delivery in due_deliveries(sim, channel):
        try:
            status = await send(delivery)
        except Exception:  # whatever goes wrong on the way to them, PayPal comes again
            status = 0
        answered += 200 <= status < 300
        _note(sim, delivery, is_answered=200 <= status < 300)
    return answered


def was_sent_as_ipn(sim: PayPalSimulator, body: bytes) -> bool:
    with sim.reading() as page:
        row = page.sql.execute("SELECT 1 FROM paypal_delivery WHERE channel = 'ipn' AND body = ?", (body,)).fetchone()
    return row is not None


def signed_headers(sim: PayPalSimulator, transmission: str, body: bytes, at: datetime) -> dict[str, str]:
    """What PayPal sends beside a body, signed by the simulator's authority."""
    text = f"{transmission}|{stamp(at)}|{sim.settings.webhook_id}|{zlib.crc32(body)}"
    return {
        "content-type": "application/json",
        "paypal-transmission-id": transmission,
        "paypal-transmission-time": stamp(at),
        "paypal-transmission-sig": b64encode(sim.authority.sign(text.encode())).decode(),
        "paypal-auth-algo": "SHA256withRSA",
        "paypal-auth-version": "v2",
        "paypal-cert-url": f"{sim.base}/v1/notifications/certs/{CERTIFICATE_ID}",
    }


def _headers(sim: PayPalSimulator, channel: str, number: int, body: bytes) -> dict[str, str]:
    if channel == "ipn":
        return {"content-type": "application/x-www-form-urlencoded"}
    return signed_headers(sim, str(uuid5(NAMESPACE_URL, f"{sim.base}/{number}")), body, sim.now)


def _note(sim: PayPalSimulator, delivery: Delivery, *, is_answered: bool) -> None:
    again = sim.now + min(timedelta(minutes=2**delivery.attempts), AGAIN_AFTER_MAX)
    with sim.writing() as page:
        page.sql.execute(
            "UPDATE paypal_delivery SET attempts = attempts + 1, done_at = ?, due_at = ? WHERE number = ?",
            (stamp(sim.now) if is_answered else None, stamp(again), delivery.number),
        )
