"""The retry calendar and the backoff of outages (money policy 9)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trunkline.domains.payments.model import DeclineKind
from trunkline.domains.payments.rules import DECLINES, RETRY_DAYS, backoff, decline_kind, next_on_calendar

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = [
    BERLIN,
    ZoneInfo("America/New_York"),
    ZoneInfo("Australia/Lord_Howe"),
    ZoneInfo("Asia/Kolkata"),
    ZoneInfo("UTC"),
]


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_retries_fall_on_days_1_3_5_and_7_after_the_first_attempt() -> None:
    first = _utc("2026-05-04T09:30:00")
    now, moments = first, []
    while (moment := next_on_calendar(first, now, BERLIN)) is not None:
        moments.append(moment)
        now = moment
    assert [(moment - first).days for moment in moments] == [1, 3, 5, 7]


def test_days_are_counted_in_the_company_zone_across_a_change_of_clocks() -> None:
    # 28 March 2026 12:00 in Berlin is 11:00 UTC; the next day the clocks go forward, and noon there is 10:00 UTC.
    assert next_on_calendar(_utc("2026-03-28T11:00:00"), _utc("2026-03-28T11:00:01"), BERLIN) == _utc(
        "2026-03-29T10:00:00"
    )


def test_a_retry_hour_that_the_change_of_clocks_leaves_out_comes_an_hour_later() -> None:
    first = _utc("2026-03-28T01:30:00")  # 02:30 in Berlin; on the next day there is no 02:30
    retry = next_on_calendar(first, first, BERLIN)
    assert retry is not None
    assert retry.astimezone(BERLIN).isoformat() == "2026-03-29T03:30:00+02:00"


def test_a_day_that_was_missed_is_skipped_and_does_not_push_the_later_ones_back() -> None:
    first = _utc("2026-05-04T09:30:00")
    assert next_on_calendar(first, first + timedelta(days=4), BERLIN) == first + timedelta(days=5)


def test_after_the_last_day_there_is_no_retry() -> None:
    first = _utc("2026-05-04T09:30:00")
    assert next_on_calendar(first, first + timedelta(days=7), BERLIN) is None


@given(
    first=st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    zone=st.sampled_from(ZONES),
    late=st.timedeltas(timedelta(0), timedelta(days=9)),
)
def test_a_retry_lies_ahead_on_a_day_of_the_calendar(first: datetime, zone: ZoneInfo, late: timedelta) -> None:
    retry = next_on_calendar(first, first + late, zone)
    if retry is None:
        assert late >= timedelta(days=RETRY_DAYS[-1]) - timedelta(hours=1)
    else:
        assert retry > first + late
        assert (retry.astimezone(zone).date() - first.astimezone(zone).date()).days in RETRY_DAYS


def test_an_outage_is_retried_after_300_seconds_doubling_up_to_the_eighth() -> None:
    now = _utc("2026-05-04T09:30:00")
    waits = [int((backoff(times, now) - now).total_seconds()) for times in range(1, 11)]
    assert waits == [300, 600, 1200, 2400, 4800, 9600, 19200, 38400, 38400, 38400]


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("insufficient_funds", "soft"),
        ("processing_error", "soft"),
        ("generic_decline", "soft"),
        ("lost_card", "hard"),
        ("stolen_card", "hard"),
        ("expired_card", "hard"),
        ("a_code_of_next_year", "soft"),
    ],
)
def test_declines_are_classified(code: str, kind: str) -> None:
    assert decline_kind(code) is DeclineKind(kind)


def test_both_kinds_of_decline_occur() -> None:
    assert set(DECLINES.values()) == set(DeclineKind)
