"""What holds for every price, every usage and every order of runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tests.domains.billing.imagined import BERLIN, MONTH, a_plan, a_price, a_total, on_plans
from tests.domains.marketplace.terms import call_terms, tiers
from trunkline.domains.billing.model import Booked, Charge, ChargeKey, DraftLine
from trunkline.domains.billing.rules import (
    Billable,
    ServicePeriod,
    draft_lines,
    licence_charges,
    recombined,
    rounded_amount,
    service_periods,
    share_of,
    tax_of,
    totals_of,
    usage_charges,
)
from trunkline.domains.marketplace.model import (
    FlatTerms,
    GraduatedTerms,
    Grain,
    PerUnitTerms,
    Price,
    Terms,
    Timing,
    VolumeTerms,
)
from trunkline.domains.tenants.model import Taxes
from trunkline.kernel.ids import InvoiceLineId
from trunkline.kernel.money import Money
from trunkline.kernel.period import Cycle, Interval, Period, local_midnight, nth_period

amounts = st.integers(0, 10**7).map(lambda cents: Decimal(cents).scaleb(-3))
metered_terms: st.SearchStrategy[Terms] = st.one_of(
    amounts.map(FlatTerms), amounts.map(PerUnitTerms), tiers.map(GraduatedTerms), tiers.map(VolumeTerms), call_terms
)
licence_terms = st.one_of(
    amounts.map(FlatTerms), amounts.map(PerUnitTerms), tiers.map(GraduatedTerms), tiers.map(VolumeTerms)
)
currencies = st.sampled_from(["EUR", "JPY", "KWD"])
rates = st.sampled_from([Decimal(0), Decimal("0.19"), Decimal("0.077"), Decimal("0.2")])
quantities = st.integers(0, 4000).map(lambda quarters: Decimal(quarters) / 4)
# None is a run, a number is usage that arrives.
courses = st.lists(st.one_of(st.none(), quantities), max_size=12)
LINE = InvoiceLineId("lin_00000000000000000000000000")


def book(lines: Sequence[DraftLine], booked: dict[ChargeKey, Booked]) -> None:
    """What the store would answer after these lines were issued."""
    for line in lines:
        key, before = line.charge.key, booked.get(line.charge.key)
        booked[key] = Booked(
            key=key,
            amount=line.amount if before is None else before.amount + line.amount,
            waived=Money.zero(line.amount.currency),
            quantity=line.quantity if before is None else before.quantity + line.quantity,
            tax_rate=line.tax_rate,
            last_line_id=LINE,
            numbers=("TL-2026-000001",),
            tax_inclusive=line.tax_inclusive,
            tax=line.tax if before is None or before.tax is None else before.tax + line.tax,
        )


def check_explained(line: DraftLine) -> None:
    """The explanation, as JSON text says it, recombines to the amount of the line."""
    explain = line.explain
    exact = recombined(explain)
    rounded = rounded_amount(exact, line.amount.currency)
    deltas = sum((Fraction(step["amount"]) for step in explain["steps"] if step["kind"] == "delta"), Fraction(0))
    assert exact == line.charge.exact
    assert explain["rounding"]["rounded"] == str(rounded.major)
    assert Fraction(rounded.major) + deltas == Fraction(line.amount.major)
    assert explain["result"] == {"amount": str(line.amount.major), "currency": line.amount.currency.code}
    assert explain["tax"]["amount"]["amount"] == str(line.tax.major)


def march(price: Price) -> tuple[Billable, ServicePeriod]:
    billable = on_plans(date(2026, 3, 1), date(2026, 3, 1), (a_plan(price), None))
    return billable, next(service_periods(billable, local_midnight(date(2026, 3, 2), BERLIN)))


@given(metered_terms, currencies, courses, rates)
def test_what_is_booked_is_the_rating_of_all_usage_whatever_the_order_of_runs(
    terms: Terms, currency: str, course: list[Decimal | None], rate: Decimal
) -> None:
    price = a_price(terms, meter="meter", currency=currency)
    billable, period = march(price)
    booked: dict[ChargeKey, Booked] = {}
    used: list[Decimal] = []
    for step in [*course, None]:
        if step is not None:
            used.append(step)
            continue
        totals = [a_total(billable, price, period.used.start, used)] if used else []
        lines = draft_lines(usage_charges(billable, period, totals), booked, Taxes(rate=rate))
        for line in lines:
            check_explained(line)
        book(lines, booked)
    final = usage_charges(billable, period, [a_total(billable, price, period.used.start, used)] if used else [])
    due = sum((rounded_amount(charge.exact, price.currency).minor for charge in final), 0)
    assert sum(one.amount.minor for one in booked.values()) == due


@given(amounts, currencies, st.lists(quantities, min_size=1, max_size=8), rates, st.booleans())
def test_taxes_add_up_to_the_tax_of_the_sum_and_none_is_given_back_that_was_not_charged(
    amount: Decimal, currency: str, levels: list[Decimal], rate: Decimal, inclusive: bool
) -> None:
    """Usage is corrected up and down, in any order."""
    price = a_price(PerUnitTerms(amount), meter="meter", currency=currency)
    billable, period = march(price)
    booked: dict[ChargeKey, Booked] = {}
    for used in levels:
        totals = [a_total(billable, price, period.used.start, [used])]
        lines = draft_lines(usage_charges(billable, period, totals), booked, Taxes(rate=rate, inclusive=inclusive))
        for line in lines:
            check_explained(line)
            assert line.tax.minor * line.amount.minor >= 0
        book(lines, booked)
        for one in booked.values():
            assert one.tax == tax_of(one.amount, rate, inclusive=inclusive)


@given(metered_terms, currencies, st.lists(quantities, min_size=1, max_size=5), rates)
def test_a_run_after_a_run_finds_nothing(terms: Terms, currency: str, used: list[Decimal], rate: Decimal) -> None:
    price = a_price(terms, meter="meter", currency=currency)
    billable, period = march(price)
    charges = usage_charges(billable, period, [a_total(billable, price, period.used.start, used)])
    booked: dict[ChargeKey, Booked] = {}
    book(draft_lines(charges, booked, Taxes(rate=rate)), booked)
    assert draft_lines(charges, booked, Taxes(rate=rate)) == []


days_of_march = st.integers(1, 30).map(lambda day: date(2026, 3, 1) + timedelta(days=day))
grains = st.sampled_from([Grain.day, Grain.day30])


@given(licence_terms, licence_terms, days_of_march, st.integers(1, 9), st.booleans(), grains)
def test_a_change_of_plan_settles_to_the_same_whenever_it_is_billed(
    old: Terms, new: Terms, day: date, quantity: int, billed_before: bool, grain: Grain
) -> None:
    before = a_plan(a_price(old, timing=Timing.advance), grain=grain)
    after = a_plan(a_price(new, timing=Timing.advance), grain=grain)
    start = date(2026, 3, 1)
    changed = on_plans(start, start, (before, day), (after, None), quantity=quantity)
    unchanged = on_plans(start, start, (before, None), quantity=quantity)
    booked: dict[ChargeKey, Booked] = {}
    if billed_before:
        first = [_as_of(charge, changed) for charge in _advance(unchanged)]
        book(draft_lines(first, booked, Taxes()), booked)
    charges = _advance(changed)
    for line in (lines := draft_lines(charges, booked, Taxes())):
        check_explained(line)
    book(lines, booked)
    due = sum(rounded_amount(charge.exact, charge.currency).minor for charge in charges)
    assert sum(one.amount.minor for one in booked.values()) == due


def _advance(billable: Billable) -> list[Charge]:
    period = next(service_periods(billable, local_midnight(date(2026, 3, 2), BERLIN)))
    return licence_charges(billable, period, Timing.advance)


def _as_of(charge: Charge, billable: Billable) -> Charge:
    """The charge as it was made for the same subscription before its plan changed."""
    return replace(charge, key=replace(charge.key, subscription_id=billable.subscription.id))


@given(
    st.sampled_from([Grain.second, Grain.day, Grain.day30]),
    st.sampled_from([MONTH, Cycle(Interval.month, 3), Cycle(Interval.year), Cycle(Interval.week, 2)]),
    st.dates(date(2024, 1, 1), date(2028, 12, 31)),
    st.lists(st.integers(0, 400), max_size=5),
)
def test_the_shares_of_a_split_period_add_up_to_one(
    grain: Grain, cycle: Cycle, anchor: date, offsets: list[int]
) -> None:
    whole = nth_period(anchor, cycle, BERLIN, 0)
    cuts = sorted({whole.first_day, whole.next_day, *(whole.first_day + timedelta(o % whole.days) for o in offsets)})
    shares = [share_of(grain, cycle, whole, _part(a, b)) for a, b in pairwise(cuts)]
    assert sum((share.factor for share in shares), Fraction(0)) == 1
    assert all(0 <= share.factor <= 1 for share in shares)


def _part(first: date, following: date) -> Period:
    return Period(local_midnight(first, BERLIN), local_midnight(following, BERLIN), first, following)


@given(st.lists(st.tuples(metered_terms, quantities), min_size=1, max_size=6), rates)
def test_an_invoice_is_the_sum_of_its_lines(priced: list[tuple[Terms, Decimal]], rate: Decimal) -> None:
    lines = []
    for terms, quantity in priced:
        price = a_price(terms, meter="meter")
        billable, period = march(price)
        total = a_total(billable, price, period.used.start, [quantity])
        lines += draft_lines(usage_charges(billable, period, [total]), {}, Taxes(rate=rate))
    totals = totals_of(lines, a_price(priced[0][0]).currency)
    assert totals.subtotal.minor == sum(line.amount.minor for line in lines)
    assert totals.total.minor == sum(line.amount.minor + line.tax.minor for line in lines)
    for line in lines:
        # Half up on the rounded line: never further from the exact tax than half a unit.
        exact = Fraction(line.amount.minor) * Fraction(rate)
        assert abs(exact - line.tax.minor) <= Fraction(1, 2)
        assert line.tax == Money(int(exact + Fraction(1, 2)), line.tax.currency)
