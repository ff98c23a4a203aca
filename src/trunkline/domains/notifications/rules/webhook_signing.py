"""Signatures as https://www.standardwebhooks.com has them: HMAC-SHA256 over `id.timestamp.body`, in Base64, behind `v1,`."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import datetime

MARK = "whsec_"
SECRET_BYTES = 32
USER_AGENT = "Trunkline-Webhooks/1"


def secret_text(key: bytes) -> str:
    """As the integrator gets it."""
    return MARK + base64.b64encode(key).decode()


def told_of(fact: Mapping[str, object], happened_at: str) -> dict[str, object]:
    """What is sent: `type`, `timestamp` and `data` as the standard has them, and beside them where the fact stands in its stream."""
    return {
        "type": fact["kind"],
        "timestamp": happened_at,
        "data": fact["payload"],
        "id": fact["id"],
        "version": fact["version"],
        "subject": fact["subject"],
        "company_id": fact["company_id"],
        "seq": fact["seq"],
    }


def body_of(told: Mapping[str, object]) -> bytes:
    """The bytes that are signed and sent."""
    return json.dumps(told, separators=(",", ":"), ensure_ascii=False).encode()


def headers_of(keys: Sequence[bytes], message_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """The headers of one attempt at `at`. Each key signs: a receiver believes a delivery when one of the signatures is good."""
    timestamp = str(int(at.timestamp()))
    signatures = " ".join(_signature(key, message_id, timestamp, body) for key in keys)
    return {
        "content-type": "application/json",
        "user-agent": USER_AGENT,
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": signatures,
    }


def _signature(key: bytes, message_id: str, timestamp: str, body: bytes) -> str:
    signed = hmac.new(key, f"{message_id}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return "v1," + base64.b64encode(signed).decode()
