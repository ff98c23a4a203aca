"""The periods that are listed: anchors at the end of months, leap days, clocks that change, days that were skipped, the calendar."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trunkline.domains.billing.api.periods import PeriodsIn, answer_periods
from trunkline.infra.web.validating import validated
from trunkline.kernel.errors import Invalid


def asked(anchor: str, every: str, **more: Any) -> Any:
    told = {"anchor": anchor, "every": every} | {name.rstrip("_"): value for name, value in more.items()}
    return answer_periods(validated(PeriodsIn, told)).model_dump(mode="json")


def first_days(answer: Any) -> list[str]:
    return [one["first_day"] for one in answer["periods"]]


@pytest.mark.parametrize(
    ("anchor", "every", "days"),
    [
        ("2026-01-31", "month", ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]),
        ("2026-01-30", "month", ["2026-01-30", "2026-02-28", "2026-03-30", "2026-04-30"]),
        ("2028-01-29", "month", ["2028-01-29", "2028-02-29", "2028-03-29", "2028-04-29"]),
        ("2026-01-29", "month", ["2026-01-29", "2026-02-28", "2026-03-29", "2026-04-29"]),
        ("2024-02-29", "year", ["2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"]),
        ("2025-11-30", "quarter", ["2025-11-30", "2026-02-28", "2026-05-30", "2026-08-30"]),
        ("2025-08-31", "half-year", ["2025-08-31", "2026-02-28", "2026-08-31"]),
        ("2026-12-28", "week", ["2026-12-28", "2027-01-04"]),
        ("2028-02-28", "day", ["2028-02-28", "2028-02-29", "2028-03-01"]),
    ],
)
def test_periods_are_counted_from_the_original_anchor(anchor: str, every: str, days: list[str]) -> None:
    answer = asked(anchor, every, n=str(len(days)))
    assert first_days(answer) == days
    assert [one["index"] for one in answer["periods"]] == list(range(len(days)))
    assert not any(one["stub"] for one in answer["periods"])


def test_a_period_tells_all_of_its_ends() -> None:
    (period,) = asked("2026-03-01", "month", zone="Europe/Berlin", n=1)["periods"]
    assert period == {
        "index": 0,
        "first_day": "2026-03-01",
        "last_day": "2026-03-31",
        "next_day": "2026-04-01",
        "start": "2026-02-28T23:00:00Z",
        "end": "2026-03-31T22:00:00Z",
        "days": 31,
        "stub": False,
    }


def test_a_count_makes_longer_cycles() -> None:
    assert first_days(asked("2026-01-31", "month", count="3", n=3)) == ["2026-01-31", "2026-04-30", "2026-07-31"]
    assert first_days(asked("2026-01-31", "quarter", n=3)) == ["2026-01-31", "2026-04-30", "2026-07-31"]
    assert first_days(asked("2026-01-01", "week", count=2, n=2)) == ["2026-01-01", "2026-01-15"]


def test_days_of_23_and_25_hours_are_days() -> None:
    spring = asked("2026-03-29", "day", zone="Europe/Berlin", n=1)["periods"][0]
    assert (spring["start"], spring["end"], spring["days"]) == ("2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z", 1)
    autumn = asked("2026-10-25", "day", zone="Europe/Berlin", n=1)["periods"][0]
    assert (autumn["start"], autumn["end"], autumn["days"]) == ("2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z", 1)


def test_where_midnight_is_jumped_over_the_day_begins_with_the_jump() -> None:
    # Santiago goes from 24:00 to 01:00 on 6 September 2026.
    (day,) = asked("2026-09-06", "day", zone="America/Santiago", n=1)["periods"]
    assert (day["start"], day["end"]) == ("2026-09-06T04:00:00Z", "2026-09-07T03:00:00Z")


def test_a_day_that_was_skipped_is_empty() -> None:
    before, skipped, after = asked("2011-12-29", "day", zone="Pacific/Apia", n=3)["periods"]
    assert before["end"] == skipped["start"] == skipped["end"] == after["start"] == "2011-12-30T10:00:00Z"


@pytest.mark.parametrize(
    ("every", "following", "counted_from"),
    [
        ("day", "2026-03-19", "2026-03-18"),
        ("week", "2026-03-23", "2026-03-16"),  # 18 March 2026 is a Wednesday
        ("month", "2026-04-01", "2026-03-01"),
        ("quarter", "2026-04-01", "2026-01-01"),
        ("half-year", "2026-07-01", "2026-01-01"),
        ("year", "2027-01-01", "2026-01-01"),
    ],
)
def test_the_calendar_begins_with_a_stub(every: str, following: str, counted_from: str) -> None:
    answer = asked("2026-03-18", every, align="calendar", n=2, zone="Europe/Berlin")
    first, second = answer["periods"]
    assert (first["first_day"], first["next_day"], second["first_day"]) == ("2026-03-18", following, following)
    assert (first["start"], first["index"], first["stub"]) == ("2026-03-17T23:00:00Z", 0, every != "day")
    assert (second["index"], second["stub"], answer["counted_from"]) == (1, False, counted_from)


def test_the_first_of_the_month_has_no_stub() -> None:
    assert [one["stub"] for one in asked("2026-04-01", "quarter", align="calendar", n=2)["periods"]] == [False, False]


def test_a_billing_cycle_day_begins_with_a_stub_too() -> None:
    answer = asked("2026-03-18", "month", billing_cycle_day="31", n=3)
    assert first_days(answer) == ["2026-03-18", "2026-03-31", "2026-04-30"]
    assert answer["counted_from"] == "2026-01-31"
    assert [(one["index"], one["stub"]) for one in answer["periods"]] == [(0, True), (1, False), (2, False)]


def test_the_list_begins_where_it_is_asked_to() -> None:
    answer = asked("2026-01-31", "month", n=1, from_="2026-03-30")
    assert [(one["index"], one["first_day"]) for one in answer["periods"]] == [(1, "2026-02-28")]
    stub = asked("2026-03-18", "month", align="calendar", n=1, from_="2026-03-31")
    assert [(one["index"], one["first_day"]) for one in stub["periods"]] == [(0, "2026-03-18")]


@pytest.mark.parametrize(
    ("anchor", "every", "more", "pointer"),
    [
        ("2026-02-30", "month", {}, "/anchor"),
        ("20260201", "month", {}, "/anchor"),
        ("1066-10-14", "month", {}, "/anchor"),
        ("2026-01-01", "fortnight", {}, "/every"),
        ("2026-01-01", "month", {"n": "0"}, "/n"),
        ("2026-01-01", "month", {"n": "1001"}, "/n"),
        ("2026-01-01", "month", {"count": "x"}, "/count"),
        ("2026-01-01", "quarter", {"count": "200"}, "/count"),
        ("2199-01-01", "year", {"count": "366", "n": "30"}, "/n"),
        ("2026-01-01", "month", {"zone": "Mars/Olympus"}, "/zone"),
        ("2026-01-01", "month", {"zone": ""}, "/zone"),
        ("2026-01-01", "month", {"from_": "2025-12-31"}, "/from"),
        ("2026-01-01", "month", {"align": "moon"}, "/align"),
        ("2026-01-01", "month", {"align": "calendar", "count": "5"}, "/align"),
        ("2026-01-01", "week", {"align": "calendar", "count": "2"}, "/align"),
        ("2026-01-01", "month", {"align": "calendar", "billing_cycle_day": "3"}, "/align"),
        ("2026-01-01", "month", {"billing_cycle_day": "32"}, "/billing_cycle_day"),
    ],
)
def test_what_cannot_be_listed_is_named(anchor: str, every: str, more: dict[str, str], pointer: str) -> None:
    with pytest.raises(Invalid) as problem:
        asked(anchor, every, **more)
    assert [one.pointer for one in problem.value.fields] == [pointer]


@given(
    st.dates().filter(lambda day: 1970 <= day.year <= 2100),
    st.sampled_from(["day", "week", "month", "quarter", "half-year", "year"]),
    st.sampled_from(["anniversary", "calendar"]),
    st.sampled_from(["UTC", "Europe/Berlin", "America/Santiago", "Pacific/Apia", "Australia/Lord_Howe"]),
)
def test_periods_meet_without_gap_or_overlap(anchor: Any, every: str, align: str, zone: str) -> None:
    periods = asked(anchor.isoformat(), every, align=align, zone=zone, n=9)["periods"]
    assert periods[0]["first_day"] == anchor.isoformat()
    for one, following in pairwise(periods):
        assert (one["next_day"], one["end"]) == (following["first_day"], following["start"])
        assert one["start"] <= one["end"]
    assert sum(one["days"] for one in periods[1:]) > 0
