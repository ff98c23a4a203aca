"""Retell AI: the webhook `call_ended` (and `call_analyzed`, the same call told once more), and call objects as its API lists them.

    Trunkline          Retell                                  remark
    external_id        call.call_id                            never the delivery's; each event about the call repeats it
    direction          call.direction                          a web call has none: unknown
    caller, callee     call.from_number, call.to_number        empty for a web call
    agent              call.agent_name, else call.agent_id     the id also when the name has more than 80 characters
    started_at         call.start_timestamp                    milliseconds
    answered_at        call.start_timestamp                    when anybody talked: Retell begins when the call is connected
    ended_at           call.end_timestamp                      milliseconds
    duration_seconds   end_timestamp − start_timestamp         half up
    billable_seconds   call.duration_ms                        half up; it may be less than the two times are apart, never more
    disposition        call.call_status, disconnection_reason  answered when duration_ms is more than 0

Ignored: every other event, a call that is `registered` or `ongoing`, and one that was `not_connected` and has no times at all.

Signature: `X-Retell-Signature: v={ms},d={hex(hmac_sha256(api key, body + ms))}`, valid for five minutes, as in Retell's own SDK.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import BinaryIO
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

_ENDED = {"call_ended", "call_analyzed"}
_NOT_YET = {"registered", "ongoing"}
_STATUSES = _NOT_YET | {"ended", "error", "not_connected"}
_DIRECTIONS = {"inbound": Direction.inbound, "outbound": Direction.outbound, "": Direction.unknown}
# Why nobody talked; a reason that is not here, when nobody did, is `failed`.
_UNANSWERED = {
    "dial_busy": Disposition.busy,
    "user_declined": Disposition.busy,
    "dial_no_answer": Disposition.no_answer,
    "error_user_not_joined": Disposition.no_answer,
    "registered_call_timeout": Disposition.no_answer,
    "manual_stopped": Disposition.canceled,
}
_SIGNATURE = re.compile(r"v=(\d{1,15}),d=([0-9a-f]{64})", re.ASCII)


class RetellFormat:
    """`CallFormat` for Retell."""

    def read(self, stream: BinaryIO, zone: ZoneInfo) -> Iterator[CallReading | RejectedRow | IgnoredRow]:
        for item in payloads_of(content_of(stream)):
            if isinstance(item, RejectedRow):
                yield item
            else:
                yield reading(item.place, item.members, partial(_record, item.members))

    def refusal(self, delivery: Delivery, secret: str, now: datetime) -> str | None:
        matched = _SIGNATURE.fullmatch(delivery.headers.get("x-retell-signature", ""))
        if matched is None:
            return "there is no X-Retell-Signature of the form v=…,d=…"
        signed = hmac.digest(secret.encode(), delivery.body + matched[1].encode(), "sha256").hex()
        if not hmac.compare_digest(signed, matched[2]):
            return "X-Retell-Signature does not belong to this body and secret"
        if abs(now - told.EPOCH - timedelta(milliseconds=int(matched[1]))) > TOLERANCE:
            return "X-Retell-Signature is more than five minutes from now"
        return None


def _record(members: Members) -> CallRecordInput | Ignored:
    if "event" not in members:
        return _call(members)
    event = told.needed(members, "event")
    if event not in _ENDED:
        about = told.inner(members, "call").get("call_id")
        return Ignored(f"the event {event[:60]!r} is not the end of a call", about if isinstance(about, str) else "")
    return _call(dict(told.inner(members, "call")))


def _call(call: Members) -> CallRecordInput | Ignored:
    call_id, status = told.needed(call, "call_id"), told.needed(call, "call_status")
    reason = told.text(call, "disconnection_reason")
    if status not in _STATUSES:
        raise ValueError(f"{status[:40]!r} is not a call_status of Retell")
    if status in _NOT_YET:
        return Ignored(f"the call is {status}: it has not ended", call_id)
    if status == "not_connected" and call.get("start_timestamp") is None:
        return Ignored("the call was not connected, and has no times", call_id)
    started_at = told.at_epoch_milliseconds(call.get("start_timestamp"), "start_timestamp")
    ended_at = told.at_epoch_milliseconds(call.get("end_timestamp"), "end_timestamp")
    talked = _talked_milliseconds(call, status, reason)
    direction = told.text(call, "direction")
    if direction not in _DIRECTIONS:
        raise ValueError(f"{direction[:40]!r} is not a direction of Retell")
    return told.possible_call(
        external_id=call_id,
        direction=_DIRECTIONS[direction],
        caller=told.text(call, "from_number"),
        callee=told.text(call, "to_number"),
        agent=_agent(call),
        started_at=started_at,
        answered_at=started_at if talked else None,
        ended_at=ended_at,
        duration_seconds=told.seconds_between(started_at, ended_at),
        billable_seconds=told.seconds_of(talked),
        disposition=Disposition.answered if talked else _UNANSWERED.get(reason, Disposition.failed),
    )


def _talked_milliseconds(call: Members, status: str, reason: str) -> int:
    """A call that was connected must say how long; for one that was not, saying nothing means nothing."""
    if call.get("duration_ms") is None and (status != "ended" or reason in _UNANSWERED):
        return 0
    talked = told.whole(call.get("duration_ms"), "duration_ms")
    if talked and status == "not_connected":
        raise ValueError(f"it was not connected, and lasted {talked} ms")
    return talked


def _agent(call: Members) -> str:
    name = told.text(call, "agent_name")
    return name if 0 < len(name) <= PARTY_MAX else told.text(call, "agent_id")
