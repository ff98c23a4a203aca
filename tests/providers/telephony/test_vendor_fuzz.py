"""Whatever a vendor, or somebody who says to be one, sends: reading never raises, and what comes out as a call is possible."""

from __future__ import annotations

import gzip
import io
import json
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.shared_data import FOLDER
from trunkline.domains.usage.model import CallReading, IgnoredRow, RejectedRow
from trunkline.domains.usage.ports import Delivery
from trunkline.domains.usage.rules.acceptable import call_refusal
from trunkline.providers.telephony.formats import FORMATS

NOW = datetime(2200, 1, 1, tzinfo=UTC)  # nothing that a reader lets through lies ahead of it
ZONE = ZoneInfo("UTC")
NAMES = sorted(FORMATS)
CALLBACK = (
    b"CallSid=CA1&CallStatus=completed&CallDuration=61&Direction=inbound&From=%2B1&To=%2B2"
    b"&Timestamp=Mon%2C%2002%20Mar%202026%2011%3A51%3A01%20%2B0000"
)
LEFT = {
    "event": "participant_left",
    "createdAt": "1772452261",
    "participant": {"kind": "SIP", "joinedAt": "1772452200", "attributes": {"sip.callID": "SCL_1", "sip.ruleID": "r"}},
}
REPORT = {
    "message": {
        "type": "end-of-call-report",
        "endedReason": "hangup",
        "startedAt": "2026-03-02T11:50:00.120Z",
        "endedAt": "2026-03-02T11:51:01.500Z",
        "call": {"id": "vapi-1", "type": "outboundPhoneCall", "customer": {"number": "+1"}},
    }
}


def originals() -> dict[str, list[bytes]]:
    """The shared payloads of each vendor, and a call of those for which only other messages are shared."""
    found: dict[str, list[bytes]] = {name: [] for name in NAMES}
    found["twilio"].append(CALLBACK)
    found["livekit"].append(json.dumps(LEFT).encode())
    found["vapi"].append(json.dumps(REPORT).encode())
    for name in NAMES:
        folder: Path = FOLDER / "cdr" / name
        if folder.is_dir():
            found[name] += [path.read_bytes() for path in sorted(folder.iterdir())]
    return found


ORIGINALS = originals()


def read(name: str, content: bytes) -> list[CallReading | RejectedRow | IgnoredRow]:
    found = list(FORMATS[name].read(io.BytesIO(content), ZONE))
    for item in found:
        assert item.line_number >= 1
        if isinstance(item, CallReading):
            assert call_refusal(item.call, NOW) is None, item
            talk = item.call.ended_at - (item.call.answered_at or item.call.started_at)
            assert item.call.billable_seconds <= item.call.duration_seconds
            assert item.call.duration_seconds <= (item.call.ended_at - item.call.started_at).total_seconds() + 1
            assert item.call.answered_at is None or talk.total_seconds() >= 0
        else:
            assert item.reason
            assert item.reason.isprintable()
    return found


@pytest.mark.parametrize("name", NAMES)
@given(
    content=st.binary(max_size=500),
    start=st.sampled_from([b"", b"{", b"<a>", b"[{", b"cdr=", b"\x1f\x8b\x08", b"a=b&"]),
)
def test_random_bytes_are_no_call(name: str, content: bytes, start: bytes) -> None:
    assert not any(isinstance(item, CallReading) for item in read(name, start + content))


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_truncated_payload_is_never_a_different_call(name: str, data: st.DataObject) -> None:
    if not ORIGINALS[name]:
        pytest.skip(f"no payloads of {name} in {FOLDER}: set TRUNKLINE_SHARED_DATA")
    original = data.draw(st.sampled_from(ORIGINALS[name]))
    cut = read(name, original[: data.draw(st.integers(0, len(original)))])
    whole = {item.call.external_id for item in read(name, original) if isinstance(item, CallReading)}
    assert {item.call.external_id for item in cut if isinstance(item, CallReading)} <= whole


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_payload_with_bytes_changed_is_a_possible_call_or_none(name: str, data: st.DataObject) -> None:
    if not ORIGINALS[name]:
        pytest.skip(f"no payloads of {name} in {FOLDER}: set TRUNKLINE_SHARED_DATA")
    mutated = bytearray(data.draw(st.sampled_from(ORIGINALS[name])))
    for _ in range(data.draw(st.integers(1, 6))):
        mutated[data.draw(st.integers(0, len(mutated) - 1))] = data.draw(st.integers(0, 255))
    read(name, bytes(mutated))


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(0, 2_000_000_000),
    st.floats(),
    st.text(max_size=200),
    st.sampled_from(["", "0", "-1", "1" * 30, "9" * 18, "٣", "\0", "2026-03-02T11:50:00", "0001-01-01T00:00:00+23:59"]),
    st.sampled_from(["Tue, 31 Aug 0001 20:36:29 +2359", "31 Aug", "Tue, 31 Aug 2010 20:36:29", "9999-12-31T23:59:59-23:59"]),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_payload_with_values_of_every_kind_is_a_possible_call_or_none(name: str, data: st.DataObject) -> None:
    documents = [json.loads(one) for one in ORIGINALS[name] if one.startswith(b"{")]
    if not documents:
        pytest.skip(f"no payloads of {name} in {FOLDER}: set TRUNKLINE_SHARED_DATA")
    document = data.draw(st.sampled_from(documents))
    places = _places(document)
    for _ in range(data.draw(st.integers(1, 3))):
        holder, member = data.draw(st.sampled_from(places))
        before = holder[member]
        holder[member] = data.draw(VALUES)
        read(name, json.dumps(document).encode())
        holder[member] = before


def _places(value: object, depth: int = 0) -> list[tuple[dict[str, object], str]]:
    """Every member of an object that a reader might look at."""
    found = []
    if isinstance(value, dict) and depth < 4:
        for member, inner in value.items():
            found += [(value, member), *_places(inner, depth + 1)]
    if isinstance(value, list) and depth < 4:
        for inner in value[:2]:
            found += _places(inner, depth + 1)
    return found


@pytest.mark.parametrize("name", NAMES)
@given(
    body=st.binary(max_size=200),
    header=st.one_of(st.text(st.characters(max_codepoint=255), max_size=80), st.from_regex(r"v=\d+,d=[0-9a-f]{64}")),
    url=st.sampled_from(
        ["https://a.example/", "https://a.example/?bodySHA256=x", "http://[::1", "https://a:99999/", "x"]
    ),
)
def test_no_signature_is_believed_by_chance(name: str, body: bytes, header: str, url: str) -> None:
    headers = dict.fromkeys(
        (
            *("authorization", "x-twilio-signature", "x-retell-signature"),
            *("x-vapi-secret", "x-signature", "x-timestamp"),
        ),
        header,
    )
    assert FORMATS[name].refusal(Delivery(url, headers, body), "a secret that nobody guesses", NOW)
    without = {key: value for key, value in headers.items() if key != "x-vapi-secret"}
    assert FORMATS[name].refusal(Delivery(url, without, body), "a secret that nobody guesses", NOW)


@pytest.mark.parametrize("name", NAMES)
@given(count=st.integers(1, 5), packed=st.booleans(), form=st.sampled_from(["lines", "array"]))
def test_a_file_of_lines_or_an_array_holds_as_many_as_it_holds(name: str, count: int, packed: bool, form: str) -> None:
    documents = [json.loads(one) for one in ORIGINALS[name] if one.startswith(b"{")]
    if not documents:
        pytest.skip(f"no payloads of {name} in {FOLDER}: set TRUNKLINE_SHARED_DATA")
    each = [json.dumps(documents[0])] * count
    content = ("\n".join(each) if form == "lines" else f"[{', '.join(each)}]").encode()
    alone = read(name, each[0].encode())
    assert len(read(name, gzip.compress(content) if packed else content)) == count * len(alone)
