"""Every vendor file of the shared call records: what is a call, with all its fields, and why the rest is none."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.shared_data import FOLDER, shared_file
from trunkline.domains.usage.model import (
    CallReading,
    CallRecordInput,
    Direction,
    Disposition,
    IgnoredRow,
    RejectedRow,
)
from trunkline.providers.telephony.formats import FORMATS

ZONE = ZoneInfo("Asia/Tokyo")  # no vendor's times are local, so it must not matter


def read(name: str, content: bytes) -> list[CallReading | RejectedRow | IgnoredRow]:
    return list(FORMATS[name].read(io.BytesIO(content), ZONE))


def call_of(name: str, file: str) -> CallRecordInput:
    (one,) = read(name, shared_file(f"cdr/{name}/{file}").read_bytes())
    assert isinstance(one, CallReading), one
    return one.call


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


def test_freeswitch_json() -> None:
    assert call_of("freeswitch", "mod_json_cdr_1.json") == CallRecordInput(
        external_id="3da8bf84-c133-4959-9e24-e72875cb33a1",
        direction=Direction.unknown,
        caller="1001",
        callee="1002",
        agent="1002",
        started_at=at(2018, 1, 11, 10, 25, 44),
        answered_at=at(2018, 1, 11, 10, 25, 47),
        ended_at=at(2018, 1, 11, 10, 26, 55),
        duration_seconds=71,
        billable_seconds=68,
        disposition=Disposition.answered,
    )


def test_freeswitch_xml() -> None:
    assert call_of("freeswitch", "a_4b3b36af-3d98-4670-bc14-0ee08890d7d6.cdr.xml") == CallRecordInput(
        external_id="4b3b36af-3d98-4670-bc14-0ee08890d7d6",
        direction=Direction.inbound,
        caller="anonymous",
        callee="915550100938",
        agent="",
        started_at=at(2019, 6, 11, 5, 15, 18),
        answered_at=at(2019, 6, 11, 5, 15, 29),
        ended_at=at(2019, 6, 11, 5, 15, 40),
        duration_seconds=22,
        billable_seconds=11,
        disposition=Disposition.answered,
    )


def test_twilio_call_resource() -> None:
    assert call_of("twilio", "call__create_with_twiml.json") == CallRecordInput(
        external_id="CAaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        direction=Direction.inbound,
        caller="+14158675308",
        callee="+14158675309",
        agent="",
        started_at=at(2010, 8, 31, 20, 36, 29),
        answered_at=at(2010, 8, 31, 20, 36, 29),
        ended_at=at(2010, 8, 31, 20, 36, 44),
        duration_seconds=15,
        billable_seconds=15,
        disposition=Disposition.answered,
    )


def test_twilio_page_of_a_list() -> None:
    content = shared_file("cdr/twilio/call__read_full_page2.json").read_bytes()
    assert read("twilio", content) == [
        CallReading(
            1,
            CallRecordInput(
                external_id="CAaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                direction=Direction.outbound,
                caller="+13051416799",
                callee="+13051913581",
                agent="",
                started_at=at(2019, 10, 18, 17, 2),
                answered_at=at(2019, 10, 18, 17, 2, 56),
                ended_at=at(2019, 10, 18, 17, 3),
                duration_seconds=60,
                billable_seconds=4,
                disposition=Disposition.answered,
            ),
        ),
        CallReading(
            2,
            CallRecordInput(
                external_id="CAaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa0",
                direction=Direction.inbound,
                caller="+13051416798",
                callee="+13051913580",
                agent="",
                started_at=at(2019, 10, 18, 16, 2),
                answered_at=at(2019, 10, 18, 16, 2, 57),
                ended_at=at(2019, 10, 18, 16, 3),
                duration_seconds=60,
                billable_seconds=3,
                disposition=Disposition.answered,
            ),
        ),
    ]


def test_retell_call_ended() -> None:
    """The times are 21.522 s apart, while Retell says that 10 s of it are to be paid: both are kept as they are told."""
    assert call_of("retell", "call_ended.webhook.json") == CallRecordInput(
        external_id="Jabr9TXYYJHfvl6Syypi88rdAHYHmcq6",
        direction=Direction.inbound,
        caller="+12137771234",
        callee="+12137771235",
        agent="My Agent",
        started_at=at(2023, 12, 23, 3, 33, 27, 333_000),
        answered_at=at(2023, 12, 23, 3, 33, 27, 333_000),
        ended_at=at(2023, 12, 23, 3, 33, 48, 855_000),
        duration_seconds=22,
        billable_seconds=10,
        disposition=Disposition.answered,
    )


def test_livekit_room_started_is_no_call() -> None:
    content = shared_file("cdr/livekit/room_started.body.json").read_bytes()
    assert read("livekit", content) == [
        IgnoredRow(1, "the event 'room_started' is not the end of a telephone's stay", "")
    ]


def test_of_vapis_messages_only_the_report_is_about_an_ended_call_and_the_documented_one_has_no_id() -> None:
    examples = json.loads(shared_file("cdr/vapi/server_event_examples.json").read_bytes())
    found = [read("vapi", json.dumps(one["body"]).encode()) for one in examples]
    kinds = [one["body"]["message"]["type"] for one in examples]
    assert len(found) == 24
    for kind, (item,) in zip(kinds, found, strict=True):
        if kind == "end-of-call-report":
            assert isinstance(item, RejectedRow)
            assert item.reason == "id is missing"
        else:
            assert item == IgnoredRow(1, f"the message {kind!r} is not the end of a call", "")
    assert kinds.count("end-of-call-report") == 1


NO_SID, NO_CALL = "sid is missing", "sid {!r} is not that of a call (CA…)"
NO_CALLS = {
    "freeswitch": {},
    "livekit": {"signature_vectors.json": "event is missing"},
    "retell": {"signature_vectors.json": "call_id is missing"},
    "twilio": {
        "balance__fetch.json": NO_SID,
        "call_feedback__fetch.json": "status is missing",
        "call_feedback_summary__create.json": NO_CALL.format("FS" + "a" * 32),
        "call_notification__fetch.json": NO_CALL.format("NO" + "a" * 32),
        "call_recording__create.json": NO_CALL.format("RE" + "a" * 32),
        "notification__read_full.json": NO_SID,
        "recording__fetch_include_soft_deleted.json": NO_CALL.format("RE" + "a" * 32),
        "signature_vectors.json": NO_SID,
        "usage_record__read_full.json": NO_SID,
        "usage_record_all_time__read_full.json": NO_SID,
        "usage_record_last_month__read_full.json": NO_SID,
        "usage_record_this_month__read_full.json": NO_SID,
        "usage_record_yearly__read_full.json": NO_SID,
        "usage_trigger__read_full.json": NO_SID,
    },
    "vapi": {"cost_schemas.json": "id is missing"},
}


@pytest.mark.parametrize(("name", "file"), [(name, file) for name, files in NO_CALLS.items() for file in files])
def test_what_is_no_call_is_refused_with_the_reason(name: str, file: str) -> None:
    (item,) = read(name, shared_file(f"cdr/{name}/{file}").read_bytes())
    assert isinstance(item, RejectedRow)
    assert (item.line_number, item.reason) == (1, NO_CALLS[name][file])
    assert 0 < len(item.raw) <= 4_096


def test_no_file_is_left_out() -> None:
    """A file that joins the shared ones wants an expectation here."""
    calls = {
        "freeswitch": {"a_4b3b36af-3d98-4670-bc14-0ee08890d7d6.cdr.xml", "mod_json_cdr_1.json"},
        "livekit": {"room_started.body.json"},
        "retell": {"call_ended.webhook.json"},
        "twilio": {"call__create_with_twiml.json", "call__read_full_page2.json"},
        "vapi": {"server_event_examples.json"},
    }
    if not (FOLDER / "cdr").is_dir():
        pytest.skip(f"the shared call records are not in {FOLDER}: set TRUNKLINE_SHARED_DATA")
    found = {name: {path.name for path in (FOLDER / "cdr" / name).iterdir()} for name in calls}
    assert found == {name: files | NO_CALLS[name].keys() for name, files in calls.items()}
