"""Asterisk's records are read to the second, and what is no record is named and costs only itself."""

from __future__ import annotations

import gzip
import io
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from trunkline.domains.usage.model import CallReading, CallRecordInput, Direction, Disposition, RejectedRow
from trunkline.providers.telephony.asterisk import COLUMNS, AsteriskReader

JERUSALEM = ZoneInfo("Asia/Jerusalem")
BERLIN = ZoneInfo("Europe/Berlin")
HEADER = ",".join(COLUMNS[:18])


def row(**changed: str) -> str:
    """A record as cdr_csv writes it; `changed` replaces columns, new ones are added at the end."""
    columns = {
        "accountcode": '"bank"', "src": '"0"', "dst": '"PS"', "dcontext": '"from-pstn"', "clid": '"""0"" <0>"',
        "channel": '"DAHDI/AA0101-00000000"', "dstchannel": '"SIP/DORIT-00000000"', "lastapp": '"Dial"',
        "lastdata": '"PS"', "start": '"1999-02-01 07:02:47"', "answer": '"1999-02-01 07:02:55"',
        "end": '"1999-02-01 07:05:41"', "duration": "174", "billsec": "166", "disposition": '"ANSWERED"',
        "amaflags": '"DOCUMENTATION"', "uniqueid": '"917852567.0"', "userfield": '""',
    }  # fmt: skip
    return ",".join((columns | changed).values())


def read(text: str | bytes, zone: ZoneInfo = JERUSALEM) -> list[CallReading | RejectedRow]:
    return list(AsteriskReader().read(io.BytesIO(text.encode() if isinstance(text, str) else text), zone))


def call(text: str | bytes, zone: ZoneInfo = JERUSALEM) -> CallRecordInput:
    (reading,) = read(text, zone)
    assert isinstance(reading, CallReading), reading
    return reading.call


def reason(text: str | bytes, zone: ZoneInfo = JERUSALEM) -> str:
    (rejected,) = read(text, zone)
    assert isinstance(rejected, RejectedRow), rejected
    return rejected.reason


def test_a_record_is_read_column_by_column() -> None:
    assert read(row() + "\n") == [
        CallReading(
            1,
            CallRecordInput(
                external_id="917852567.0:38b6ede03ecc9518",
                direction=Direction.inbound,
                caller="0",
                callee="PS",
                agent="DORIT",
                started_at=datetime(1999, 2, 1, 5, 2, 47, tzinfo=UTC),
                answered_at=datetime(1999, 2, 1, 5, 2, 55, tzinfo=UTC),
                ended_at=datetime(1999, 2, 1, 5, 5, 41, tzinfo=UTC),
                duration_seconds=174,
                billable_seconds=166,
                disposition=Disposition.answered,
            ),
        )
    ]


def test_the_identity_is_the_same_however_the_record_is_written() -> None:
    plain = call(row())
    assert call(row() + "\r\n") == plain
    assert call(b"\xef\xbb\xbf" + row().encode()) == plain
    assert call(gzip.compress(row().encode())) == plain
    assert call(row(src="0", duration='"174"')) == plain
    assert call(f"{HEADER}\n{row()}") == plain
    shuffled = ",".join(reversed(COLUMNS[:18])).upper() + "\n" + ",".join(reversed(row(clid="0").split(",")))
    assert call(shuffled) == call(row(clid="0"))


def test_columns_that_asterisk_does_not_know_only_tell_records_apart() -> None:
    first, second, third = read(f"note,{HEADER}\none,{row()}\ntwo,{row()}\none,{row()}")
    assert isinstance(first, CallReading)
    assert isinstance(second, CallReading)
    assert second.call.caller == "0"
    assert second.call.external_id != first.call.external_id
    assert isinstance(third, CallReading)
    assert third.call.external_id == first.call.external_id


def test_two_legs_of_one_call_are_two_records_and_the_same_line_twice_is_one() -> None:
    first, second, third = read("\n".join((row(), row(lastapp='"Queue"'), row())))
    assert isinstance(first, CallReading)
    assert isinstance(second, CallReading)
    assert isinstance(third, CallReading)
    assert first.call.external_id.split(":")[0] == second.call.external_id.split(":")[0]
    assert first.call.external_id != second.call.external_id
    assert first.call.external_id == third.call.external_id


def test_columns_do_not_run_into_each_other_in_the_identity() -> None:
    assert (
        call(row(lastapp='"ab"', lastdata='"c"')).external_id != call(row(lastapp='"a"', lastdata='"bc"')).external_id
    )


@pytest.mark.parametrize(
    ("changed", "identity"),
    [
        ({"peeraccount": '""', "linkedid": '"917852500.7"', "sequence": "3"}, "917852567.0"),
        ({"uniqueid": '""', "userfield": '"917852500.7"', "peeraccount": "3"}, "917852500.7"),
        (
            {"uniqueid": '"gw-917852567.0"', "userfield": '""', "linkedid": '"917852500.7"', "sequence": "3"},
            "gw-917852567.0",
        ),
    ],
)
def test_later_column_sets_of_asterisk_are_known(changed: dict[str, str], identity: str) -> None:
    assert call(row(**changed)).external_id.split(":")[0] == identity


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"start": '"1999-02-30 07:02:47"'}, "'1999-02-30 07:02:47' is not a date and time that exists"),
        ({"start": '"yesterday"'}, "'yesterday' is not a time written as YYYY-MM-DD HH:MM:SS"),
        ({"end": '""'}, "'' is not a time written as YYYY-MM-DD HH:MM:SS"),
        (
            {"end": '"1999-02-01 07:02:46"', "answer": '""'},
            "it ends at 1999-02-01 07:02:46, before it starts at 1999-02-01 07:02:47",
        ),
        (
            {"answer": '"1999-02-01 07:05:42"'},
            "it is answered at 1999-02-01 07:05:42, outside 1999-02-01 07:02:47 … 1999-02-01 07:05:41",
        ),
        ({"billsec": "175"}, "billsec 175 is longer than duration 174"),
        ({"duration": "-174"}, "duration is negative (-174)"),
        ({"billsec": "-1"}, "billsec is negative (-1)"),
        ({"billsec": "1e2"}, "billsec '1e2' is not a number of seconds"),
        ({"billsec": "٣"}, "billsec '٣' is not a number of seconds"),
        ({"duration": "9" * 5_000}, f"duration {'9' * 40} is longer than a year"),
        ({"disposition": '"SLEPT"'}, "'SLEPT' is not a disposition of Asterisk"),
        ({"src": f'"{"1" * 81}"'}, "src, dst or dstchannel is longer than 80 characters"),
        ({"uniqueid": f'"{"1" * 101}"'}, "uniqueid is not 100 characters of ASCII at most"),
        ({"lastdata": '"a\0b"'}, "it holds NUL bytes"),
        ({"clid": '"0" <0>"'}, "not CSV: ',' expected after '\"'"),
        ({"extra1": "1", "extra2": "2", "extra3": "3", "extra4": "4"}, "22 columns instead of 18 to 21"),
    ],
)
def test_an_impossible_record_is_rejected_with_its_reason(changed: dict[str, str], expected: str) -> None:
    assert reason(row(**changed)) == expected


def test_a_rejected_row_costs_only_itself_and_says_where_it_stood() -> None:
    bad = row(billsec="175")
    first, rejected, last = read(f"{row()}\n\n{bad}\n{row()}\n")
    assert isinstance(first, CallReading)
    assert first.line_number == 1
    assert rejected == RejectedRow(3, "billsec 175 is longer than duration 174", rejected.raw)  # type: ignore[union-attr]
    assert isinstance(last, CallReading)
    assert last.line_number == 4


@pytest.mark.parametrize("bad", ['"bank","0","PS', '"bank","0","PS,"x', '"', '"bank",,"a"b,"'])
def test_an_unclosed_quote_does_not_swallow_the_lines_after_it(bad: str) -> None:
    numbers = [(type(item), item.line_number) for item in read(f"{row()}\n{bad}\n" + f"{row()}\n" * 20)]
    assert numbers[:3] == [(CallReading, 1), (RejectedRow, 2), (CallReading, 3)]
    assert len(numbers) == 22


def test_a_quoted_field_may_hold_a_newline() -> None:
    first, second = read(row(userfield='"two\nlines"') + "\n" + row())
    assert isinstance(first, CallReading)
    assert isinstance(second, CallReading)
    assert (first.line_number, second.line_number) == (1, 3)


def test_a_line_that_is_not_utf_8_is_read_as_latin_1_and_its_neighbours_are_not() -> None:
    text = row(src='"Müller"')
    first, second = read(text.encode("latin-1") + b"\n" + text.encode())
    assert isinstance(first, CallReading)
    assert isinstance(second, CallReading)
    assert (first.call.caller, second.call.caller) == ("Müller", "Müller")


def test_a_line_without_end_is_rejected_without_being_held() -> None:
    rejected, good = read(b"x" * 3_000_000 + b"\n" + row().encode())
    assert isinstance(rejected, RejectedRow)
    assert (rejected.line_number, rejected.reason, len(rejected.raw)) == (
        1,
        "the line is longer than 131072 bytes",
        4_096,
    )
    assert isinstance(good, CallReading)
    assert good.line_number == 2


def test_a_header_without_a_needed_column_rejects_every_row() -> None:
    header = HEADER.replace("billsec", "talk").replace("userfield", "billsec")
    assert [
        item.line_number
        for item in read(f"{header.replace('duration', 'length')}\n{row()}")
        if isinstance(item, RejectedRow)
    ] == [1, 2]


def test_a_truncated_gzip_keeps_what_came_before_the_tear() -> None:
    packed = gzip.compress("\n".join(row(src=f'"{n}"') for n in range(50)).encode())
    *good, tear = read(packed[:-20])
    assert [item.call.caller for item in good if isinstance(item, CallReading)] == [str(n) for n in range(len(good))]
    assert isinstance(tear, RejectedRow)
    assert tear.line_number == len(good) + 1
    assert tear.reason == "the compressed file ends in the middle; this line and what followed are lost"


def test_a_damaged_gzip_keeps_what_came_before_the_damage() -> None:
    first, second = gzip.compress(f"{row()}\n".encode()), gzip.compress(f"{row()}\n".encode())
    good, tear = read(first + second[:20] + b"\xff" + second[21:])
    assert isinstance(good, CallReading)
    assert isinstance(tear, RejectedRow)
    assert tear.line_number == 2
    assert tear.reason.startswith("the compressed data is damaged here")


def test_concatenated_and_padded_gzip_members_are_one_file() -> None:
    member = gzip.compress(f"{row()}\n".encode())
    assert [item.line_number for item in read(member * 3 + b"\0" * 512) if isinstance(item, CallReading)] == [1, 2, 3]
    assert read(member + b"rubbish")[1] == RejectedRow(2, "the compressed data is followed by something else", "")


def test_a_last_line_cut_between_columns_is_not_taken_for_a_record() -> None:
    full = row(peeraccount='""', linkedid='"917852567.0"', sequence="3")
    good, cut = read(f"{full}\n{row()}")
    assert isinstance(good, CallReading)
    assert cut == RejectedRow(2, "the file ends in the middle of this line", row())


def test_a_lone_line_cut_behind_a_comma_is_not_taken_for_a_record() -> None:
    """The complete line would come as a second record, because its last column differs."""
    assert reason(row(userfield="")) == "the file ends in the middle of this line"
    assert call(row(userfield="") + "\n").caller == "0"


def test_a_call_over_the_end_of_summer_time_keeps_its_length() -> None:
    changed = {"start": '"2024-10-27 02:50:00"', "answer": '"2024-10-27 02:50:00"', "end": '"2024-10-27 02:10:00"'}
    over = call(row(**changed, duration="1200", billsec="1200"), BERLIN)
    assert over.started_at == over.answered_at == datetime(2024, 10, 27, 0, 50, tzinfo=UTC)
    assert over.ended_at == datetime(2024, 10, 27, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize(("created", "hour"), [("1729989000", 0), ("1729992600", 1), ("x", 0)])
def test_within_the_repeated_hour_the_uniqueid_tells_which_one(created: str, hour: int) -> None:
    times = {"start": '"2024-10-27 02:30:00"', "answer": '"2024-10-27 02:30:05"', "end": '"2024-10-27 02:31:00"'}
    within = call(row(**times, duration="60", billsec="55", uniqueid=f'"{created}.1"'), BERLIN)
    assert within.started_at == datetime(2024, 10, 27, hour, 30, tzinfo=UTC)
    assert within.answered_at == datetime(2024, 10, 27, hour, 30, 5, tzinfo=UTC)
    assert within.ended_at == datetime(2024, 10, 27, hour, 31, tzinfo=UTC)


def test_a_time_that_the_clocks_skipped_is_rejected() -> None:
    times = {"start": '"2024-03-31 02:30:00"', "answer": '""', "end": '"2024-03-31 03:30:00"'}
    assert reason(row(**times), BERLIN) == (
        "2024-03-31 02:30:00 does not exist in Europe/Berlin: the clocks skip it (is this the file's zone?)"
    )
