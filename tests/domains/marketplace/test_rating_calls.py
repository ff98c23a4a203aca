from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domains.marketplace.terms import call_terms
from trunkline.domains.marketplace.model import CallStep, CallTerms, StepKind
from trunkline.domains.marketplace.rules import call_rater, rate_call
from trunkline.kernel.money import round_half_up

D = Decimal
seconds = st.integers(0, 1000)

SIXTY_SIX = CallTerms(D("0.02"), (CallStep(0, 60, D("0.10")), CallStep(60, 6, D("0.10"))))
PER_SECOND = CallTerms(D(0), (CallStep(0, 1, D("0.10")),))
OVERLAPPING = CallTerms(D(0), (CallStep(0, 60, D("0.60")), CallStep(10, 1, D("6.00")), CallStep(90, 60, D("0.30"))))


@pytest.mark.parametrize(
    ("terms", "length", "amount", "billed", "increments"),
    [
        (SIXTY_SIX, 0, "0", 0, 0),  # not even the connect fee
        (SIXTY_SIX, 1, "0.1200", 60, 1),
        (SIXTY_SIX, 60, "0.1200", 60, 1),
        (SIXTY_SIX, 61, "0.1300", 66, 2),
        (SIXTY_SIX, 66, "0.1300", 66, 2),
        (SIXTY_SIX, 67, "0.1400", 72, 3),
        (SIXTY_SIX, 3600, "6.0200", 3600, 591),
        (PER_SECOND, 1, "0.0017", 1, 1),  # 0.1 / 60 = 0.001666…
        (PER_SECOND, 10, "0.0167", 10, 10),  # rounded once: ten times 0.0017 would be 0.0170
        (PER_SECOND, 60, "0.1000", 60, 60),
        # The first increment reaches over second 10, where the dearer step begins, and keeps the price of its start.
        (OVERLAPPING, 60, "0.6000", 60, 1),
        (OVERLAPPING, 61, "0.7000", 61, 2),
        (OVERLAPPING, 90, "3.6000", 90, 31),
        (OVERLAPPING, 91, "3.9000", 150, 32),
    ],
)
def test_a_call_is_rated_as_a_whole(terms: CallTerms, length: int, amount: str, billed: int, increments: int) -> None:
    rated = rate_call(terms, length)
    assert (rated.amount, rated.billed_seconds, rated.increments) == (D(amount), billed, increments)
    assert rated.amount_e4 == int(D(amount) * 10_000)
    assert str(rated.amount).partition(".")[2] == f"{rated.amount_e4 % 10_000:04}"


def test_an_increment_that_reaches_past_a_whole_step_skips_it() -> None:
    terms = CallTerms(D(0), (CallStep(0, 60, D(1)), CallStep(20, 1, D(99)), CallStep(40, 30, D(2))))
    assert [rate_call(terms, length).amount for length in (60, 61, 91)] == [D(1), D(2), D(3)]


def test_the_half_is_rounded_away_from_zero_once() -> None:
    assert rate_call(CallTerms(D("0.00005"), (CallStep(0, 60, D(0)),)), 5).amount == D("0.0001")
    assert rate_call(CallTerms(D("0.000049999999"), (CallStep(0, 60, D(0)),)), 5).amount == D("0.0000")


def test_the_exact_amount_is_kept_beside_the_rounded_one() -> None:
    assert rate_call(SIXTY_SIX, 61).exact == "0.13"
    assert rate_call(PER_SECOND, 1).exact == "1/600"
    assert rate_call(PER_SECOND, 6).exact == "0.01"
    assert rate_call(SIXTY_SIX, 0).exact == "0"


def test_the_derivation_reads_as_sentences() -> None:
    rated = rate_call(CallTerms(D("0.02"), (CallStep(0, 60, D("0.10")), CallStep(60, 1, D("0.08")))), 61)
    assert [step.as_json() for step in rated.steps] == [
        {"kind": "connect_fee", "label": "Connect fee", "quantity": "1", "amount": "0.02", "unit": "call"},
        {
            "kind": "increments",
            "label": "1 × 60 s from second 0 at 0.1 per minute",
            "quantity": "60",
            "unit": "second",
            "unit_amount": "0.1",
            "factor": "1/60",
            "amount": "0.1",
        },
        # 0.08 / 60 has no end as a decimal: the factors say what it is.
        {
            "kind": "increments",
            "label": "1 × 1 s from second 60 at 0.08 per minute",
            "quantity": "1",
            "unit": "second",
            "unit_amount": "0.08",
            "factor": "1/60",
        },
    ]


def _walk(terms: CallTerms, length: int) -> tuple[Fraction, int, int]:
    """The policy word for word, one increment at a time."""
    second, count, sixtieths = 0, 0, Fraction(0)
    while second < length:
        step = [step for step in terms.steps if step.from_second <= second][-1]
        sixtieths += Fraction(step.per_minute) * step.increment_seconds
        second += step.increment_seconds
        count += 1
    fee = Fraction(terms.connect_fee) if length else Fraction(0)
    return fee + sixtieths / 60, second, count


@given(call_terms, seconds)
def test_rating_agrees_with_walking_the_increments_one_by_one(terms: CallTerms, length: int) -> None:
    rated = rate_call(terms, length)
    exact, second, count = _walk(terms, length)
    assert (rated.billed_seconds, rated.increments) == (second, count)
    assert abs(Fraction(rated.amount) - exact) <= Fraction(1, 20_000)
    scaled = exact * 10_000
    assert rated.amount_e4 == (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)


@given(call_terms, seconds)
def test_the_steps_recombine_to_the_amount(terms: CallTerms, length: int) -> None:
    rated = rate_call(terms, length)
    exact = sum((step.value for step in rated.steps), Fraction(0))
    assert exact == Fraction(rated.exact) == _walk(terms, length)[0]
    assert sum(step.quantity or 0 for step in rated.steps if step.kind is StepKind.increments) == rated.billed_seconds
    if "/" not in rated.exact:
        assert rated.amount == round_half_up(D(rated.exact), 4)


@given(call_terms, seconds, seconds)
def test_a_longer_call_never_costs_less(terms: CallTerms, first: int, second: int) -> None:
    rater = call_rater(terms)
    shorter, longer = sorted((first, second))
    assert rater.rate(shorter).amount_e4 <= rater.rate(longer).amount_e4


def test_a_call_of_negative_length_is_a_programming_error() -> None:
    with pytest.raises(AssertionError, match="less than no time"):
        rate_call(PER_SECOND, -1)
