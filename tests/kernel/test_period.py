"""Periods tile time: no instant belongs to two of them, none is left out, in any zone, whatever its clocks do."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trunkline.kernel.errors import Invalid
from trunkline.kernel.period import (
    Cycle,
    Interval,
    add_months,
    boundary,
    index_of_day,
    local_midnight,
    nth_period,
    period_containing,
    zone_of,
)

MONTHLY, YEARLY = Cycle(Interval.month), Cycle(Interval.year)

# Zones whose clocks do what one would not expect: jumps at midnight, offsets of 15 minutes, days skipped or lived twice over.
ZONES = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "America/Sao_Paulo",
    "America/Asuncion",
    "America/Havana",
    "America/St_Johns",
    "America/Scoresbysund",
    "Asia/Beirut",
    "Asia/Kathmandu",
    "Asia/Tehran",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Africa/Monrovia",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Pacific/Chatham",
    "Pacific/Kwajalein",
]
zones = st.sampled_from(ZONES).map(ZoneInfo)
days = st.dates(date(1971, 1, 1), date(2037, 12, 31))
moments = st.datetimes(datetime(1971, 1, 2), datetime(2037, 12, 30)).map(lambda naive: naive.replace(tzinfo=UTC))  # noqa: DTZ001
cycles = st.one_of(
    st.builds(Cycle, st.sampled_from([Interval.day, Interval.week]), st.integers(1, 60)),
    st.builds(Cycle, st.just(Interval.month), st.integers(1, 24)),
    st.builds(Cycle, st.just(Interval.year), st.integers(1, 5)),
)


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


# -------------------------------------------------------------------------------------------------------------- midnights
@pytest.mark.parametrize(
    ("zone", "day", "first_instant"),
    [
        ("Europe/Berlin", "2026-11-22", "2026-11-21T23:00:00Z"),
        ("Asia/Kathmandu", "2026-01-01", "2025-12-31T18:15:00Z"),
        ("Pacific/Chatham", "2026-01-01", "2025-12-31T10:15:00Z"),
        # The clocks jump from 00:00 to 01:00: the day begins at 01:00.
        ("America/Sao_Paulo", "2017-10-15", "2017-10-15T03:00:00Z"),
        ("Asia/Beirut", "2026-03-29", "2026-03-28T22:00:00Z"),
        ("Africa/Cairo", "2026-04-24", "2026-04-23T22:00:00Z"),
        ("America/Asuncion", "2017-10-01", "2017-10-01T04:00:00Z"),
        # From 23:30 to 00:30 and from 23:00 to 00:00: midnight is inside the jump, or is its end.
        ("America/Toronto", "1919-03-31", "1919-03-31T04:30:00Z"),
        ("America/Scoresbysund", "2024-03-31", "2024-03-31T01:00:00Z"),
        # Set back from 01:00 to 00:00: midnight happens twice, the day begins with the first.
        ("America/Havana", "2025-11-02", "2025-11-02T04:00:00Z"),
        # Set back from 00:00 to 23:00 of the day before, which is an hour longer.
        ("Asia/Beirut", "2026-10-25", "2026-10-24T22:00:00Z"),
        # Set back from 00:01 to 23:01 of the day before.
        ("America/St_Johns", "2006-10-29", "2006-10-29T02:30:00Z"),
        # Offset of 44 minutes 30 seconds, given up at midnight.
        ("Africa/Monrovia", "1972-01-07", "1972-01-07T00:44:30Z"),
        # The day was skipped: empty, it begins where the next one does.
        ("Pacific/Apia", "2011-12-29", "2011-12-29T10:00:00Z"),
        ("Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z"),
        ("Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z"),
        ("Pacific/Apia", "2012-01-01", "2011-12-31T10:00:00Z"),
        ("Pacific/Kwajalein", "1993-08-21", "1993-08-21T12:00:00Z"),
    ],
)
def test_a_day_begins_with_its_first_instant(zone: str, day: str, first_instant: str) -> None:
    assert local_midnight(date.fromisoformat(day), ZoneInfo(zone)) == _utc(first_instant)


@given(days, zones)
def test_no_instant_before_a_midnight_has_reached_the_day(day: date, zone: ZoneInfo) -> None:
    midnight = local_midnight(day, zone)
    assert midnight.astimezone(zone).date() >= day
    assert (midnight - timedelta(seconds=1)).astimezone(zone).date() < day


@given(days, zones)
def test_midnights_never_run_backwards(day: date, zone: ZoneInfo) -> None:
    assert (
        timedelta(0) <= local_midnight(day + timedelta(days=1), zone) - local_midnight(day, zone) <= timedelta(hours=48)
    )


def test_a_day_of_23_or_25_hours_is_one_day() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    spring, autumn = (
        nth_period(day, Cycle(Interval.day), berlin, 0) for day in (date(2026, 3, 29), date(2026, 10, 25))
    )
    assert (spring.end - spring.start, spring.days) == (timedelta(hours=23), 1)
    assert (autumn.end - autumn.start, autumn.days) == (timedelta(hours=25), 1)


# ---------------------------------------------------------------------------------------------------------------- months
def test_an_anchor_on_the_31st_is_held_to_short_months_and_does_not_drift() -> None:
    firsts = [boundary(date(2027, 1, 31), MONTHLY, index) for index in range(5)]
    assert firsts == [date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 31), date(2027, 4, 30), date(2027, 5, 31)]


@pytest.mark.parametrize(("anchor_day", "february"), [(28, 28), (29, 29), (30, 29), (31, 29)])
def test_february_of_a_leap_year(anchor_day: int, february: int) -> None:
    anchor = date(2028, 1, anchor_day)
    assert boundary(anchor, MONTHLY, 1) == date(2028, 2, february)
    assert boundary(anchor, MONTHLY, 2) == date(2028, 3, anchor_day)


def test_a_yearly_anchor_on_the_leap_day_returns_to_it() -> None:
    firsts = [boundary(date(2024, 2, 29), YEARLY, index) for index in range(5)]
    assert firsts == [date(2024, 2, 29), date(2025, 2, 28), date(2026, 2, 28), date(2027, 2, 28), date(2028, 2, 29)]


def test_months_are_counted_backwards_too() -> None:
    assert add_months(date(2026, 3, 31), -1) == date(2026, 2, 28)
    assert add_months(date(2026, 1, 15), -13) == date(2024, 12, 15)
    assert boundary(date(2026, 1, 31), MONTHLY, -2) == date(2025, 11, 30)


@given(days, st.integers(-600, 600))
def test_a_month_is_the_day_of_the_anchor_or_the_last_of_a_short_month(anchor: date, months: int) -> None:
    landed = add_months(anchor, months)
    assert landed.day == anchor.day or (landed.day < anchor.day and (landed + timedelta(days=1)).day == 1)
    assert (landed.year - anchor.year) * 12 + landed.month - anchor.month == months


# --------------------------------------------------------------------------------------------------------------- periods
@given(days, cycles, zones, st.integers(-20, 20))
def test_periods_tile_time(anchor: date, cycle: Cycle, zone: ZoneInfo, index: int) -> None:
    period, following = nth_period(anchor, cycle, zone, index), nth_period(anchor, cycle, zone, index + 1)
    assert period.end == following.start
    assert period.next_day == following.first_day
    assert period.days >= 1
    assert period.end not in period


@given(days, cycles, zones, moments)
def test_every_moment_lies_in_the_period_that_contains_it(
    anchor: date, cycle: Cycle, zone: ZoneInfo, moment: datetime
) -> None:
    period = period_containing(anchor, cycle, zone, moment)
    assert moment in period
    index = index_of_day(anchor, cycle, period.first_day)
    assert period == nth_period(anchor, cycle, zone, index)


@given(days, cycles, days)
def test_every_day_has_one_period(anchor: date, cycle: Cycle, day: date) -> None:
    index = index_of_day(anchor, cycle, day)
    assert boundary(anchor, cycle, index) <= day < boundary(anchor, cycle, index + 1)


def test_the_first_and_the_last_instant_of_a_period() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    november = period_containing(date(2026, 1, 1), MONTHLY, berlin, _utc("2026-11-30T22:59:59.999999Z"))
    assert (november.start, november.end) == (_utc("2026-10-31T23:00:00Z"), _utc("2026-11-30T23:00:00Z"))
    assert (november.first_day, november.next_day, november.days) == (date(2026, 11, 1), date(2026, 12, 1), 30)
    december = period_containing(date(2026, 1, 1), MONTHLY, berlin, november.end)
    assert december.first_day == date(2026, 12, 1)


def test_clocks_set_back_over_midnight_do_not_reopen_the_day_before() -> None:
    """In St John's 00:01 became 23:01 of the day before; the new day had begun and goes on."""
    zone = ZoneInfo("America/St_Johns")
    repeated = _utc("2006-10-29T03:00:00Z")
    assert repeated.astimezone(zone).date() == date(2006, 10, 28)
    period = period_containing(date(2006, 10, 29), Cycle(Interval.day), zone, repeated)
    assert repeated in period
    assert period.first_day == date(2006, 10, 29)


def test_a_period_that_was_skipped_is_empty() -> None:
    apia = ZoneInfo("Pacific/Apia")
    skipped = nth_period(date(2011, 12, 30), Cycle(Interval.day), apia, 0)
    assert skipped.start == skipped.end
    assert skipped.start not in skipped
    assert period_containing(date(2011, 12, 1), Cycle(Interval.day), apia, skipped.start).first_day == date(
        2011, 12, 31
    )


# -------------------------------------------------------------------------------------------------------- cycles and zones
@pytest.mark.parametrize(
    ("cycle", "months", "length_days"),
    [
        (Cycle(Interval.day, 10), 0, 10),
        (Cycle(Interval.week, 2), 0, 14),
        (Cycle(Interval.month, 3), 3, 0),
        (Cycle(Interval.year), 12, 0),
    ],
)
def test_a_cycle_is_measured_in_months_or_in_days(cycle: Cycle, months: int, length_days: int) -> None:
    assert (cycle.months, cycle.days) == (months, length_days)


@pytest.mark.parametrize("count", [0, -1, 367])
def test_a_cycle_of_no_length_is_refused(count: int) -> None:
    with pytest.raises(Invalid, match="outside 1"):
        Cycle(Interval.month, count)


@pytest.mark.parametrize(
    "name", ["", "Mars/Olympus", "Europe", "../UTC", "/etc/localtime", "Europe/Berlin\n", "UTC\0", "ü"]
)
def test_an_unknown_zone_is_an_error_and_never_utc(name: str) -> None:
    with pytest.raises(Invalid, match="not an IANA time zone"):
        zone_of(name)


def test_a_known_zone_is_found() -> None:
    assert zone_of("Asia/Kathmandu").key == "Asia/Kathmandu"
