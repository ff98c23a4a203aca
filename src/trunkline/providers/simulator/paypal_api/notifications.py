"""The list of events, and the verdicts on deliveries: of a webhook by its signature, of an IPN message by its bytes."""

from __future__ import annotations

import json
import zlib
from base64 import b64decode
from datetime import datetime
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from trunkline.providers.simulator.paypal_api.answers import Answer, Ask, Problem, link
from trunkline.providers.simulator.paypal_api.deliveries import was_sent_as_ipn

if TYPE_CHECKING:
    from trunkline.providers.simulator.paypal_api.simulator import PayPalSimulator

_ASK = b"cmd=_notify-validate&"
_EVENT = b'"webhook_event":'


def list_events(sim: PayPalSimulator, ask: Ask) -> Answer:
    """Newest first, with a link to the page after."""
    since, until = ask.query.get("start_time", ""), ask.query.get("end_time", "")
    size, first = int(ask.query.get("page_size", "10")), int(ask.query.get("next_page_token", "0"))
    with sim.reading() as page:
        rows = [one for one in page.all("event") if _moment(since) <= _moment(one["create_time"]) <= _moment(until)]
    rows.reverse()
    document = {"events": rows[first : first + size], "count": len(rows[first : first + size]), "links": []}
    if first + size < len(rows):
        query = f"start_time={since}&end_time={until}&page_size={size}&next_page_token={first + size}"
        document["links"] = [link("next", f"{ask.base}/v1/notifications/webhooks-events?{query}")]
    return Answer(200, document)


def verify_webhook_signature(sim: PayPalSimulator, ask: Ask) -> Answer:
    body = _event_in(ask.raw)
    text = f"{ask.body['transmission_id']}|{ask.body['transmission_time']}|{ask.body['webhook_id']}|{zlib.crc32(body)}"
    key = sim.authority.certificate.public_key()
    assert isinstance(key, RSAPublicKey), "the authority makes RSA keys"
    try:
        key.verify(b64decode(ask.body["transmission_sig"]), text.encode(), PKCS1v15(), SHA256())
        is_own = ask.body["webhook_id"] == sim.settings.webhook_id
    except (InvalidSignature, ValueError):
        is_own = False
    return Answer(200, {"verification_status": "SUCCESS" if is_own else "FAILURE"})


def verify_ipn(sim: PayPalSimulator, raw: bytes) -> str:
    is_own = raw.startswith(_ASK) and was_sent_as_ipn(sim, raw.removeprefix(_ASK))
    return "VERIFIED" if is_own else "INVALID"


def _event_in(raw: bytes) -> bytes:
    """The bytes of the member `webhook_event`, which is the last: a signature is over bytes and not over what they mean."""
    _, found, rest = raw.partition(_EVENT)
    body = rest.strip().removesuffix(b"}")
    try:
        json.loads(body)
    except ValueError:
        raise Problem(400, "VALIDATION_ERROR") from None
    return body if found else b""


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise Problem(400, "VALIDATION_ERROR") from None
