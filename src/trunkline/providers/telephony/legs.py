"""Legs of one Asterisk call, joined by `linkedid`: transfers, queues, parallel dialling and conferences write a record for each leg.

    Joined call        of its legs
    external_id        the linkedid
    direction          that of the first leg
    caller, callee     those of the first leg: who called, and what was dialled
    agent              who was called by the first leg that was answered, else by the first
    started_at         the earliest start
    answered_at        the earliest answer
    ended_at           the latest end
    duration_seconds   latest end − earliest start
    billable_seconds   the seconds in which at least one leg was answered: two legs at the same time are talked once
    disposition        answered when a leg was, else that of the last leg

The first leg is the one that started first, and among those the one that stands first. Legs of a call lie apart in the file, because each
is written when it ends: all are held until its end. A call whose legs lie in two files is joined in each of them, and the second part is
then a duplicate of the first; so rotate such logs when nobody talks. A file that was once read without joining must not be read with it:
its records have other ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import BinaryIO
from zoneinfo import ZoneInfo

from trunkline.domains.usage.model import CallReading, CallRecordInput, Disposition, RejectedRow
from trunkline.providers.telephony.asterisk import records
from trunkline.providers.telephony.told import seconds_between

LEGS_MAX = 500_000

# What the record says that it belongs to, and the record. None: it does not say.
Leg = tuple[str | None, CallReading]


class JoiningAsteriskReader:
    """`CallRecordReader` for Asterisk: the records with the same linkedid are one call."""

    def read(self, stream: BinaryIO, zone: ZoneInfo) -> Iterator[CallReading | RejectedRow]:
        yield from joined_legs(
            item if isinstance(item, RejectedRow) else (item[0].linkedid(item[1]), item[2])
            for item in records(stream, zone)
        )


def joined_legs(legs: Iterable[Leg | RejectedRow]) -> Iterator[CallReading | RejectedRow]:
    """Rejected rows at once, then the calls in the order of their first line."""
    calls: dict[str, list[CallReading]] = {}
    for number, item in enumerate(legs, 1):
        if isinstance(item, RejectedRow):
            yield item
            continue
        linkedid, reading = item
        refused = _refusal(linkedid, number)
        if linkedid is None or refused is not None:
            yield RejectedRow(reading.line_number, refused or "", reading.call.external_id)
            continue
        calls.setdefault(linkedid, []).append(reading)
    for linkedid, found in calls.items():
        yield CallReading(found[0].line_number, joined(linkedid, [one.call for one in found]))


def joined(linkedid: str, legs: list[CallRecordInput]) -> CallRecordInput:
    """The one call that the legs are. See the module."""
    first, last = min(legs, key=lambda leg: leg.started_at), max(legs, key=lambda leg: leg.ended_at)
    answered = sorted((leg for leg in legs if leg.answered_at is not None), key=lambda leg: leg.started_at)
    talked = [leg for leg in legs if leg.disposition is Disposition.answered]
    return CallRecordInput(
        linkedid,
        first.direction,
        first.caller,
        first.callee,
        (answered[0] if answered else first).agent,
        first.started_at,
        min((leg.answered_at for leg in answered if leg.answered_at is not None), default=None),
        last.ended_at,
        seconds_between(first.started_at, last.ended_at),
        _seconds_of_talk(legs),
        Disposition.answered if talked else last.disposition,
    )


def _seconds_of_talk(legs: list[CallRecordInput]) -> int:
    """Each leg talks for its billable seconds, up to its end; overlaps count once."""
    total, until = timedelta(0), datetime.min.replace(tzinfo=legs[0].ended_at.tzinfo)
    for begun, ended in sorted((_talks_from(leg), leg.ended_at) for leg in legs):
        total += max(ended, until) - max(begun, until)
        until = max(ended, until)
    return int(total.total_seconds())


def _talks_from(leg: CallRecordInput) -> datetime:
    return max(leg.started_at, leg.ended_at - timedelta(seconds=leg.billable_seconds))


def _refusal(linkedid: str | None, number: int) -> str | None:
    if not linkedid:
        return "it has no linkedid to join it by (newcdrcolumns=yes in cdr.conf writes it)"
    if len(linkedid) > 100 or not (linkedid.isascii() and linkedid.isprintable()) or linkedid != linkedid.strip():
        return "linkedid is not 100 characters of ASCII at most"
    if number > LEGS_MAX:
        return f"more than {LEGS_MAX} records in a file cannot be joined; read it in parts"
    return None
