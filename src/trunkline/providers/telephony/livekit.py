"""LiveKit: its webhooks. A call is the stay of one telephone participant (kind SIP) in a room, told when it has left.

LiveKit has rooms and participants, no calls. What is sold is a telephone line that is held, so that is what is counted: a room in which
two telephones meet holds two calls, a room without a telephone holds none, and `room_finished`, which adds nothing to the stays, is
ignored. Only `participant_left` carries a whole stay.

    Trunkline          LiveKit                                      remark
    external_id        participant.attributes["sip.callID"]         never the event's `id`: each delivery may have another
    direction          attributes["sip.ruleID"]                     a dispatch rule is named for inbound calls only; without: outbound
    caller, callee     "sip.phoneNumber", "sip.trunkPhoneNumber"    the other way round for an outbound call
    agent              (nothing)                                    an agent is a participant of its own, and no event ties the two
    started_at         participant.joinedAt                         seconds
    answered_at        participant.joinedAt, inbound only           no event tells when an outbound call was answered
    ended_at           createdAt of the event                       seconds
    duration_seconds   createdAt − joinedAt
    billable_seconds   the same; 0 when it was not answered         of an outbound call this includes the ringing
    disposition        participant.disconnectReason, "sip.callStatus"

Not answered: the reasons USER_UNAVAILABLE, USER_REJECTED, SIP_TRUNK_FAILURE and JOIN_FAILURE, and a callStatus that is still `dialing` or
`ringing` at the end.

Signature: the `Authorization` header is a JWT (HS256, the API secret) whose claim `sha256` is the base64 SHA-256 of the body; `exp` must
and `nbf` may be there, with the minute of leeway that LiveKit's own SDK gives. The issuer is not compared: the secret is its alone.
"""

from __future__ import annotations

import binascii
import hmac
from base64 import b64encode, urlsafe_b64decode
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

import msgspec

from trunkline.domains.usage.model import CallReading, CallRecordInput, Direction, Disposition, IgnoredRow, RejectedRow
from trunkline.domains.usage.ports import Delivery
from trunkline.providers.telephony import told
from trunkline.providers.telephony.payloads import Ignored, Members, payloads_of, reading
from trunkline.providers.telephony.text_lines import content_of

LEEWAY = timedelta(minutes=1)
TOKEN_CHARACTERS_MAX = 4_096

_UNANSWERED = {
    "USER_UNAVAILABLE": Disposition.no_answer,
    "USER_REJECTED": Disposition.busy,
    "SIP_TRUNK_FAILURE": Disposition.failed,
    "JOIN_FAILURE": Disposition.failed,
}
_RINGING = {"dialing", "ringing"}


class LiveKitFormat:
    """`CallFormat` for LiveKit."""

    def read(self, stream: BinaryIO, zone: ZoneInfo) -> Iterator[CallReading | RejectedRow | IgnoredRow]:
        for item in payloads_of(content_of(stream)):
            if isinstance(item, RejectedRow):
                yield item
            else:
                yield reading(item.place, item.members, partial(_record, item.members))

    def refusal(self, delivery: Delivery, secret: str, now: datetime) -> str | None:
        token = delivery.headers.get("authorization", "").removeprefix("Bearer ")
        claims = _claims(token, secret)
        if claims is None:
            return "Authorization is no token that the secret has signed"
        if not _is_timely(claims, now):
            return "the token in Authorization is not valid now"
        body = b64encode(sha256(delivery.body).digest())
        if not hmac.compare_digest(str(claims.get("sha256", "")).encode(), body):
            return "the token in Authorization belongs to another body"
        return None


def _claims(token: str, secret: str) -> Mapping[str, Any] | None:
    """The claims, of an HS256 token whose signature holds."""
    parts = token.split(".")
    if len(parts) != 3 or len(token) > TOKEN_CHARACTERS_MAX or not token.isascii():
        return None
    try:
        header, claims, signature = (urlsafe_b64decode(part + "=" * (-len(part) % 4)) for part in parts)
        signed = hmac.digest(secret.encode(), f"{parts[0]}.{parts[1]}".encode(), "sha256")
        if not hmac.compare_digest(signed, signature):
            return None
        if msgspec.json.decode(header, type=dict[str, Any]).get("alg") != "HS256":
            return None
        return msgspec.json.decode(claims, type=dict[str, Any])
    except (binascii.Error, msgspec.DecodeError, ValueError, RecursionError):
        return None


def _is_timely(claims: Mapping[str, Any], now: datetime) -> bool:
    try:
        expires_at = told.at_epoch_seconds(claims.get("exp"), "exp")
        begins_at = told.at_epoch_seconds(claims["nbf"], "nbf") if "nbf" in claims else now
    except ValueError:
        return False
    return begins_at - LEEWAY <= now < expires_at + LEEWAY


def _record(members: Members) -> CallRecordInput | Ignored:
    event = told.needed(members, "event")
    participant = told.inner(members, "participant")
    attributes = told.inner(participant, "attributes")
    about = attributes.get("sip.callID")
    about = about if isinstance(about, str) else ""
    if event != "participant_left":
        return Ignored(f"the event {event[:60]!r} is not the end of a telephone's stay", about)
    if not participant:
        raise ValueError("participant is missing")
    if participant.get("kind") != "SIP":
        return Ignored("the participant that left is no telephone (its kind is not SIP)", about)
    return _call(members, participant, attributes)


def _call(event: Members, participant: Mapping[str, Any], attributes: Mapping[str, Any]) -> CallRecordInput:
    joined_at = told.at_epoch_seconds(participant.get("joinedAt"), "participant.joinedAt")
    left_at = told.at_epoch_seconds(event.get("createdAt"), "createdAt")
    length = told.seconds_between(joined_at, left_at)
    inbound = bool(told.text(attributes, "sip.ruleID"))
    parties = (told.text(attributes, "sip.phoneNumber"), told.text(attributes, "sip.trunkPhoneNumber"))
    caller, callee = parties if inbound else reversed(parties)
    disposition = _disposition(participant, attributes)
    answered = disposition is Disposition.answered
    return told.possible_call(
        external_id=told.needed(attributes, "sip.callID"),
        direction=Direction.inbound if inbound else Direction.outbound,
        caller=caller,
        callee=callee,
        agent="",
        started_at=joined_at,
        answered_at=joined_at if answered and inbound else None,
        ended_at=left_at,
        duration_seconds=length,
        billable_seconds=length if answered else 0,
        disposition=disposition,
    )


def _disposition(participant: Mapping[str, Any], attributes: Mapping[str, Any]) -> Disposition:
    unanswered = _UNANSWERED.get(told.text(participant, "disconnectReason"))
    if unanswered is not None:
        return unanswered
    return Disposition.no_answer if told.text(attributes, "sip.callStatus") in _RINGING else Disposition.answered
