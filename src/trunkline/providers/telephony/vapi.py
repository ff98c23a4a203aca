"""Vapi: the server message `end-of-call-report`, and call objects as its API lists them.

    Trunkline          Vapi                                                remark
    external_id        message.call.id                                     never the message's own time or id
    direction          call.type                                           inboundPhoneCall, outboundPhoneCall; webCall: unknown
    caller, callee     customer.number, phoneNumber.number                 the other way round for an outbound call
    agent              assistant.name, else call.assistantId               the id also when the name has more than 80 characters
    started_at         startedAt; call.createdAt if nobody was connected   RFC 3339
    answered_at        startedAt                                           when anybody talked
    ended_at           endedAt; started_at if nobody was connected and it is missing
    duration_seconds   endedAt − startedAt                                 half up
    billable_seconds   the same; 0 when nobody was connected
    disposition        endedReason                                         the reasons below mean that nobody was connected

Fields stand in `message` or in `message.call`; where both have one, the message's holds, because it is written at the end. A voicemail
that answers is an answered call. `durationSeconds` and `cost` are not read: the first repeats the two times, the second is Vapi's.

Ignored: every message that is not `end-of-call-report`, and a call object whose `status` is not `ended`.

Authentication: Vapi sends what its credential was set up to send. Accepted are `X-Vapi-Secret` (the secret itself), and an HMAC
credential with SHA-256, hex, in `X-Vapi-Signature` or Vapi's default header `X-Signature`: over `{timestamp}.{body}` (its default), the
timestamp in `X-Timestamp`, or over `{body}` where none is sent. Vapi names no tolerance; five minutes are taken. A credential that sends
`Authorization: Bearer` is what an API key is for.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from trunkline.domains.usage.model import (
    PARTY_MAX,
    CallReading,
    CallRecordInput,
    Direction,
    Disposition,
    IgnoredRow,
    RejectedRow,
)
from trunkline.domains.usage.ports import Delivery
from trunkline.providers.telephony import told
from trunkline.providers.telephony.payloads import Ignored, Members, payloads_of, reading
from trunkline.providers.telephony.text_lines import content_of

TOLERANCE = timedelta(minutes=5)
END = "end-of-call-report"

_DIRECTIONS = {"inboundPhoneCall": Direction.inbound, "outboundPhoneCall": Direction.outbound}
_UNCONNECTED = {
    "customer-busy": Disposition.busy,
    "customer-did-not-answer": Disposition.no_answer,
    "customer-did-not-give-microphone-permission": Disposition.failed,
    "manually-canceled": Disposition.canceled,
    "twilio-failed-to-connect-call": Disposition.failed,
    "twilio-reported-customer-misdialed": Disposition.failed,
    "vonage-failed-to-connect-call": Disposition.failed,
    "vonage-rejected": Disposition.failed,
}
_UNCONNECTED_STARTS = ("call.start.error-", "call-start-error-", "assistant-request-", "assistant-not-")


# What a delivery with a timestamp is signed over; sent without the header it would be as fresh as ever.
_STAMPED = re.compile(rb"\d{10,13}\.")


class VapiFormat:
    """`CallFormat` for Vapi."""

    def read(self, stream: BinaryIO, zone: ZoneInfo) -> Iterator[CallReading | RejectedRow | IgnoredRow]:
        for item in payloads_of(content_of(stream)):
            if isinstance(item, RejectedRow):
                yield item
            else:
                yield reading(item.place, item.members, partial(_record, item.members))

    def refusal(self, delivery: Delivery, secret: str, now: datetime) -> str | None:
        shown = delivery.headers.get("x-vapi-secret")
        if shown is not None:
            right = hmac.compare_digest(shown.encode(), secret.encode())
            return None if right else "X-Vapi-Secret is not the secret"
        return _signature_refusal(delivery, secret, now)


def _signature_refusal(delivery: Delivery, secret: str, now: datetime) -> str | None:
    headers = delivery.headers
    signature = headers.get("x-vapi-signature") or headers.get("x-signature")
    if not signature:
        return "there is neither X-Vapi-Secret nor X-Vapi-Signature nor X-Signature"
    timestamp = headers.get("x-timestamp")
    if timestamp is None and _STAMPED.match(delivery.body):
        return "the body begins with a timestamp, which belongs into X-Timestamp"
    signed = delivery.body if timestamp is None else timestamp.encode() + b"." + delivery.body
    expected = hmac.digest(secret.encode(), signed, "sha256").hex()
    if not hmac.compare_digest(expected.encode(), signature.removeprefix("sha256=").encode()):
        return "the signature does not belong to this body and secret"
    if timestamp is not None and not _is_recent(timestamp, now):
        return "X-Timestamp is more than five minutes from now"
    return None


def _is_recent(timestamp: str, now: datetime) -> bool:
    """Seconds or milliseconds: thirteen digits are milliseconds until the year 2286, and ten are seconds."""
    if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) in (10, 13)):
        return False
    milliseconds = int(timestamp) * (1_000 if len(timestamp) == 10 else 1)
    return abs(now - told.EPOCH - timedelta(milliseconds=milliseconds)) <= TOLERANCE


def _record(members: Members) -> CallRecordInput | Ignored:
    if "message" not in members:
        return _listed(members)
    message = told.inner(members, "message")
    call = told.inner(message, "call")
    kind = told.needed(message, "type")
    if kind != END:
        about = call.get("id")
        return Ignored(f"the message {kind[:60]!r} is not the end of a call", about if isinstance(about, str) else "")
    return _call(message, call)


def _listed(call: Members) -> CallRecordInput | Ignored:
    call_id, status = told.needed(call, "id"), told.needed(call, "status")
    return _call(call, call) if status == "ended" else Ignored(f"the call is {status[:40]}: it has not ended", call_id)


def _call(message: Mapping[str, Any], call: Mapping[str, Any]) -> CallRecordInput:
    call_id, reason = told.needed(call, "id"), told.text(message, "endedReason") or told.needed(call, "endedReason")
    unconnected = _unconnected(reason)
    started_at, ended_at = _times(message, call, unconnected is not None)
    length = told.seconds_between(started_at, ended_at)
    direction = _DIRECTIONS.get(told.text(call, "type"), Direction.unknown)
    parties = (_number(message, call, "customer"), _number(message, call, "phoneNumber"))
    caller, callee = reversed(parties) if direction is Direction.outbound else parties
    return told.possible_call(
        external_id=call_id,
        direction=direction,
        caller=caller,
        callee=callee,
        agent=_agent(message, call),
        started_at=started_at,
        answered_at=started_at if unconnected is None else None,
        ended_at=ended_at,
        duration_seconds=length,
        billable_seconds=length if unconnected is None else 0,
        disposition=unconnected or Disposition.answered,
    )


def _unconnected(reason: str) -> Disposition | None:
    if reason in _UNCONNECTED:
        return _UNCONNECTED[reason]
    failed = reason.startswith(_UNCONNECTED_STARTS) or reason.endswith("-failed-to-connect-call")
    return Disposition.failed if failed else None


def _times(message: Mapping[str, Any], call: Mapping[str, Any], unconnected: bool) -> tuple[datetime, datetime]:
    started, ended = (message.get(name) or call.get(name) for name in ("startedAt", "endedAt"))
    if unconnected and not started:
        started = call.get("createdAt")
    started_at = told.at_rfc3339(started, "startedAt")
    return started_at, started_at if unconnected and not ended else told.at_rfc3339(ended, "endedAt")


def _number(message: Mapping[str, Any], call: Mapping[str, Any], party: str) -> str:
    return told.text(told.inner(message, party), "number") or told.text(told.inner(call, party), "number")


def _agent(message: Mapping[str, Any], call: Mapping[str, Any]) -> str:
    name = told.text(told.inner(message, "assistant"), "name")
    return name if 0 < len(name) <= PARTY_MAX else told.text(call, "assistantId")
