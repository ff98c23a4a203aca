"""Whatever currency a company prefers and when: each period is billed in one, and costs what it would cost by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from tests.domains.billing.imagined import BERLIN, MONTH, a_plan, a_price, a_total, on_plans
from trunkline.domains.billing.model import Charge
from trunkline.domains.billing.rules import Billable, ServicePeriod, period_charges, service_periods
from trunkline.domains.billing.rules.amounts import rounded_amount
from trunkline.domains.billing.rules.explaining import explain_line
from trunkline.domains.marketplace.model import (
    Adjustments,
    CommitmentTerms,
    FlatTerms,
    GraduatedTerms,
    Plan,
    Price,
    Tier,
    Timing,
)
from trunkline.domains.marketplace.rules import subscription_period
from trunkline.domains.marketplace.rules.phases import period_cut
from trunkline.domains.marketplace.rules.rephasing import billed_in
from trunkline.domains.usage.model import UsageTotal
from trunkline.kernel.money import Currency

FIRST = date(2026, 1, 31)
UNTIL = datetime(2026, 8, 1, tzinfo=UTC)
CURRENCIES = [Currency.of(code) for code in ("EUR", "USD", "JPY")]
RATES = {"EUR": Decimal(1), "USD": Decimal("1.2"), "JPY": Decimal(163)}


def _plan() -> Plan:
    """A fee ahead, tiers with a minimum, and a commitment over all, each in three currencies."""
    prices: list[Price] = []
    for code, rate in RATES.items():
        tiers = (Tier(Decimal(100), rate / 10, rate), Tier(None, rate / 20, Decimal(0)))
        minimum = Adjustments(minimum_amount=5 * rate)
        for component, price in {
            "fee": a_price(FlatTerms(31 * rate), timing=Timing.advance, currency=code),
            "messages": replace(a_price(GraduatedTerms(tiers), meter="meter", currency=code), adjustments=minimum),
            "commitment": a_price(CommitmentTerms(50 * rate), currency=code),
        }.items():
            prices.append(replace(price, component=component, plan_id=prices[0].plan_id if prices else price.plan_id))
    return a_plan(*prices)


PLAN = _plan()
wishes = st.lists(
    st.tuples(st.integers(0, 150).map(lambda days: timedelta(days=days, hours=9)), st.sampled_from(CURRENCIES)),
    max_size=8,
)
quantities = st.lists(st.integers(0, 300).map(Decimal), min_size=7, max_size=7)


def _preferring(asked: list[tuple[timedelta, Currency]]) -> Billable:
    billable = on_plans(FIRST, FIRST, (PLAN, None))
    subscription = billable.subscription
    for after, currency in sorted(asked, key=lambda one: one[0]):
        cut = period_cut(subscription_period(subscription, MONTH, BERLIN, subscription.started_at + after))
        subscription = replace(subscription, phases=billed_in(subscription.phases, currency, cut))
    return replace(billable, subscription=subscription)


def _expected(asked: list[tuple[timedelta, Currency]], started: datetime, period: ServicePeriod) -> Currency:
    """What was asked for last before the period began."""
    before = [one for one in sorted(asked, key=lambda one: one[0]) if started + one[0] < period.used.start]
    return before[-1][1] if before else CURRENCIES[0]


def _charges(billable: Billable, period: ServicePeriod, used: Decimal) -> list[Charge]:
    price = PLAN.price_of_meter("meter", period.currency, period.used.start)
    assert price is not None
    totals: list[UsageTotal] = [a_total(billable, price, period.used.start, [used])] if used else []
    ahead = period_charges(billable, period, Timing.advance, totals)
    return [*ahead, *period_charges(billable, period, Timing.arrears, totals)]


@given(wishes, quantities)
def test_a_period_has_one_currency_and_costs_what_it_costs_by_itself(
    asked: list[tuple[timedelta, Currency]], quantities: list[Decimal]
) -> None:
    billable = _preferring(asked)
    started = billable.subscription.started_at
    periods = list(service_periods(billable, UNTIL))
    assert len(periods) == len(quantities)
    for period, used in zip(periods, quantities, strict=True):
        assert period.currency == _expected(asked, started, period)
        charges = _charges(billable, period, used)
        assert {charge.currency for charge in charges} == {period.currency}
        alone = on_plans(period.used.first_day, FIRST, (PLAN, period.used.next_day))
        one_phase = replace(alone.subscription.phases[0], currency=period.currency)
        alone = replace(alone, subscription=replace(alone.subscription, phases=(one_phase,)))
        (by_itself,) = service_periods(alone, period.used.end)
        same = _charges(alone, by_itself, used)
        assert [(one.price, one.exact) for one in charges] == [(one.price, one.exact) for one in same]
        for charge in charges:
            _assert_explained(charge)


def _assert_explained(charge: Charge) -> None:
    assert sum((step.value for step in charge.steps), Fraction(0)) == charge.exact
    amount = rounded_amount(charge.exact, charge.currency)
    told = explain_line(charge, None, amount, amount, Decimal(0), replace(amount, minor=0), inclusive=False)
    assert told["rounding"]["rounded"] == str(amount.major)


def test_the_digest_of_what_was_billed_before_there_were_several_stays() -> None:
    """Only a period in another currency than the first one says so, so that nothing is rated again that has not changed."""
    plain = [period.basis for period in service_periods(_preferring([]), UNTIL)]
    changed = [period.basis for period in service_periods(_preferring([(timedelta(days=40), CURRENCIES[1])]), UNTIL)]
    assert [one == other for one, other in zip(plain, changed, strict=True)] == [True, True] + [False] * 5
