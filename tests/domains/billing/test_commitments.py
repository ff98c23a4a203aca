"""A commitment over a whole plan on real invoices. Every amount is worked by hand in the comment above it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.clients import client_as
from tests.domains.billing.imagined import BERLIN, a_plan, a_price, a_total, on_plans
from tests.domains.billing.stage import DESK, MESSAGES, TEST, Stage, amounts, in_arrears, plan, stage, utc
from trunkline.domains.billing.api.quotes import QuoteIn, QuoteOut, answer_quote
from trunkline.domains.billing.model import Charge
from trunkline.domains.billing.rules import (
    ServicePeriod,
    commitment_charges,
    draft_lines,
    licence_charges,
    rounded_amount,
    service_periods,
    usage_charges,
)
from trunkline.domains.billing.rules.explaining import recombined
from trunkline.domains.marketplace import actions as marketplace
from trunkline.domains.marketplace.model import CommitmentTerms, FlatTerms, Grain, PerUnitTerms, Timing
from trunkline.domains.marketplace.model.offers import PriceOffer
from trunkline.domains.marketplace.model.offers.shapes import each, metered, platform_fee
from trunkline.domains.tenants.model import Taxes
from trunkline.infra.program import Program
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.errors import Invalid
from trunkline.kernel.period import local_midnight

# The clock of the tests stands at 2026-03-02 12:00 UTC, a Monday: in Berlin 13:00 on 2 March.


def commitment(amount: str) -> PriceOffer:
    terms = {"EUR": CommitmentTerms(Decimal(amount))}
    return replace(in_arrears(), component="commitment", description="Commitment", unit="period", terms=terms)


_messages = metered(MESSAGES, "messages", "Messages", EUR=each("0.10"))
_fee = platform_fee(EUR="49.00")
TARIFFS = replace(
    DESK,
    plans=(
        plan("committed", _fee, _messages, commitment("500.00")),
        plan("committed-more", _fee, _messages, commitment("930.00")),
        plan("uncommitted", _fee, _messages),
        plan("committed-whole", _fee, commitment("100.00"), grain=Grain.none),
    ),
)


async def subscribed(program: Program, slug: str, **about: int) -> Stage:
    async with program.scope(TEST) as scope:
        await marketplace.install_catalogue(scope, [TARIFFS])
    return await stage(program, slug, **about)  # type: ignore[arg-type]


async def test_what_is_left_of_a_commitment_is_due_when_the_period_closes(program: Program, clock: ManualClock) -> None:
    nordlicht = await subscribed(program, "committed", billing_cycle_day=2)
    assert amounts(await nordlicht.bill("2026-03-02")) == ["49.00"]
    await nordlicht.use("2710", utc("2026-03-10 12:00"))
    clock.move_to(utc("2026-04-02 12:00"))
    # The fee of March, in advance, and 2710 × 0.10 = 271.00 count: 500 − 49 − 271 = 180. The fee of April does not.
    used, left, april = await nordlicht.bill("2026-04-02")
    assert amounts([used, left, april]) == ["271.00", "180.00", "49.00"]
    assert left.description == "AI receptionist, Committed: Commitment of 500.00, 320.00 of it used"
    assert (left.quantity, left.unit_amount, left.component) == (Decimal(1), None, "commitment")
    assert [(step["kind"], step["label"], step["amount"]) for step in left.explain["steps"]] == [
        ("commitment", "Commitment for the period", "500"),
        ("commitment", "less Platform fee", "-49"),
        ("commitment", "less Messages", "-271"),
    ]
    assert recombined(left.explain) == 180
    assert [one["id"] for one in left.explain["policy"]] == ["3"]


async def test_a_commitment_that_was_reached_is_not_printed(program: Program, clock: ManualClock) -> None:
    nordlicht = await subscribed(program, "committed", billing_cycle_day=2)
    await nordlicht.bill("2026-03-02")
    await nordlicht.use("4510", utc("2026-03-10 12:00"))
    clock.move_to(utc("2026-04-02 12:00"))
    assert amounts(await nordlicht.bill("2026-04-02")) == ["451.00", "49.00"]


async def test_late_usage_lowers_what_was_trued_up_until_nothing_is_left_of_it(
    program: Program, clock: ManualClock
) -> None:
    nordlicht = await subscribed(program, "committed", billing_cycle_day=2)
    clock.move_to(utc("2026-04-02 12:00"))
    # 49 of March and of April, and 500 − 49 of March.
    assert sorted(amounts(await nordlicht.bill("2026-04-02"))) == ["451.00", "49.00", "49.00"]
    await nordlicht.use("1000", utc("2026-03-10 12:00"))
    # 100.00 of usage come out of the commitment: together they add nothing.
    used, less = await nordlicht.bill("2026-04-02")
    assert amounts([used, less]) == ["100.00", "-100.00"]
    assert less.corrects_line_id is not None
    assert "Commitment of 500.00, 149.00 of it used, credit to TL-2026-" in less.description
    await nordlicht.use("4000", utc("2026-03-11 12:00"))
    # 549 were used: the whole true-up is given back, and 49 are above it.
    used, less = await nordlicht.bill("2026-04-02")
    assert amounts([used, less]) == ["400.00", "-351.00"]
    assert less.explain["steps"][0]["label"] == "Commitment of 500 reached: all else comes to 549"
    assert recombined(less.explain) == 0


async def test_a_commitment_is_prorated_with_the_period(program: Program, clock: ManualClock) -> None:
    nordlicht = await subscribed(program, "committed", billing_cycle_day=15)
    # 13 of 28 days: 49 × 13/28 = 22.75; 500 × 13/28 = 232.142857…
    assert amounts(await nordlicht.bill("2026-03-02")) == ["22.75"]
    clock.move_to(utc("2026-03-15 12:00"))
    left, _ = await nordlicht.bill("2026-03-15")
    # 232.14 − 22.75
    assert str(left.amount) == "209.39 EUR"
    assert left.description == "AI receptionist, Committed: Commitment of 232.14, 22.75 of it used"
    assert [one["id"] for one in left.explain["policy"]] == ["1", "3"]
    assert recombined(left.explain) == Fraction(500 * 13, 28) - Fraction("22.75")


async def test_each_plan_of_a_period_has_its_own_commitment(program: Program, clock: ManualClock) -> None:
    nordlicht = await subscribed(program, "committed", billing_cycle_day=1)
    await nordlicht.bill("2026-03-02")
    clock.move_to(utc("2026-03-12 12:00"))
    await nordlicht.change("committed-more")
    await nordlicht.bill("2026-03-12")
    await nordlicht.use("100", utc("2026-03-12 13:00"))
    clock.move_to(utc("2026-04-01 12:00"))
    lines = [line for line in await nordlicht.bill("2026-04-01") if line.component == "commitment"]
    # 2 to 11 March are 10 of 31 days: 500 × 10/31 = 161.29, less the fee's 15.81 (49 × 10/31 = 15.806…).
    # 12 to 31 March are 20 of 31: 930 × 20/31 = 600.00, less 31.61 (49 × 20/31 = 31.612…) and 10.00.
    assert sorted(amounts(lines)) == ["145.48", "558.39"]


async def test_without_proration_the_first_plan_pays_its_whole_commitment(program: Program, clock: ManualClock) -> None:
    nordlicht = await subscribed(program, "committed-whole", billing_cycle_day=15)
    await nordlicht.bill("2026-03-02")
    clock.move_to(utc("2026-03-15 12:00"))
    assert amounts(await nordlicht.bill("2026-03-15")) == ["51.00", "49.00"]


cents = st.integers(0, 10**6).map(lambda amount: Decimal(amount).scaleb(-2))
prices = st.integers(0, 10**6).map(lambda amount: Decimal(amount).scaleb(-5))


@given(cents, cents, prices, st.integers(0, 4000), st.integers(1, 31), st.sampled_from([Grain.day, Grain.second]))
def test_a_plan_comes_to_its_commitment_at_least_and_to_no_more_than_is_used_beyond(
    committed: Decimal, fee: Decimal, price: Decimal, used: int, first: int, grain: Grain
) -> None:
    fees = a_price(FlatTerms(fee), timing=Timing.advance)
    messages = replace(a_price(PerUnitTerms(price), meter="meter"), plan_id=fees.plan_id, component="messages")
    commits = replace(a_price(CommitmentTerms(committed)), plan_id=fees.plan_id, component="commitment")
    started = date(2026, 3, first)
    billable = on_plans(started, date(2026, 3, 1), (a_plan(fees, messages, commits, grain=grain), None))
    period = next(service_periods(billable, local_midnight(date(2026, 4, 1), BERLIN)))
    others = licence_charges(billable, period, Timing.advance)
    others += usage_charges(billable, period, [a_total(billable, messages, period.used.start, [Decimal(used)])])
    (closing,) = commitment_charges(billable, period, others)
    rest = sum(rounded_amount(one.exact, one.currency).minor for one in others)
    factor = Fraction(32 - first, 31) if grain is Grain.day else _seconds(period)
    least = rounded_amount(Fraction(committed) * factor, commits.currency).minor
    assert rest + rounded_amount(closing.exact, closing.currency).minor == max(rest, least)
    _is_explained(closing)


def test_what_was_used_in_another_currency_is_no_part_of_it() -> None:
    commits = a_price(CommitmentTerms(Decimal(50)))
    dollars = replace(a_price(FlatTerms(Decimal(40)), currency="USD"), plan_id=commits.plan_id, component="fee")
    billable = on_plans(date(2026, 3, 1), date(2026, 3, 1), (a_plan(commits), None))
    period = next(service_periods(billable, local_midnight(date(2026, 4, 1), BERLIN)))
    (alone,) = commitment_charges(billable, period, [])
    (closing,) = commitment_charges(billable, period, [replace(alone, price=dollars, exact=Fraction(40))])
    assert closing.exact == 50
    _is_explained(closing)


def _seconds(period: ServicePeriod) -> Fraction:
    used, whole = period.used, period.whole
    return Fraction((used.end - used.start) // timedelta(seconds=1), (whole.end - whole.start) // timedelta(seconds=1))


def _is_explained(charge: Charge) -> None:
    for line in draft_lines([charge], {}, Taxes()):
        assert recombined(line.explain) == charge.exact


COMMITTED = {"model": "commitment", "amount": "500.00"}
FEE = {"price": {"model": "flat", "amount": "49.00"}}


def quoted(*items: dict[str, Any]) -> QuoteOut:
    return answer_quote(QuoteIn.model_validate({"currency": "EUR", "items": list(items)}), None)


def test_a_quoted_commitment_is_compared_with_all_other_items() -> None:
    messages = {"price": {"model": "per_unit", "unit_amount": "0.10"}, "usage": {"quantity": "2710"}}
    first, second, _ = quoted({"price": COMMITTED}, {"price": COMMITTED | {"amount": "320"}}, FEE).lines
    # Commitments are not compared with each other: 500 − 49, and 320 − 49.
    assert [first.amount, second.amount] == ["451.00", "271.00"]
    *_, left = quoted(FEE, messages, {"price": COMMITTED, "share": {"numerator": 17, "denominator": 31}}).lines
    # 500 × 17/31 = 274.19…, less 49 and 271: reached.
    assert (left.amount, left.printed) == ("0.00", False)
    *_, left = quoted(FEE, messages, {"price": COMMITTED}).lines
    assert (left.amount, left.printed) == ("180.00", True)
    assert [one.id for one in left.explain.policy] == ["3"]


@pytest.mark.parametrize(
    ("more", "pointer"),
    [
        ({"usage": {"quantity": "1"}}, "/items/0/usage"),
        ({"adjustments": {"minimum_amount": "1"}}, "/items/0/adjustments"),
        ({"call": {"seconds": 1}}, "/items/0/call"),
    ],
)
def test_a_quoted_commitment_counts_nothing(more: dict[str, Any], pointer: str) -> None:
    with pytest.raises(Invalid) as refused:
        quoted({"price": COMMITTED} | more)
    assert [one.pointer for one in refused.value.fields] == [pointer]


PRICE = {"currency": "EUR", "component": "commitment", "description": "C", "unit": "month", "terms": COMMITTED}


async def test_the_catalogue_sells_one_commitment_per_plan_and_currency(program: Program) -> None:
    async with client_as(program, "catalogue.manage", "catalogue.read") as operator:
        body = {"slug": "fax", "name": "Fax", "category": "voice"}
        module = (await operator.post("/modules", json=body)).json()["id"]
        fee = PRICE | {"component": "fee", "timing": "arrears", "terms": {"model": "flat", "amount": "1"}}
        prices = [PRICE | {"timing": "arrears", "tax_code": "telecom"}, fee]
        made = await operator.post(f"/modules/{module}/plans", json={"slug": "one", "name": "One", "prices": prices})
        assert made.status_code == 201, made.text
        sold, flat = made.json()["prices"]
        assert (sold["model"], sold["terms"], sold["tax_code"]) == ("commitment", COMMITTED, "telecom")
        path = f"/plans/{made.json()['id']}/prices"
        for wrong, pointers in (
            ({"component": "other", "timing": "arrears"}, ["/terms/model"]),
            ({"currency": "USD", "timing": "advance"}, ["/timing"]),
            ({"currency": "USD", "timing": "arrears", "meter": "pages"}, ["/meter"]),
            ({"currency": "USD", "timing": "arrears", "adjustments": {"minimum_amount": "1"}}, ["/adjustments"]),
            ({"currency": "USD", "timing": "arrears", "tax_code": " "}, ["/tax_code"]),
        ):
            refused = await operator.post(path, json=PRICE | wrong)
            assert refused.status_code == 422, wrong
            assert [one["pointer"] for one in refused.json()["errors"]] == pointers
        raised = {"terms": COMMITTED | {"amount": "600"}}
        after = (await operator.post(f"/prices/{sold['id']}/revise", json=raised)).json()
        assert (after["version"], after["terms"]["amount"], after["tax_code"]) == (2, "600", "telecom")
        for price, terms in ((after, {"model": "flat", "amount": "1"}), (flat, COMMITTED)):
            refused = await operator.post(
                f"/prices/{price['id']}/revise", json={"terms": terms, "effective_from": "2026-05-01T00:00:00Z"}
            )
            assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/terms/model")
