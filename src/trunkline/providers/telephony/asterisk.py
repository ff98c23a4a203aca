"""Asterisk's call detail records: `Master.csv` as cdr_csv writes it, or a CSV with a header row of Asterisk's column names.

Columns and their order are those of cdr_csv.c (`build_csv_record`): 16 fixed ones, then `uniqueid` and `userfield` when logged, then
`peeraccount`, `linkedid` and `sequence` with newcdrcolumns=yes. Times are wall-clock times of the machine that wrote them.

Identity: Asterisk repeats a uniqueid on every leg of a call, so a record is its uniqueid together with a digest of all its columns.
The same line read twice is the same record; two legs never are. Unless they are to be joined: then a call is its linkedid (`legs`).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import blake2b
from typing import BinaryIO
from zoneinfo import ZoneInfo

from trunkline.domains.usage.model import (
    CALL_SECONDS_MAX,
    PARTY_MAX,
    CallReading,
    CallRecordInput,
    Direction,
    Disposition,
    RejectedRow,
)
from trunkline.providers.telephony.csv_rows import csv_rows
from trunkline.providers.telephony.local_times import Ambiguous, LocalTimes
from trunkline.providers.telephony.text_lines import RAW_CHARACTERS_MAX, lines_of

COLUMNS = (
    *("accountcode", "src", "dst", "dcontext", "clid", "channel", "dstchannel", "lastapp", "lastdata"),
    *("start", "answer", "end", "duration", "billsec", "disposition", "amaflags"),
    *("uniqueid", "userfield", "peeraccount", "linkedid", "sequence"),
)
_WIDTHS = range(18, 22)
_NEEDED = frozenset({"src", "dst", "start", "answer", "end", "duration", "billsec", "disposition", "uniqueid"})
_UNIQUEID_MAX = 100
# Behind peeraccount, which follows uniqueid and userfield, as far as each is logged.
_LINKEDID_PLACES = {19: 17, 20: 18, 21: 19}
_DISPOSITIONS = {
    "ANSWERED": Disposition.answered,
    "NO ANSWER": Disposition.no_answer,
    "BUSY": Disposition.busy,
    "FAILED": Disposition.failed,
    "CONGESTION": Disposition.failed,
    "CANCEL": Disposition.canceled,
}
# Context names are the dialplan author's own; these are the customs of FreePBX and of Asterisk's samples.
_INBOUND = ("from-pstn", "from-trunk", "from-did", "ext-did", "inbound", "incoming")
_OUTBOUND = ("outbound", "outgoing", "dialout", "macro-dialout")
_SECONDS = {str(second): second for second in range(7_200)}


class AsteriskReader:
    """`CallRecordReader` for Asterisk: each record is a call."""

    def read(self, stream: BinaryIO, zone: ZoneInfo) -> Iterator[CallReading | RejectedRow]:
        for item in records(stream, zone):
            yield item if isinstance(item, RejectedRow) else item[2]


def records(stream: BinaryIO, zone: ZoneInfo) -> Iterator[tuple[Layout, list[str], CallReading] | RejectedRow]:
    layout, times = Layout(), LocalTimes(zone)
    for item in csv_rows(lines_of(stream), layout.is_record):
        if isinstance(item, RejectedRow):
            yield item
            continue
        number, row = item
        try:
            record = layout.record(row)
            if record is not None:
                yield layout, record, CallReading(number, _call(record, times))
        except ValueError as refused:
            yield RejectedRow(number, str(refused), _written(row)[:RAW_CHARACTERS_MAX])


def _written(row: list[str]) -> str:
    """The row as CSV again, so that it can be mended and read once more."""
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(row)
    return text.getvalue()


class Layout:
    """Which column stands where: Asterisk's own order, unless the first row names the columns."""

    def __init__(self) -> None:
        self._started = self._native = False
        self._width = 0
        self._places: list[int | None] | None = None
        self._extra: list[int] = []

    def is_record(self, row: list[str]) -> bool:
        return len(row) in _WIDTHS if self._places is None else len(row) == self._width

    def record(self, row: list[str]) -> list[str] | None:
        """The columns of `row` in Asterisk's order; None for a header and for an empty line. Raises `ValueError`.

        Columns that Asterisk does not know follow at the end: nothing reads them, but they tell two records apart.
        """
        if self._native and 18 <= len(row) <= 21:
            return row
        if not row:
            return None
        if not self._started:
            self._started = True
            if self._is_header(row):
                return None
            self._native = True
        if not self.is_record(row):
            expected = "18 to 21" if self._places is None else self._width
            raise ValueError(f"{len(row)} columns instead of {expected}")
        if self._places is None:
            return row
        known = ["" if place is None else row[place] for place in self._places]
        return known + [row[place] for place in self._extra]

    def linkedid(self, record: list[str]) -> str | None:
        """What ties the legs of a call together; None where the record does not say."""
        if self._places is None:
            place = _LINKEDID_PLACES.get(len(record))
        else:
            place = COLUMNS.index("linkedid") if len(self._places) > COLUMNS.index("linkedid") else None
        return None if place is None else record[place]

    def _is_header(self, row: list[str]) -> bool:
        names = [name.strip().lower() for name in row]
        if not {"billsec", "disposition"} <= set(names):
            return False
        places = [names.index(name) if name in names else None for name in COLUMNS]
        # Up to the last column it has, so that a record's identity is the same with a header and without.
        while places[-1] is None:
            places.pop()
        self._places, self._width = places, len(row)
        self._extra = [place for place, name in enumerate(names) if name not in COLUMNS]
        missing = sorted(_NEEDED - set(names))
        if missing:
            self._width = -1
            raise ValueError(f"the header has no column {', '.join(missing)}: no row can be read")
        return True


def _call(row: list[str], times: LocalTimes) -> CallRecordInput:
    """The call of a record in Asterisk's order. Raises `ValueError` with a reason fit to show."""
    duration, billable = _seconds(row[12], "duration"), _seconds(row[13], "billsec")
    if billable > duration:
        raise ValueError(f"billsec {billable} is longer than duration {duration}")
    try:
        started, ended = times.utc(row[9]), times.utc(row[11])
        answered = times.utc(row[10]) if row[10] else None
    except Ambiguous:
        started, answered, ended = _unfolded(row, times, duration, billable)
    if ended < started:
        raise ValueError(f"it ends at {row[11]}, before it starts at {row[9]}")
    if answered is not None and not started <= answered <= ended:
        raise ValueError(f"it is answered at {row[10]}, outside {row[9]} … {row[11]}")
    disposition = _DISPOSITIONS.get(row[14])
    if disposition is None:
        raise ValueError(f"{row[14][:40]!r} is not a disposition of Asterisk")
    agent = _device(row[6])
    if len(row[1]) > PARTY_MAX or len(row[2]) > PARTY_MAX or len(agent) > PARTY_MAX:
        raise ValueError(f"src, dst or dstchannel is longer than {PARTY_MAX} characters")
    return CallRecordInput(
        _identity(row),
        _direction(row[3]),
        row[1],
        row[2],
        agent,
        started,
        answered,
        ended,
        duration,
        billable,
        disposition,
    )


def _identity(row: list[str]) -> str:
    """Joined by NUL, which no column may hold: two different rows never join to the same text."""
    text = "\0".join(row)
    if text.count("\0") != len(row) - 1:
        raise ValueError("it holds NUL bytes")
    uniqueid = row[16]
    # 19 columns: neither uniqueid nor userfield is logged, and linkedid stands behind peeraccount.
    if len(row) == 19 and "." not in uniqueid:
        uniqueid = row[17]
    if len(uniqueid) > _UNIQUEID_MAX or not (uniqueid.isascii() and uniqueid.isprintable()):
        raise ValueError(f"uniqueid is not {_UNIQUEID_MAX} characters of ASCII at most")
    return f"{uniqueid}:{blake2b(text.encode(), digest_size=8).hexdigest()}"


def _seconds(text: str, name: str) -> int:
    known = _SECONDS.get(text)
    if known is not None:
        return known
    if not (text.isascii() and text.removeprefix("-").isdigit()):
        raise ValueError(f"{name} {text[:40]!r} is not a number of seconds")
    if text.startswith("-"):
        raise ValueError(f"{name} is negative ({text[:40]})")
    # The length first: turning a million digits into an int would take minutes.
    if len(text) > 12 or int(text) > CALL_SECONDS_MAX:
        raise ValueError(f"{name} {text[:40]} is longer than a year")
    return int(text)


def _device(channel: str) -> str:
    """Who was called: `SIP/DORIT-0000001a` is DORIT. Empty when nobody was."""
    name = channel[channel.find("/") + 1 :]
    cut = name.rfind("-")
    return name[:cut] if cut > 0 else name


@lru_cache(maxsize=1_024)
def _direction(context: str) -> Direction:
    if context.startswith(_INBOUND):
        return Direction.inbound
    return Direction.outbound if context.startswith(_OUTBOUND) else Direction.unknown


def _unfolded(
    row: list[str], times: LocalTimes, duration: int, billable: int
) -> tuple[datetime, datetime | None, datetime]:
    """The times of a call in the hour that the clocks went through twice: the reading that its length agrees with.

    If both agree, because the whole call lies in that hour, the second in its uniqueid tells; failing that, the earlier one.
    """
    length, talk = timedelta(seconds=duration), timedelta(seconds=billable)
    created = _created_at(row[16])
    pairs = [(start, end) for start in times.candidates(row[9]) for end in times.candidates(row[11])]
    started, ended = min(pairs, key=lambda p: (abs(p[1] - p[0] - length), abs(p[0].timestamp() - created), p[0]))
    if not row[10]:
        return started, None, ended
    return started, min(times.candidates(row[10]), key=lambda answer: abs(ended - answer - talk)), ended


def _created_at(uniqueid: str) -> int:
    """The epoch second in a uniqueid, `[system-]1362424276.2`; 0 if there is none."""
    second = uniqueid.rpartition("-")[2].partition(".")[0]
    return int(second) if second.isascii() and second.isdigit() and len(second) <= 12 else 0
