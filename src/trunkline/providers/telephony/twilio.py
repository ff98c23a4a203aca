"""Twilio Programmable Voice: call resources as JSON (one, a page of a list, or exports of either), and status callbacks as a form.

    Trunkline          call resource                    status callback             remark
    external_id        sid                              CallSid                     the same for every callback about the call
    direction          direction                        Direction                   trunking-originating comes in, -terminating goes out
    caller, callee     from, to                         From, To                    numbers, SIP addresses or `client:` names
    agent              (nothing)                        (nothing)                   Twilio knows numbers, no people
    started_at         start_time                       Timestamp − CallDuration    a callback does not tell when it began to ring
    answered_at        end_time − duration              Timestamp − CallDuration    when it was answered
    ended_at           end_time                         Timestamp                   RFC 2822
    duration_seconds   end_time − start_time            CallDuration
    billable_seconds   duration                         CallDuration                Twilio counts from the answer; both say the same
    disposition        status                           CallStatus                  completed, busy, no-answer, failed, canceled

Whichever of the two arrives first is the call. `price` is what Twilio charges, not what is sold, and is not read.

Ignored: a call that has not ended (queued, initiated, ringing, in-progress), and a call whose direction is `outbound-dial`: that is the
leg that <Dial> made within another call, whose own record already lasts as long as the conversation.

Signature: `X-Twilio-Signature` is base64(hmac_sha1(auth token, URL + the form's fields, sorted, each name followed by its value)). For a
body that is no form, the URL carries `bodySHA256`, and the signature is over the URL alone. Twilio sends no timestamp. The URL is
TRUNKLINE_PUBLIC_URL with the path and query of the request, tried with and without the port that its scheme implies.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from trunkline.domains.usage.model import (
    CALL_SECONDS_MAX,
    CallReading,
    CallRecordInput,
    Direction,
    Disposition,
    IgnoredRow,
    RejectedRow,
)
from trunkline.domains.usage.ports import Delivery
from trunkline.providers.telephony import told
from trunkline.providers.telephony.payloads import (
    DOCUMENT_BYTES_MAX,
    Blocks,
    Ignored,
    Members,
    first_byte,
    payloads_of,
    reading,
)
from trunkline.providers.telephony.text_lines import Tear, content_of, shown
from trunkline.providers.telephony.twilio_signature import form_of, twilio_refusal

_NOT_YET = {"queued", "initiated", "ringing", "in-progress"}
_DISPOSITIONS = {
    "completed": Disposition.answered,
    "busy": Disposition.busy,
    "no-answer": Disposition.no_answer,
    "failed": Disposition.failed,
    "canceled": Disposition.canceled,
}
_DIRECTIONS = {
    "inbound": Direction.inbound,
    "outbound-api": Direction.outbound,
    "trunking-originating": Direction.inbound,
    "trunking-terminating": Direction.outbound,
}
_LEG = "outbound-dial"


class TwilioFormat:
    """`CallFormat` for Twilio."""

    def read(self, stream: BinaryIO, zone: ZoneInfo) -> Iterator[CallReading | RejectedRow | IgnoredRow]:
        first, blocks = first_byte(content_of(stream))
        yield from (_of_json(blocks) if first in (b"{", b"[", b"") else _of_forms(blocks))

    def refusal(self, delivery: Delivery, secret: str, now: datetime) -> str | None:
        return twilio_refusal(delivery, secret)


def _of_json(blocks: Blocks) -> Iterator[CallReading | RejectedRow | IgnoredRow]:
    for item in payloads_of(blocks):
        if isinstance(item, RejectedRow):
            yield item
            continue
        for place, resource in enumerate(_resources(item.members), item.place):
            told_of = resource if isinstance(resource, dict) else {}
            yield reading(place, told_of, partial(_resource, resource))


def _resources(members: Members) -> list[Any]:
    """The calls of a page, or the one that it is itself."""
    calls = members.get("calls")
    return calls if isinstance(calls, list) else [members]


def _of_forms(blocks: Blocks) -> Iterator[CallReading | RejectedRow | IgnoredRow]:
    """One callback per line."""
    number, rest = 1, b""
    for block in blocks:
        if isinstance(block, Tear):
            yield RejectedRow(number, block.reason, shown(rest))
            return
        *lines, rest = (rest + block).split(b"\n")
        for line in lines:
            yield from _of_form(number, line)
            number += 1
        if len(rest) > DOCUMENT_BYTES_MAX:
            yield RejectedRow(number, f"the line is longer than {DOCUMENT_BYTES_MAX} bytes", shown(rest))
            return
    yield from _of_form(number, rest)


def _of_form(number: int, line: bytes) -> Iterator[CallReading | RejectedRow | IgnoredRow]:
    line = line.strip()
    if line:
        yield reading(number, shown(line), partial(_callback, line))


def _resource(call: Any) -> CallRecordInput | Ignored:
    if not isinstance(call, dict):
        raise ValueError("it is no object")
    sid, status = _call_sid(call, "sid"), told.needed(call, "status")
    ignored = _ignored(sid, status, told.text(call, "direction"))
    if ignored is not None:
        return ignored
    started_at, ended_at = (told.at_rfc2822(call.get(name), name) for name in ("start_time", "end_time"))
    talked = _talked(call.get("duration"), "duration", status)
    return _call(
        call, ("direction", "from", "to"), sid, status, talked, started_at, told.seconds_between(started_at, ended_at)
    )


def _callback(body: bytes) -> CallRecordInput | Ignored:
    try:
        pairs = form_of(body)
    except ValueError:
        raise ValueError("neither JSON nor a form in UTF-8") from None
    fields = dict(pairs)
    if len(set(pairs)) != len(fields):
        raise ValueError("a field is there twice with different values")
    sid, status = _call_sid(fields, "CallSid"), told.needed(fields, "CallStatus")
    ignored = _ignored(sid, status, told.text(fields, "Direction"))
    if ignored is not None:
        return ignored
    ended_at = told.at_rfc2822(fields.get("Timestamp"), "Timestamp")
    talked = _talked(fields.get("CallDuration"), "CallDuration", status)
    started_at = ended_at - timedelta(seconds=talked)
    return _call(fields, ("Direction", "From", "To"), sid, status, talked, started_at, talked)


def _call_sid(members: Mapping[str, Any], name: str) -> str:
    sid = told.needed(members, name)
    if not sid.startswith("CA"):
        raise ValueError(f"{name} {sid[:40]!r} is not that of a call (CA…)")
    return sid


def _ignored(sid: str, status: str, direction: str) -> Ignored | None:
    if status in _NOT_YET:
        return Ignored(f"the call is {status}: it has not ended", sid)
    if status not in _DISPOSITIONS:
        raise ValueError(f"{status[:40]!r} is not a status of Twilio")
    return Ignored(f"a leg of another call ({_LEG})", sid) if direction == _LEG else None


def _talked(value: Any, name: str, status: str) -> int:
    """Only a completed call has talk; Twilio leaves the field empty, or 0, for the others."""
    if status == "completed":
        talked = told.whole(value, name)
    else:
        talked = told.whole(value, name) if value not in (None, "") else 0
        if talked:
            raise ValueError(f"a call that is {status} has {talked} seconds of talk")
    if talked > CALL_SECONDS_MAX:
        raise ValueError(f"{name} {talked} is longer than a year")
    return talked


def _call(
    members: Mapping[str, Any],
    names: tuple[str, str, str],
    sid: str,
    status: str,
    talked: int,
    started_at: datetime,
    length: int,
) -> CallRecordInput:
    direction, caller, callee = (told.text(members, name) for name in names)
    disposition = _DISPOSITIONS[status]
    ended_at = started_at + timedelta(seconds=length)
    return told.possible_call(
        external_id=sid,
        direction=_DIRECTIONS.get(direction, Direction.unknown),
        caller=caller,
        callee=callee,
        agent="",
        started_at=started_at,
        answered_at=ended_at - timedelta(seconds=talked) if disposition is Disposition.answered else None,
        ended_at=ended_at,
        duration_seconds=length,
        billable_seconds=talked,
        disposition=disposition,
    )
