"""Whatever the bytes, reading never raises, every line is accounted for, and good lines survive their neighbours."""

from __future__ import annotations

import gzip
import io
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from trunkline.domains.usage.model import CallReading, RejectedRow
from trunkline.providers.telephony.asterisk import AsteriskReader

ZONE = ZoneInfo("Europe/Berlin")


def good(number: int) -> bytes:
    return (
        f'"acct","{number}","200","from-pstn","""A"" <1>","SIP/a-1","SIP/b-2","Dial","x","2024-05-01 10:00:00",'
        f'"2024-05-01 10:00:05","2024-05-01 10:01:00",60,55,"ANSWERED","DOCUMENTATION","1714550400.{number}","tag {number}"'
    ).encode()


# Each is no record, on one line, and cannot be closed by the line after it.
BAD = [
    b"x",
    b'"',
    b'"acct","1',
    b'"a"b',
    b",,,",
    b'"",',
    b"\0\0",
    b"\xff\xfe,1",
    good(1)[:-20],
    good(1) + b",1,2,3,4",
    good(1)[:40],
]
GZIP = st.booleans()
LINES = st.lists(st.one_of(st.integers(0, 99).map(good), st.sampled_from(BAD)), max_size=30)


def read(content: bytes) -> list[CallReading | RejectedRow]:
    return list(AsteriskReader().read(io.BytesIO(content), ZONE))


@given(st.binary(max_size=2_000), st.sampled_from([b"", b"\x1f\x8b", b"\x1f\x8b\x08\0\0\0\0\0\0\0", b"\xef\xbb\xbf"]))
def test_random_bytes_never_raise_and_lines_are_counted_in_order(content: bytes, start: bytes) -> None:
    numbers = [item.line_number for item in read(start + content)]
    assert numbers == sorted(set(numbers))
    if not start.startswith(b"\x1f"):
        assert all(1 <= number <= content.count(b"\n") + 1 for number in numbers)


@given(st.text(alphabet='",\r\n\0ax1', max_size=200))
def test_random_csv_never_raises_and_leaves_only_empty_lines_unmentioned(text: str) -> None:
    mentioned = {item.line_number for item in read(text.encode())}
    unmentioned = [line for number, line in enumerate(text.split("\n"), 1) if number not in mentioned]
    assert all(line.strip("\r") == "" for line in unmentioned), unmentioned


@given(LINES, st.booleans(), st.sampled_from([b"\n", b"\r\n"]))
def test_every_line_is_a_call_or_a_rejected_row_at_its_place(lines: list[bytes], packed: bool, newline: bytes) -> None:
    content = b"".join(line + newline for line in lines)
    found = read(gzip.compress(content) if packed else content)
    assert [item.line_number for item in found] == list(range(1, len(lines) + 1))
    assert [isinstance(item, RejectedRow) for item in found] == [line in BAD for line in lines]


@given(st.integers(0, 40), st.data())
def test_a_file_cut_anywhere_keeps_its_whole_lines_and_reports_the_cut_one(count: int, data: st.DataObject) -> None:
    content = b"".join(good(number) + b"\n" for number in range(count))
    cut = content[: data.draw(st.integers(0, len(content)))]
    found, whole = read(cut), cut.count(b"\n")
    calls = [item for item in found if isinstance(item, CallReading)]
    assert len(found) == whole + (not cut.endswith(b"\n") and cut != b"")
    assert calls == read(content)[: len(calls)]
    assert len(calls) >= whole


@given(st.integers(1, 200), st.data())
def test_a_packed_file_cut_anywhere_keeps_whole_lines_and_ends_with_the_tear(count: int, data: st.DataObject) -> None:
    content = b"".join(good(number) + b"\n" for number in range(count))
    packed = gzip.compress(content)
    found = read(packed[: data.draw(st.integers(2, len(packed) - 1))])
    *calls, tear = found
    assert isinstance(tear, RejectedRow)
    assert tear.line_number == len(calls) + 1
    assert [item.call.caller for item in calls if isinstance(item, CallReading)] == [str(n) for n in range(len(calls))]


@given(st.integers(1, 100), st.data())
def test_a_packed_file_with_a_flipped_byte_never_raises(count: int, data: st.DataObject) -> None:
    packed = bytearray(gzip.compress(b"".join(good(number) + b"\n" for number in range(count))))
    packed[data.draw(st.integers(2, len(packed) - 1))] ^= data.draw(st.integers(1, 255))
    numbers = [item.line_number for item in read(bytes(packed))]
    assert numbers == list(range(1, len(numbers) + 1)) or numbers == sorted(set(numbers))
