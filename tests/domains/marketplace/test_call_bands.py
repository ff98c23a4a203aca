"""Bands and caps: the compiled rater equals the policy's own words, also where clocks change; what a balance affords follows from it."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domains.marketplace.call_terms import band_of, banded_terms, exact_amount, moments, rounded_e4
from trunkline.domains.marketplace.model import CallBand, CallCap, CallStep, CallTerms, CapKind, StepKind, Weekday
from trunkline.domains.marketplace.rules import affordable_seconds, call_rater, rate_call

D = Decimal
lengths = st.integers(0, 1000)
WORKDAYS = (Weekday.mon, Weekday.tue, Weekday.wed, Weekday.thu, Weekday.fri)


def sixty_six(per_minute: str) -> tuple[CallStep, ...]:
    return (CallStep(0, 60, D(per_minute)), CallStep(60, 6, D(per_minute)))


DAYTIME = CallBand(WORKDAYS, 8 * 60, 18 * 60, D("0.02"), sixty_six("0.10"))
NIGHT = CallBand((Weekday.fri, Weekday.sun), 22 * 60, 6 * 60, D(0), sixty_six("0.01"))
BERLIN = CallTerms(D("0.01"), sixty_six("0.06"), "Europe/Berlin", (DAYTIME, NIGHT), CallCap(D("2.50"), CapKind.free))


@pytest.mark.parametrize(
    ("started_at", "band"),
    [
        (datetime(2026, 3, 2, 6, 59, 59, 999_999, tzinfo=UTC), None),  # Monday, a moment before eight in Berlin
        (datetime(2026, 3, 2, 7, tzinfo=UTC), DAYTIME),
        (datetime(2026, 3, 2, 16, 59, 59, tzinfo=UTC), DAYTIME),
        (datetime(2026, 3, 2, 17, tzinfo=UTC), None),
        (datetime(2026, 3, 30, 6, tzinfo=UTC), DAYTIME),  # the clocks were put ahead the day before
        (datetime(2026, 3, 30, 5, 59, tzinfo=UTC), None),
        (datetime(2026, 3, 6, 21, tzinfo=UTC), NIGHT),  # Friday at ten in the evening
        (datetime(2026, 3, 7, 4, 59, tzinfo=UTC), NIGHT),  # Saturday morning still belongs to Friday's band
        (datetime(2026, 3, 7, 5, tzinfo=UTC), None),
        (datetime(2026, 3, 7, 21, tzinfo=UTC), None),  # Saturday evening has none
        (datetime(2026, 3, 9, 4, 59, tzinfo=UTC), NIGHT),  # Sunday's runs into Monday, over the end of the week
    ],
)
def test_the_local_time_of_the_start_chooses_the_band(started_at: datetime, band: CallBand | None) -> None:
    rated = rate_call(BERLIN, 61, started_at)
    assert rated.band == band
    assert rated.amount == {None: D("0.0760"), DAYTIME: D("0.1300"), NIGHT: D("0.0110")}[band]


def test_the_band_of_the_start_holds_for_the_whole_call() -> None:
    assert rate_call(BERLIN, 1200, datetime(2026, 3, 2, 16, 59, tzinfo=UTC)).amount == D("2.0200")
    assert rate_call(BERLIN, 1200, datetime(2026, 3, 2, 6, 59, tzinfo=UTC)).amount == D("1.2100")


def test_a_skipped_hour_is_never_in_force_and_a_repeated_one_twice() -> None:
    band = CallBand((Weekday.sun,), 2 * 60, 3 * 60, D(0), sixty_six("1"))
    terms = CallTerms(D(0), sixty_six("0"), "Europe/Berlin", (band,))
    ahead = [datetime(2026, 3, 29, hour, minute, tzinfo=UTC) for hour in (0, 1) for minute in (0, 30, 59)]
    assert [rate_call(terms, 60, moment).amount for moment in ahead] == [D(0)] * 6
    back = [datetime(2026, 10, 25, hour, tzinfo=UTC) for hour in range(4)]
    assert [rate_call(terms, 60, moment).amount for moment in back] == [D(1), D(1), D(0), D(0)]


def test_a_free_cap_is_the_most_that_a_call_costs_with_its_connect_fee() -> None:
    rated = rate_call(BERLIN, 7200, datetime(2026, 3, 2, 9, tzinfo=UTC))
    assert (rated.amount, rated.exact, rated.billed_seconds) == (D("2.5000"), "2.5", 7200)
    assert [(step.kind, step.label, step.amount) for step in rated.steps] == [
        (StepKind.connect_fee, "Connect fee (mon–fri 08:00–18:00 Europe/Berlin)", D("0.02")),
        (
            StepKind.increments,
            "1 × 60 s from second 0 at 0.1 per minute (mon–fri 08:00–18:00 Europe/Berlin)",
            D("0.1"),
        ),
        (
            StepKind.increments,
            "1190 × 6 s from second 60 at 0.1 per minute (mon–fri 08:00–18:00 Europe/Berlin)",
            D("11.9"),
        ),
        (StepKind.cap, "Cap: nothing above 2.5 is charged", D("-9.52")),
    ]
    outside = rate_call(BERLIN, 60, datetime(2026, 3, 1, 9, tzinfo=UTC))
    assert [step.label for step in outside.steps] == [
        "Connect fee (outside the bands)",
        "1 × 60 s from second 0 at 0.06 per minute (outside the bands)",
    ]


def test_what_a_cap_takes_off_may_have_no_end_as_a_decimal() -> None:
    terms = CallTerms(D(0), (CallStep(0, 1, D("0.10")),), cap=CallCap(D("0.01"), CapKind.free))
    rated = rate_call(terms, 10)
    assert rated.steps[-1].as_json() == {
        "kind": "cap",
        "label": "Cap: nothing above 0.01 is charged",
        "quantity": "1",
        "unit": "call",
        "unit_amount": "-0.4",
        "factor": "1/60",
    }
    assert (rated.exact, rated.amount) == ("0.01", D("0.0100"))
    assert [step.kind for step in rate_call(terms, 6).steps] == [
        StepKind.increments
    ]  # exactly the cap: nothing to take off


def test_a_cap_that_disconnects_changes_no_rating() -> None:
    terms = CallTerms(D("0.02"), sixty_six("0.10"), cap=CallCap(D("0.05"), CapKind.disconnect))
    assert rate_call(terms, 61).amount == D("0.1300")
    assert all(step.kind is not StepKind.cap for step in rate_call(terms, 61).steps)


def test_a_start_is_needed_where_there_are_bands_and_must_be_an_instant() -> None:
    with pytest.raises(AssertionError, match="by when it started"):
        rate_call(BERLIN, 60)
    with pytest.raises(AssertionError, match="an instant"):
        rate_call(BERLIN, 60, datetime(2026, 3, 2, 9, tzinfo=UTC).replace(tzinfo=None))


@given(banded_terms, lengths, moments)
def test_rating_is_the_policy_word_for_word(terms: CallTerms, length: int, moment: datetime) -> None:
    rated = call_rater(terms).rate(length, moment)
    exact = exact_amount(terms, length, moment)
    assert rated.amount_e4 == rounded_e4(exact)
    assert Fraction(rated.exact) == exact == sum((step.value for step in rated.steps), Fraction(0))
    assert rated.band == band_of(terms, moment)
    if terms.cap is not None and terms.cap.kind is CapKind.free:
        assert rated.amount <= terms.cap.amount


@given(banded_terms, moments, st.integers(-10, 10**6))
def test_a_balance_affords_the_longest_call_that_is_within_it(
    terms: CallTerms, moment: datetime, balance_e4: int
) -> None:
    longest = affordable_seconds(terms, moment, balance_e4)
    if longest is None:
        assert rate_call(terms, 10**9, moment).amount_e4 <= balance_e4
        return
    assert rate_call(terms, longest, moment).amount_e4 <= max(balance_e4, 0)
    assert rate_call(terms, longest + 1, moment).amount_e4 > balance_e4


@given(banded_terms, moments, lengths)
def test_what_a_call_cost_affords_that_call(terms: CallTerms, moment: datetime, length: int) -> None:
    affordable = affordable_seconds(terms, moment, rate_call(terms, length, moment).amount_e4)
    assert affordable is None or affordable >= length


def test_a_balance_is_spent_in_whole_increments() -> None:
    at_night, by_day = datetime(2026, 3, 6, 22, tzinfo=UTC), datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert affordable_seconds(BERLIN, by_day, 1199) == 0  # not even the first minute and the connect fee
    assert affordable_seconds(BERLIN, by_day, 1200) == 60
    assert affordable_seconds(BERLIN, by_day, 1300) == 66
    assert affordable_seconds(BERLIN, at_night, 1300) == 780
    assert affordable_seconds(BERLIN, by_day, 24_999) == 1482
    assert affordable_seconds(BERLIN, by_day, 25_000) is None  # nothing above the cap is charged
    assert affordable_seconds(BERLIN, by_day, -1) == 0
