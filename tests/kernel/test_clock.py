from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from trunkline.kernel.clock import ManualClock, SystemClock, require_utc

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def test_the_system_clock_tells_the_present_in_utc() -> None:
    before = datetime.now(UTC)
    told = SystemClock().now()
    assert before <= told <= datetime.now(UTC)
    assert told.utcoffset() == timedelta(0)


def test_a_manual_clock_stands_until_it_is_moved() -> None:
    clock = ManualClock(NOON)
    assert clock.now() == clock.now() == NOON
    clock.advance(timedelta(minutes=5))
    assert clock.now() == NOON + timedelta(minutes=5)
    clock.move_to(datetime(2026, 11, 22, 14, 0, tzinfo=timezone(timedelta(hours=1))))
    assert clock.now() == NOON + timedelta(hours=1)
    assert clock.now().tzinfo is UTC


def test_time_does_not_run_backwards() -> None:
    clock = ManualClock(NOON)
    with pytest.raises(AssertionError, match="backwards"):
        clock.advance(timedelta(seconds=-1))
    with pytest.raises(AssertionError, match="backwards"):
        clock.move_to(NOON - timedelta(seconds=1))
    assert clock.now() == NOON


def test_a_naive_time_is_a_programming_error() -> None:
    naive = NOON.replace(tzinfo=None)
    for use in (require_utc, ManualClock, ManualClock(NOON).move_to):
        with pytest.raises(AssertionError, match="without a zone"):
            use(naive)


def test_an_aware_time_is_told_in_utc() -> None:
    told = require_utc(datetime(2026, 1, 1, 5, 45, tzinfo=timezone(timedelta(hours=5, minutes=45))))
    assert told == datetime(2026, 1, 1, tzinfo=UTC)
    assert told.tzinfo is UTC
