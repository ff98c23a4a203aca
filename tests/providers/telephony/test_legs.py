"""Legs of one call, joined by linkedid: the scenarios of Asterisk's own specification, and what must hold for any legs."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.shared_data import shared_file
from trunkline.domains.usage.model import CallReading, CallRecordInput, Direction, Disposition, RejectedRow
from trunkline.domains.usage.rules.acceptable import call_refusal
from trunkline.providers.telephony.asterisk import COLUMNS, AsteriskReader
from trunkline.providers.telephony.legs import JoiningAsteriskReader, joined

ZONE = ZoneInfo("UTC")
START = datetime(2026, 3, 2, 12, tzinfo=UTC)
LINKEDID = "Asterisk-01-1362424276.2"

# scenario: caller, callee, agent, length, talk, how it ended
SCENARIOS = {
    'Unanswered "Inbound" Call': ("100", "500", "", 2, 0, "no_answer"),
    "Single Party": ("100", "8500", "", 60, 58, "answered"),
    "Unanswered Dial": ("100", "200", "bob", 10, 0, "no_answer"),
    "Blind Transfer": ("100", "200", "bob", 95, 80, "answered"),
    "Core Attended Transfer to Application": ("100", "200", "bob", 120, 110, "answered"),
    "Blonde Transfer": ("100", "200", "bob", 72, 62, "answered"),
    "SIP Attended Transfer": ("100", "200", "bob", 70, 60, "answered"),
    "Local channel between bridges": ("dial\\_alice", "100", "alice", 60, 50, "answered"),
    "Call Queue - Example 1": ("100", "800", "charlie", 180, 120, "answered"),
    "Conference Call": ("100", "1000", "bob", 240, 230, "answered"),
}


def scenario(name: str) -> bytes:
    """The records of one scenario as a file with a header; each scenario uses the same ids."""
    rows = list(csv.DictReader(io.StringIO(shared_file("cdr/asterisk/cdr_spec_scenarios.csv").read_text())))
    text = io.StringIO()
    writer = csv.DictWriter(text, [column for column in rows[0] if column in COLUMNS], extrasaction="ignore")
    writer.writeheader()
    writer.writerows(row for row in rows if row["scenario"] == name)
    return text.getvalue().encode()


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_scenarios_of_the_specification_are_one_call_each(name: str) -> None:
    (item,) = JoiningAsteriskReader().read(io.BytesIO(scenario(name)), ZONE)
    assert isinstance(item, CallReading)
    call = item.call
    found = (call.caller, call.callee, call.agent, call.duration_seconds, call.billable_seconds, call.disposition.value)
    assert found == SCENARIOS[name]
    assert call.started_at == datetime(2013, 3, 4, 13, 11, 18, tzinfo=UTC)
    assert call.external_id == ("Asterisk-01-1362424290.1" if "Local" in name else LINKEDID)
    assert (call.answered_at is None) == (call.billable_seconds == 0)


def test_all_scenarios_are_expected_here() -> None:
    rows = csv.DictReader(io.StringIO(shared_file("cdr/asterisk/cdr_spec_scenarios.csv").read_text()))
    assert {row["scenario"] for row in rows} == SCENARIOS.keys()


def record(*last: str, uniqueid: str = "1.1") -> str:
    ids = [uniqueid, "", *last] if len(last) in (0, 3) else list(last)
    columns = [*("a", "100", "200", "default", "", "SIP/a-1", "SIP/b-2", "Dial", "x")]
    columns += [*("2026-03-02 12:00:00", "2026-03-02 12:00:10", "2026-03-02 12:01:00", "60", "50", "ANSWERED", "DOC")]
    return ",".join([*columns, *ids])


@pytest.mark.parametrize(
    "lines",
    [
        [
            record("p", "9.1", "1"),
            record("p", "9.1", "2", uniqueid="1.2"),
        ],  # uniqueid, userfield, peeraccount, linkedid
        [record("1.1", "p", "9.1", "1"), record("1.2", "p", "9.1", "2")],  # without userfield
    ],
)
def test_linkedid_is_found_by_what_else_is_logged(lines: list[str]) -> None:
    (item,) = JoiningAsteriskReader().read(io.BytesIO("\n".join(lines).encode()), ZONE)
    assert isinstance(item, CallReading)
    assert (item.call.external_id, item.call.duration_seconds, item.call.billable_seconds) == ("9.1", 60, 50)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (record(), "it has no linkedid to join it by (newcdrcolumns=yes in cdr.conf writes it)"),
        (record("p", "", "1"), "it has no linkedid to join it by (newcdrcolumns=yes in cdr.conf writes it)"),
        (record("p", "ü", "1"), "linkedid is not 100 characters of ASCII at most"),
        (
            ",".join(COLUMNS[:18]) + "\n" + record(),
            "it has no linkedid to join it by (newcdrcolumns=yes in cdr.conf writes it)",
        ),
    ],
)
def test_a_record_that_cannot_be_joined_is_refused_and_not_taken_for_a_call(content: str, reason: str) -> None:
    (item,) = JoiningAsteriskReader().read(io.BytesIO(f"{content}\n".encode()), ZONE)
    assert isinstance(item, RejectedRow)
    assert item.reason == reason


def test_without_joining_each_leg_stays_a_call() -> None:
    found = list(AsteriskReader().read(io.BytesIO(scenario("Conference Call")), ZONE))
    assert [one.call.billable_seconds for one in found if isinstance(one, CallReading)] == [170, 120, 180]


@st.composite
def leg(draw: st.DrawFn) -> CallRecordInput:
    started = START + timedelta(seconds=draw(st.integers(0, 300)))
    length = draw(st.integers(0, 300))
    talk = draw(st.integers(0, length)) if draw(st.booleans()) else 0
    ended = started + timedelta(seconds=length)
    return CallRecordInput(
        "leg",
        Direction.unknown,
        "100",
        "200",
        "bob",
        started,
        ended - timedelta(seconds=talk) if talk else None,
        ended,
        length,
        talk,
        Disposition.answered if talk else Disposition.no_answer,
    )


@given(st.lists(leg(), min_size=1, max_size=6))
def test_joined_legs_are_a_possible_call_that_talks_whenever_one_of_them_does(legs: list[CallRecordInput]) -> None:
    call = joined("9.1", legs)
    assert call_refusal(call, START) is None
    seconds = {
        second
        for one in legs
        for second in range(
            int((one.ended_at - START).total_seconds()) - one.billable_seconds,
            int((one.ended_at - START).total_seconds()),
        )
    }
    assert call.billable_seconds == len(seconds)
    assert (call.disposition is Disposition.answered) == bool(seconds)
    assert call.duration_seconds >= max(one.duration_seconds for one in legs)
    assert joined("9.1", legs[::-1]).billable_seconds == call.billable_seconds
