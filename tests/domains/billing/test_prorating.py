"""A quoted proration: worked by hand, its laws, and the same as what is invoiced."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domains.billing.stage import amounts, stage
from trunkline.domains.billing.api.prorations import ProrateIn, answer_prorate
from trunkline.domains.billing.rules import Course, PriceChange, prorate, rounded_amount
from trunkline.domains.marketplace.model import Grain
from trunkline.infra.program import Program
from trunkline.infra.web.validating import validated
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.errors import Invalid
from trunkline.kernel.money import Currency
from trunkline.kernel.period import Cycle, Interval, nth_period


def body(*changes: tuple[Any, ...], **more: Any) -> dict[str, Any]:
    told = [dict(zip(("at", "amount", "quantity", "price"), one, strict=False)) for one in changes]
    start = {"currency": "EUR", "grain": "day", "zone": "Europe/Berlin", "anchor": "2026-03-01", "every": "month"}
    return start | {"changes": told} | more


def asked(*changes: tuple[Any, ...], **more: Any) -> Any:
    return answer_prorate(validated(ProrateIn, body(*changes, **more))).model_dump(mode="json")


def refused(*changes: tuple[Any, ...], **more: Any) -> dict[str, str]:
    with pytest.raises(Invalid) as problem:
        asked(*changes, **more)
    return {one.pointer: one.detail for one in problem.value.fields}


def shares(answer: Any) -> list[str]:
    return ["{numerator} of {denominator} {unit}".format(**part["share"]) for part in answer["parts"]]


def lines(answer: Any) -> list[tuple[str, str, str]]:
    return [(line["on"], line["kind"], line["amount"]) for line in answer["lines"]]


def test_the_day_of_a_change_belongs_to_the_new_price() -> None:
    answer = asked(("2026-03-01", "31.00"), ("2026-03-11", "62.00"))
    assert shares(answer) == ["10 of 31 days", "21 of 31 days"]
    assert [(part["exact"], part["amount"]) for part in answer["parts"]] == [("10", "10.00"), ("42", "42.00")]
    assert lines(answer) == [
        ("2026-03-01", "charge", "31.00"),
        ("2026-03-11", "credit", "-21.00"),
        ("2026-03-11", "charge", "42.00"),
    ]
    assert [line["corrects"] for line in answer["lines"]] == [None, 1, None]
    assert (answer["share"], answer["total"]) == ("1/1", "52.00")


def test_the_day_of_the_end_belongs_to_the_old_price() -> None:
    answer = asked(("2026-03-01", "31.00"), end={"at": "2026-03-20"})
    assert shares(answer) == ["20 of 31 days"]
    assert lines(answer) == [("2026-03-01", "charge", "31.00"), ("2026-03-21", "credit", "-11.00")]
    assert (answer["share"], answer["total"]) == ("20/31", "20.00")


def test_a_start_and_an_end_on_one_day_bill_one_day() -> None:
    answer = asked(("2026-03-10", "31.00"), end={"at": "2026-03-10"})
    assert shares(answer) == ["1 of 31 days"]
    assert answer["total"] == "1.00"


def test_the_denominator_of_a_stub_is_the_whole_period() -> None:
    answer = asked(("2026-02-15", "28.00"), anchor="2026-01-01", period=1)
    assert shares(answer) == ["14 of 28 days"]
    assert answer["period"]["index"] == 1
    assert (answer["period"]["first_day"], answer["period"]["last_day"]) == ("2026-02-01", "2026-02-28")
    assert answer["parts"][0]["first_day"] == "2026-02-15"


@pytest.mark.parametrize(
    ("grain", "expected"),
    [
        # March in Berlin has 31 × 86,400 - 3,600 seconds; until the 11th at midnight 10 × 86,400 have gone by.
        ("second", ["864000 of 2674800 seconds", "1810800 of 2674800 seconds"]),
        ("day", ["10 of 31 days", "21 of 31 days"]),
        ("day30", ["10 of 30 days", "20 of 30 days"]),
        ("none", ["1 of 1 periods", "0 of 1 periods"]),
    ],
)
def test_every_grain(grain: str, expected: list[str]) -> None:
    answer = asked(("2026-03-01", "30.00"), ("2026-03-11", "60.00"), grain=grain)
    assert shares(answer) == expected
    assert answer["share"] == "1/1"


def test_moments_count_by_the_second_and_otherwise_as_their_local_day() -> None:
    # 22:30 in UTC is half past midnight in Berlin, in summer: the next day.
    changed = ("2026-04-10T22:30:00Z", "60.00")
    by_day = asked(("2026-04-01", "30.00"), changed, anchor="2026-04-01")
    assert shares(by_day) == ["10 of 30 days", "20 of 30 days"]
    by_second = asked(("2026-04-01", "30.00"), changed, anchor="2026-04-01", grain="second")
    assert shares(by_second) == ["865800 of 2592000 seconds", "1726200 of 2592000 seconds"]
    ended = asked(("2026-04-01", "30.00"), anchor="2026-04-01", grain="second", end={"at": "2026-04-01T10:00:00+02:00"})
    assert shares(ended) == ["36000 of 2592000 seconds"]
    # The day that has the end is covered, unless seconds count.
    assert shares(asked(("2026-04-01", "30.00"), anchor="2026-04-01", end={"at": "2026-04-10T22:30:00Z"})) == [
        "11 of 30 days"
    ]


def test_of_two_changes_in_one_day_the_last_one_stands() -> None:
    answer = asked(("2026-03-01", "31.00"), ("2026-03-11", "93.00"), ("2026-03-11", "62.00"))
    assert [part["price"] for part in answer["parts"]] == ["31", "62"]
    assert answer["total"] == "52.00"


def test_a_change_of_quantity_is_a_delta_of_one_price() -> None:
    answer = asked(("2026-03-01", "31.00", 2), ("2026-03-11", "31.00", 3))
    # 62 for the whole, then 20 + 63 = 83
    assert lines(answer) == [("2026-03-01", "charge", "62.00"), ("2026-03-11", "charge", "21.00")]
    assert [(line["exact"], line["booked"], line["corrects"]) for line in answer["lines"]] == [
        ("62", "0.00", None),
        ("83", "62.00", 1),
    ]
    apart = asked(("2026-03-01", "31.00", 2, "two seats"), ("2026-03-11", "31.00", 3, "three seats"))
    assert lines(apart)[1:] == [("2026-03-11", "credit", "-42.00"), ("2026-03-11", "charge", "63.00")]


def test_without_proration_a_change_shows_in_the_next_period() -> None:
    changes = (("2026-03-01", "40.00"), ("2026-03-11", "90.00"))
    assert lines(asked(*changes, grain="none")) == [("2026-03-01", "charge", "40.00")]
    assert lines(asked(*changes, grain="none", period="2026-04-15")) == [("2026-04-01", "charge", "90.00")]


def test_a_part_that_no_decimal_tells_is_a_fraction() -> None:
    (part,) = asked(("2026-03-22", "10.00"))["parts"]
    assert (part["share"]["factor"], part["exact"], part["amount"]) == ("10/31", "100/31", "3.23")


@pytest.mark.parametrize(
    ("told", "pointer"),
    [
        (body(), "/changes"),
        (body(("2026-03-01", "1"), currency="EUX"), "/currency"),
        (body(("2026-03-01", "1"), zone="Mars/Olympus"), "/zone"),
        (body(("2026-03-01", "1"), grain="week"), "/grain"),
        (body(("2026-03-01", "1"), every="year", count=400), "/count"),
        (body(("2026-03-01", "1"), every="half-year", count=100), "/count"),
        (body(("2026-03-01", "-1")), "/changes/0/amount"),
        (body(("2026-03-01", "0.0000000000001")), "/changes/0/amount"),
        (body(("2026-03-01", "1", 0)), "/changes/0/quantity"),
        (body(("2026-03-32", "1")), "/changes/0/at"),
        (body((20260301, "1")), "/changes/0/at"),
        (body(("2026-03-05", "1"), ("2026-03-04", "2")), "/changes/1/at"),
        (body(("2026-03-05", "1", 1, "a"), ("2026-03-06", "2", 1, "a")), "/changes/1/price"),
        (body(("2026-03-05", "1"), end={"at": "2026-03-04"}), "/end/at"),
        (body(("2026-03-05", "1"), period=-1), "/period"),
        (body(("2026-03-05", "1"), period="2026-02-28"), "/period"),
        (body(("2026-03-05", "1"), period=True), "/period"),
        (body(("2026-03-05", "1"), period=999_999), "/period"),
        (body(("2026-03-05", "1"), prorate="yes"), "/prorate"),
    ],
)
def test_what_cannot_be_prorated_is_named(told: dict[str, Any], pointer: str) -> None:
    with pytest.raises(Invalid) as problem:
        answer_prorate(validated(ProrateIn, told))
    assert [one.pointer for one in problem.value.fields] == [pointer]


def test_the_zone_is_never_guessed() -> None:
    told = body(("2026-03-01", "1"))
    del told["zone"]
    with pytest.raises(Invalid) as problem:
        validated(ProrateIn, told)
    assert [one.pointer for one in problem.value.fields] == ["/zone"]


def test_a_day_that_was_skipped_has_nothing_to_prorate() -> None:
    told = (("2011-12-29", "1.00"),)
    skipped = {"zone": "Pacific/Apia", "anchor": "2011-12-29", "every": "day", "grain": "second"}
    assert list(refused(*told, **skipped, period="2011-12-30")) == ["/period"]
    assert shares(asked(*told, **skipped, period="2011-12-31")) == ["86400 of 86400 seconds"]


prices = st.integers(0, 10**6).map(lambda cents: Decimal(cents).scaleb(-3))
cycles = st.sampled_from(
    [Cycle(Interval.month), Cycle(Interval.month, 3), Cycle(Interval.year), Cycle(Interval.week, 2)]
)


@st.composite
def courses(draw: st.DrawFn) -> Course:
    """A start on the anchor, changes on days of the first period, no end."""
    anchor, cycle = draw(st.dates(date(2024, 1, 1), date(2028, 12, 31))), draw(cycles)
    zone = ZoneInfo(draw(st.sampled_from(["Europe/Berlin", "America/Santiago", "Asia/Tokyo"])))
    length = nth_period(anchor, cycle, zone, 0).days
    days = sorted(draw(st.lists(st.integers(0, length - 1), max_size=5)))
    changes = [
        PriceChange(anchor + timedelta(days=day), amount, draw(st.integers(1, 9)), str(amount))
        for day in [0, *days]
        for amount in [draw(prices)]
    ]
    return Course(
        currency=Currency.of(draw(st.sampled_from(["EUR", "JPY", "KWD"]))),
        grain=draw(st.sampled_from(Grain)),
        cycle=cycle,
        zone=zone,
        anchor_on=anchor,
        changes=tuple(changes),
    )


@given(courses())
def test_the_parts_of_a_whole_period_add_up_to_one(course: Course) -> None:
    made = prorate(course, 0)
    assert made is not None
    assert sum((part.share.factor for part in made.parts), Fraction(0)) == 1
    assert made.parts[0].period.start == made.whole.start
    assert made.parts[-1].period.end == made.whole.end


@given(courses())
def test_charges_and_credits_add_up_to_what_the_parts_of_each_price_cost(course: Course) -> None:
    made = prorate(course, 0)
    assert made is not None
    owed: dict[str, Fraction] = {}
    for part in made.parts:
        owed[part.change.name] = owed.get(part.change.name, Fraction(0)) + part.exact
    assert all(part.exact == Fraction(part.full_amount) * part.share.factor for part in made.parts)
    due = sum(rounded_amount(exact, course.currency).minor for exact in owed.values())
    assert sum(line.draft.amount.minor for line in made.lines) == due


async def test_the_lines_are_those_that_are_invoiced(program: Program, clock: ManualClock) -> None:
    shop = await stage(program, "starter")
    invoiced = await shop.bill("2026-03-02")
    clock.move_to(datetime(2026, 3, 10, 9, tzinfo=UTC))
    await shop.change("pro")
    invoiced += await shop.bill("2026-03-10")
    clock.move_to(datetime(2026, 3, 20, 9, tzinfo=UTC))
    await shop.cancel()
    invoiced += await shop.bill("2026-03-20")
    answer = asked(
        ("2026-03-02", "29.00"), ("2026-03-10", "59.00"), end={"at": "2026-03-20"}, anchor="2026-03-02", period=0
    )
    assert [line["amount"] for line in answer["lines"]] == amounts(invoiced)
    assert shares(answer) == ["8 of 31 days", "11 of 31 days"]
