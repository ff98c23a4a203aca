"""The share of a period, worked by hand (money policy 1)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from tests.domains.billing.imagined import BERLIN, MONTH
from trunkline.domains.billing.rules.proration import paying_parts, share_of
from trunkline.domains.marketplace.model import Grain, Step, StepKind
from trunkline.kernel.period import Cycle, Interval, Period, local_midnight, nth_period


def part(first: str, following: str) -> Period:
    one, other = date.fromisoformat(first), date.fromisoformat(following)
    return Period(local_midnight(one, BERLIN), local_midnight(other, BERLIN), one, other)


@pytest.mark.parametrize(
    ("grain", "anchor", "first", "following", "share"),
    [
        # The start day counts: from 16 March 16 of 31 days remain.
        (Grain.day, "2026-03-01", "2026-03-16", "2026-04-01", "16 of 31 days"),
        (Grain.day, "2026-02-01", "2026-02-15", "2026-03-01", "14 of 28 days"),
        (Grain.day, "2028-02-01", "2028-02-29", "2028-03-01", "1 of 29 days"),
        # Months of thirty days: from the 16th 15 days remain, in a month of 31 days as in February.
        (Grain.day30, "2026-03-01", "2026-03-16", "2026-04-01", "15 of 30 days"),
        (Grain.day30, "2026-02-01", "2026-02-16", "2026-03-01", "15 of 30 days"),
        (Grain.day30, "2026-03-01", "2026-03-01", "2026-04-01", "30 of 30 days"),
        (Grain.day30, "2026-02-01", "2026-02-01", "2026-03-01", "30 of 30 days"),
        (Grain.day30, "2026-01-01", "2026-01-31", "2026-02-01", "1 of 30 days"),
        # 31 January to 28 February is a whole month too.
        (Grain.day30, "2026-01-31", "2026-01-31", "2026-02-28", "30 of 30 days"),
        (Grain.day30, "2026-01-31", "2026-02-15", "2026-02-28", "15 of 30 days"),
    ],
)
def test_the_share_of_a_month(grain: Grain, anchor: str, first: str, following: str, share: str) -> None:
    whole = nth_period(date.fromisoformat(anchor), MONTH, BERLIN, 0)
    assert str(share_of(grain, MONTH, whole, part(first, following))) == share


def test_by_the_second_a_day_of_23_hours_is_shorter() -> None:
    # March 2026 in Berlin: 31 × 86,400 − 3,600 = 2,674,800 s. The 29th has 82,800 of them.
    whole = nth_period(date(2026, 3, 1), MONTH, BERLIN, 0)
    assert str(share_of(Grain.second, MONTH, whole, part("2026-03-29", "2026-03-30"))) == "82800 of 2674800 seconds"


def test_fractions_of_a_second_are_cut_off_both_moments() -> None:
    whole = nth_period(date(2026, 3, 1), MONTH, BERLIN, 0)
    change = datetime(2026, 3, 10, 8, 0, 0, 999_999, tzinfo=UTC)
    before = Period(whole.start, change, whole.first_day, date(2026, 3, 10))
    after = Period(change, whole.end, date(2026, 3, 10), whole.next_day)
    shares = [share_of(Grain.second, MONTH, whole, one).factor for one in (before, after)]
    assert sum(shares) == 1


def test_weeks_have_no_months_of_thirty_days() -> None:
    week = Cycle(Interval.week)
    whole = nth_period(date(2026, 3, 2), week, BERLIN, 0)
    assert share_of(Grain.day30, week, whole, part("2026-03-05", "2026-03-09")).factor == Fraction(4, 7)


def test_a_quarter_of_fixed_months_has_ninety_days() -> None:
    quarter = Cycle(Interval.month, 3)
    whole = nth_period(date(2026, 1, 1), quarter, BERLIN, 0)
    assert str(share_of(Grain.day30, quarter, whole, part("2026-02-16", "2026-04-01"))) == "45 of 90 days"


def test_without_proration_the_first_part_pays_for_the_whole_period() -> None:
    assert paying_parts([Grain.none, Grain.none]) == [True, False]
    assert paying_parts([Grain.day, Grain.none, Grain.none, Grain.day]) == [True, True, False, True]
    assert paying_parts([Grain.day, Grain.second]) == [True, True]


@pytest.mark.parametrize("grain", [Grain.second, Grain.day, Grain.day30])
@pytest.mark.parametrize("month", ["2026-01", "2026-02", "2028-02", "2026-04"])
def test_starting_and_stopping_on_one_day_bills_one_day(grain: Grain, month: str) -> None:
    """On every day of months of 28, 29, 30 and 31 days."""
    first = date.fromisoformat(f"{month}-01")
    whole = nth_period(first, MONTH, ZoneInfo("UTC"), 0)
    for number in range(whole.days):
        day = nth_period(first, Cycle(Interval.day), ZoneInfo("UTC"), number)
        share = share_of(grain, MONTH, whole, day, alone=True)
        assert share.factor == Fraction(1, 30 if grain is Grain.day30 else whole.days)


def test_a_share_of_nothing_is_nothing() -> None:
    step = Step(kind=StepKind.proration, label="", quantity=Decimal(1), unit_amount=Decimal(30), factor=Fraction(0))
    assert step.value == 0
