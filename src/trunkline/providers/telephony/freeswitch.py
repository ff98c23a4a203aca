"""FreeSWITCH: what mod_json_cdr and mod_xml_cdr write to a file or post, one record for each channel.

    Trunkline          FreeSWITCH                                        remark
    external_id        variables.uuid                                    the channel's; the core's and the delivery's are not read
    direction          variables.call_direction, else .direction         inbound, outbound, local; see below
    caller, callee     callflow[0].caller_profile: caller_id_number, destination_number
                                                                         the last profile, as mod_cdr_csv's templates have it
    agent              variables.cc_agent, else variables.dialed_user    who the queue or the dialplan connected
    started_at         variables.start_epoch                             seconds; the …_stamp ones are local times and not read
    answered_at        variables.answer_epoch                            0 or missing: nobody answered
    ended_at           variables.end_epoch
    duration_seconds   variables.duration
    billable_seconds   variables.billsec
    disposition        answer_epoch, else variables.hangup_cause         the causes below

B legs are not a second call. A channel is one when FreeSWITCH itself says that another channel originated it: its caller profile has an
`originator` (the very test by which both modules decide what `log-b-leg` leaves out), or `originating_leg_uuid` is set, which
FreeSWITCH sets on the channel that was called and nowhere else. Its A leg lasts from the first ring to the last word and is the call, so
the B leg is ignored. `direction` does not decide: a call that the switch itself places is `outbound` and an A leg.

`direction` is how the switch saw it: into it or out of it. A dialplan that knows better sets `call_direction` (FusionPBX does).

A value that stands there twice with different contents is refused. Variables of XML are always URL-encoded; those of JSON are when
`encode-values` is set, which shows in the stamps: encoded, they hold `%20` or `%3A`, and otherwise no per cent sign. A post has the record
as its body, or as the form field `cdr`, as it is or in base64.

Authentication: neither module signs. `cred` (mod_json_cdr, mod_xml_cdr) sends HTTP Basic; its password is the secret, its user is free.
"""

from __future__ import annotations

import binascii
import hmac
from base64 import b64decode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, BinaryIO
from urllib.parse import unquote_to_bytes
from zoneinfo import ZoneInfo

from trunkline.domains.usage.model import CallReading, CallRecordInput, Direction, Disposition, IgnoredRow, RejectedRow
from trunkline.domains.usage.ports import Delivery
from trunkline.providers.telephony import told
from trunkline.providers.telephony.payloads import (
    Blocks,
    Ignored,
    Members,
    first_byte,
    gathered,
    payloads_of,
    reading,
)
from trunkline.providers.telephony.safe_xml import texts_of
from trunkline.providers.telephony.text_lines import content_of, shown

_FIELD = b"cdr="
_DIRECTIONS = {
    "inbound": Direction.inbound,
    "outbound": Direction.outbound,
    "local": Direction.internal,
    "": Direction.unknown,
}
# Why nobody answered; a cause that is not here is `failed`.
_UNANSWERED = {
    "USER_BUSY": Disposition.busy,
    "CALL_REJECTED": Disposition.busy,
    "NO_ANSWER": Disposition.no_answer,
    "NO_USER_RESPONSE": Disposition.no_answer,
    "ALLOTTED_TIMEOUT": Disposition.no_answer,
    "PROGRESS_TIMEOUT": Disposition.no_answer,
    "NORMAL_CLEARING": Disposition.no_answer,
    "ORIGINATOR_CANCEL": Disposition.canceled,
    "LOSE_RACE": Disposition.canceled,
    "PICKED_OFF": Disposition.canceled,
}
_PROFILE = "cdr/callflow/caller_profile/"
_VARIABLES = "cdr/variables/"


@dataclass(frozen=True, slots=True)
class _Channel:
    """What both spellings of a record come to."""

    variables: Mapping[str, Any]
    profile: Mapping[str, Any]
    has_originator: bool


class FreeSwitchFormat:
    """`CallFormat` for FreeSWITCH."""

    def read(self, stream: BinaryIO, zone: ZoneInfo) -> Iterator[CallReading | RejectedRow | IgnoredRow]:
        first, blocks = first_byte(content_of(stream))
        if first in (b"<", _FIELD[:1]):
            yield from _of_document(blocks)
            return
        yield from _of_json(blocks)

    def refusal(self, delivery: Delivery, secret: str, now: datetime) -> str | None:
        scheme, _, credentials = delivery.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "basic":
            return "there is no HTTP Basic authorization (the setting `cred`)"
        try:
            password = b64decode(credentials, validate=True).partition(b":")[2]
        except (binascii.Error, ValueError):
            return "the HTTP Basic authorization is malformed"
        return None if hmac.compare_digest(password, secret.encode()) else "the password of `cred` is not the secret"


def _of_json(blocks: Blocks) -> Iterator[CallReading | RejectedRow | IgnoredRow]:
    for item in payloads_of(blocks):
        if isinstance(item, RejectedRow):
            yield item
        else:
            yield reading(item.place, item.members, partial(_of_members, item.members))


def _of_document(blocks: Blocks) -> Iterator[CallReading | RejectedRow | IgnoredRow]:
    """One XML document, or one form whose field holds a record."""
    document, rest = gathered(blocks)
    if rest is not None:
        yield RejectedRow(1, "the document is too large, or its compression is damaged", shown(document))
        return
    document = document.strip()
    if document.startswith(_FIELD):
        try:
            document = _field(document)
        except ValueError as refused:
            yield RejectedRow(1, str(refused), shown(document))
            return
    if document.startswith(b"<"):
        yield reading(1, shown(document), lambda: _record(_xml_channel(document)))
    else:
        yield from _of_json(iter([document]))


def _field(form: bytes) -> bytes:
    value = unquote_to_bytes(form.removeprefix(_FIELD).replace(b"+", b" ")).strip()
    if value[:1] in (b"<", b"{"):
        return value
    try:
        # Neither module escapes its base64, so that a plus sign arrives as itself.
        return b64decode(unquote_to_bytes(form.removeprefix(_FIELD)), validate=True).strip()
    except (binascii.Error, ValueError):
        raise ValueError("the form field cdr holds neither JSON nor XML, nor base64 of either") from None


def _of_members(members: Members) -> CallRecordInput | Ignored:
    return _record(_json_channel(members))


def _json_channel(members: Members) -> _Channel:
    variables = told.inner(members, "variables")
    if any("%" in str(variables.get(name, "")) for name in ("start_stamp", "answer_stamp", "end_stamp")):
        variables = {name: _unquoted(value) if isinstance(value, str) else value for name, value in variables.items()}
    profile = told.inner(_first_callflow(members), "caller_profile")
    return _Channel(variables, profile, bool(profile.get("originator")))


def _first_callflow(members: Members) -> Mapping[str, Any]:
    """The latest one; versions before 1.4 write an object instead of an array."""
    callflow = members.get("callflow")
    first = callflow[0] if isinstance(callflow, list) and callflow else callflow
    if first is None or first == []:
        return {}
    if not isinstance(first, dict):
        raise ValueError("callflow is no object")
    return first


def _xml_channel(document: bytes) -> _Channel:
    texts = texts_of(document)
    if "cdr" not in texts:
        raise ValueError("the XML is no <cdr>")
    if "cdr/variables[2]" in texts:
        raise ValueError("the XML holds variables twice")
    variables = {
        path.removeprefix(_VARIABLES): _single(path, found)
        for path, found in texts.items()
        if path.removeprefix(_VARIABLES) in _READ and path.startswith(_VARIABLES)
    }
    # The first profile is the latest one.
    profile = {
        name: texts[_PROFILE + name][0]
        for name in ("caller_id_number", "destination_number")
        if _PROFILE + name in texts
    }
    return _Channel(variables, profile, any(path.startswith(f"{_PROFILE}originator/") for path in texts))


_READ = frozenset(
    {
        *("uuid", "direction", "call_direction", "cc_agent", "dialed_user", "originating_leg_uuid", "hangup_cause"),
        *("start_epoch", "answer_epoch", "end_epoch", "duration", "billsec"),
    }
)


def _single(path: str, found: list[str]) -> str:
    values = {_unquoted(one) for one in found}
    if len(values) > 1:
        raise ValueError(f"{path.rpartition('/')[2]} stands there {len(found)} times with different values")
    return values.pop()


def _unquoted(value: str) -> str:
    try:
        return unquote_to_bytes(value).decode()
    except UnicodeDecodeError:
        raise ValueError(f"{value[:60]!r} is no URL-encoded UTF-8") from None


def _record(channel: _Channel) -> CallRecordInput | Ignored:
    variables = channel.variables
    if not variables:
        raise ValueError("variables is missing")
    uuid = told.needed(variables, "uuid")
    a_leg = told.text(variables, "originating_leg_uuid")
    if channel.has_originator or a_leg:
        return Ignored(f"a B leg{f' of {a_leg[:60]}' if a_leg else ''}: its A leg is the call", uuid)
    answered_at = None
    if str(variables.get("answer_epoch") or "0") != "0":
        answered_at = told.at_epoch_seconds(variables["answer_epoch"], "answer_epoch")
    return told.possible_call(
        external_id=uuid,
        direction=_direction(variables),
        caller=told.text(channel.profile, "caller_id_number"),
        callee=told.text(channel.profile, "destination_number"),
        agent=told.text(variables, "cc_agent") or told.text(variables, "dialed_user"),
        started_at=told.at_epoch_seconds(variables.get("start_epoch"), "start_epoch"),
        answered_at=answered_at,
        ended_at=told.at_epoch_seconds(variables.get("end_epoch"), "end_epoch"),
        duration_seconds=told.whole(variables.get("duration"), "duration"),
        billable_seconds=told.whole(variables.get("billsec"), "billsec"),
        disposition=_disposition(variables, answered_at),
    )


def _direction(variables: Mapping[str, Any]) -> Direction:
    written = told.text(variables, "call_direction") or told.text(variables, "direction").strip()
    return _DIRECTIONS.get(written, Direction.unknown)


def _disposition(variables: Mapping[str, Any], answered_at: datetime | None) -> Disposition:
    if answered_at is not None:
        return Disposition.answered
    return _UNANSWERED.get(told.needed(variables, "hangup_cause"), Disposition.failed)
