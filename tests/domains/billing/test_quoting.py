"""A quote is what billing would issue: by hand, against the rules of billing for any price, and against issued invoices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domains.billing.imagined import BERLIN, a_plan, a_price, a_total, on_plans
from tests.domains.billing.stage import BY_STEPS, stage, utc
from tests.domains.marketplace.terms import call_terms, quantities, quantity_terms
from trunkline.domains.billing.api.quotes import QuoteIn, answer_quote
from trunkline.domains.billing.model import DraftLine
from trunkline.domains.billing.rules import (
    QuotedCall,
    QuoteItem,
    QuoteLine,
    Share,
    draft_lines,
    licence_charges,
    quote,
    service_periods,
    usage_charges,
)
from trunkline.domains.marketplace.model import (
    CallTerms,
    FlatTerms,
    GraduatedTerms,
    PackageTerms,
    PerUnitTerms,
    Terms,
    VolumeTerms,
    terms_from_json,
    terms_to_json,
)
from trunkline.domains.marketplace.rules import rate_call
from trunkline.domains.tenants.model import Taxes
from trunkline.infra.program import Program
from trunkline.infra.web.validating import validated
from trunkline.kernel.errors import Invalid
from trunkline.kernel.money import Currency
from trunkline.kernel.period import local_midnight

PER_UNIT = {"model": "per_unit", "unit_amount": "0.035", "unit": "message"}
CALLS: dict[str, Any] = {
    "model": "call",
    "connect_fee": "0.05",
    "steps": [
        {"from_second": 0, "increment_seconds": 60, "per_minute": "0.12"},
        {"from_second": 60, "increment_seconds": 6, "per_minute": "0.10"},
    ],
}
TIERS: list[dict[str, Any]] = [
    {"up_to": "100", "unit_amount": "0.10", "flat_amount": "5"},
    {"up_to": None, "unit_amount": "0.05", "flat_amount": "0"},
]
rates = st.sampled_from([Decimal(0), Decimal("0.19"), Decimal("0.077")])


def asked(*items: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The answer as JSON."""
    body = validated(QuoteIn, {"currency": "EUR", "items": list(items), **more})
    return answer_quote(body, None).model_dump(mode="json")


def refused(*items: Any, **more: Any) -> dict[str, str]:
    with pytest.raises(Invalid) as problem:
        asked(*items, **more)
    return {one.pointer: one.detail for one in problem.value.fields}


def using(price: dict[str, Any], quantity: str, **more: Any) -> dict[str, Any]:
    return {"price": price, "usage": {"quantity": quantity}, **more}


def test_a_line_is_rounded_once_and_taxed_on_what_was_rounded() -> None:
    answer = asked(using(PER_UNIT, "123.5", description="Messages"), tax_rate="0.19")
    (line,) = answer["lines"]
    # 123.5 × 0.035 = 4.3225; 0.19 × 4.32 = 0.8208
    assert {name: line[name] for name in ("description", "quantity", "unit", "exact", "amount", "tax_rate", "tax")} == {
        "description": "Messages",
        "quantity": "123.5",
        "unit": "message",
        "exact": "4.3225",
        "amount": "4.32",
        "tax_rate": "0.19",
        "tax": "0.82",
    }
    assert line["explain"]["rounding"] == {"exact": "4.3225", "rounded": "4.32", "rule": "half_up", "digits": 2}
    assert [step["kind"] for step in line["explain"]["steps"]] == ["per_unit"]
    assert (answer["subtotal"], answer["tax"], answer["total"]) == ("4.32", "0.82", "5.14")


@pytest.mark.parametrize(
    ("currency", "amount", "rounded"),
    [("EUR", "0.005", "0.01"), ("EUR", "0.00499", "0.00"), ("JPY", "100.5", "101"), ("KWD", "1.0005", "1.001")],
)
def test_the_half_goes_up_at_the_exponent_of_the_currency(currency: str, amount: str, rounded: str) -> None:
    answer = asked({"price": {"model": "flat", "amount": amount}}, currency=currency)
    assert (answer["lines"][0]["exact"], answer["total"]) == (amount.rstrip("0") if "." in amount else amount, rounded)


def test_an_inclusive_price_contains_its_tax() -> None:
    answer = asked({"price": {"model": "flat", "amount": "119.00"}}, tax_rate="0.19", tax_inclusive=True)
    assert answer["lines"][0]["amount"] == "119.00"
    assert (answer["subtotal"], answer["tax"], answer["total"]) == ("100.00", "19.00", "119.00")
    # 10 - 10 / 1.19 = 1.5966…
    odd = asked({"price": {"model": "flat", "amount": "10"}}, tax_rate="0.19", tax_inclusive=True)
    assert (odd["subtotal"], odd["tax"], odd["total"]) == ("8.40", "1.60", "10.00")


def test_totals_add_up_lines_that_were_rounded_one_by_one() -> None:
    answer = asked(*[{"price": {"model": "flat", "amount": "0.005"}}] * 3, tax_rate="0.5")
    # 3 × 0.01 and 3 × 0.005 -> 0.01, not 0.015 and 0.0075
    assert (answer["subtotal"], answer["tax"], answer["total"]) == ("0.03", "0.03", "0.06")


@pytest.mark.parametrize(
    ("model", "quantity", "amount"),
    [
        # 100 × 0.10 + 5, then 20 × 0.05
        ("graduated", "120", "16.00"),
        ("graduated", "0", "5.00"),
        ("graduated", "100", "15.00"),
        ("volume", "120", "6.00"),
        ("volume", "100", "15.00"),
    ],
)
def test_tiers(model: str, quantity: str, amount: str) -> None:
    assert asked(using({"model": model, "tiers": TIERS}, quantity))["total"] == amount


def test_a_call_shows_its_record_and_the_line_adds_the_records() -> None:
    answer = asked(
        {"price": CALLS, "calls": [{"seconds": 61, "started_at": "2026-03-02T12:00:00+01:00"}, {"seconds": 0}]}
    )
    (line,) = answer["lines"]
    first, silent = line["calls"]
    # 0.05 + 0.12 + 6/60 × 0.10 = 0.18
    assert (first["seconds"], first["billed_seconds"], first["exact"], first["amount"]) == (61, 66, "0.18", "0.1800")
    assert (first["started_at"], first["band"]) == ("2026-03-02T11:00:00Z", None)
    assert [step["kind"] for step in first["steps"]] == ["connect_fee", "increments", "increments"]
    assert (silent["amount"], silent["steps"]) == ("0.0000", [])
    assert (line["quantity"], line["unit"], line["exact"], line["amount"]) == ("2", "call", "0.18", "0.18")
    assert [one["id"] for one in line["explain"]["policy"]] == ["6"]


def test_a_third_of_a_cent_is_rounded_on_the_record_and_the_line_rounds_the_record() -> None:
    price = {"model": "call", "steps": [{"from_second": 0, "increment_seconds": 1, "per_minute": "0.01"}]}
    (line,) = asked({"price": price, "call": {"seconds": 17}})["lines"]
    assert (line["calls"][0]["exact"], line["calls"][0]["amount"]) == ("17/6000", "0.0028")
    assert (line["exact"], line["amount"]) == ("0.0028", "0.00")


def test_the_band_of_the_start_holds() -> None:
    band = {"weekdays": ["mon"], "from": "08:00", "to": "18:00", "connect_fee": "1", "steps": CALLS["steps"]}
    price = CALLS | {"zone": "Europe/Berlin", "bands": [band]}
    told = {
        "price": price,
        "calls": [{"seconds": 6, "started_at": f"2026-03-02T{at}Z"} for at in ("06:59:59", "07:00:00")],
    }
    (line,) = asked(told)["lines"]
    assert [one["band"] for one in line["calls"]] == [None, "mon 08:00–18:00"]
    assert [one["amount"] for one in line["calls"]] == ["0.1700", "1.1200"]
    assert list(refused({"price": price, "calls": [{"seconds": 6}]})) == ["/items/0/calls/0/started_at"]


@pytest.mark.parametrize(
    ("price", "usage", "amount"),
    [
        ({"model": "package", "package_size": "1000", "amount": "5"}, {"quantity": "1001"}, "10.00"),
        ({"model": "package", "package_size": "1000", "amount": "5"}, {"quantity": "0"}, "0.00"),
        # 2.9 % of 110 and 2 × 0.30
        ({"model": "percentage", "percent": "2.9", "fixed_amount": "0.30"}, {"quantity": "110", "events": 2}, "3.79"),
        ({"model": "percentage", "percent": "2.9", "fixed_amount": "0.30"}, {"events": 7}, "2.10"),
        # 0.59 is raised to 1, the other is 3.20
        (
            {"model": "percentage", "percent": "2.9", "fixed_amount": "0.30", "per_event_minimum": "1"},
            {"amounts": ["10.00", "100"]},
            "4.20",
        ),
        ({"model": "graduated_percentage", "tiers": [{"up_to": None, "percent": "1"}]}, {"quantity": 250}, "2.50"),
    ],
)
def test_packages_and_percentages(price: dict[str, Any], usage: dict[str, Any], amount: str) -> None:
    assert asked({"price": price, "usage": usage})["total"] == amount


def test_adjustments_are_steps_of_the_line() -> None:
    adjustments = {"included_units": "20", "discount": {"percent": "50"}, "minimum_amount": "3.00"}
    (line,) = asked(using(PER_UNIT, "120", adjustments=adjustments))["lines"]
    # 100 × 0.035 = 3.50, half of it 1.75, at least 3.00
    assert (line["exact"], line["amount"]) == ("3", "3.00")
    assert {step["kind"] for step in line["explain"]["steps"]} == {"included", "per_unit", "discount", "minimum"}


def test_a_share_of_a_period_is_exact() -> None:
    (line,) = asked({"price": {"model": "flat", "amount": "10.00"}, "share": {"numerator": 1, "denominator": 3}})[
        "lines"
    ]
    assert (line["exact"], line["amount"]) == ("10/3", "3.33")
    assert line["explain"]["rounding"]["exact"] == "3.333333333333…"
    assert line["explain"]["steps"][0]["factor"] == "1/3"
    whole = asked(using(PER_UNIT, "120", share={"numerator": 31, "denominator": 31}))
    assert whole["total"] == "4.20"


HALF = {"numerator": 14, "denominator": 28}


def test_a_share_is_one_of_fees_and_licences_and_never_of_what_was_used() -> None:
    # 120 × 0.035 = 4.20 were used, whatever the share; 120 licences are paid for half a period.
    assert asked(using(PER_UNIT, "120", share=HALF))["total"] == "4.20"
    licences = asked({"price": PER_UNIT, "licences": 120, "share": HALF})
    assert (licences["total"], licences["lines"][0]["quantity"]) == ("2.10", "120")
    assert [one["id"] for one in licences["lines"][0]["explain"]["policy"]] == ["1"]
    assert asked({"price": {"model": "volume", "tiers": TIERS}, "licences": 120, "share": HALF})["total"] == "3.00"


def test_a_share_is_one_of_a_minimum_and_of_a_discounts_amount() -> None:
    # 4.20 is above half of 6.00 and below the whole of it; half of 1.00 is taken off.
    assert asked(using(PER_UNIT, "120", share=HALF, adjustments={"minimum_amount": "6.00"}))["total"] == "4.20"
    assert asked(using(PER_UNIT, "20", share=HALF, adjustments={"minimum_amount": "6.00"}))["total"] == "3.00"
    assert asked(using(PER_UNIT, "120", share=HALF, adjustments={"discount": {"amount": "1.00"}}))["total"] == "3.70"
    called = {"price": CALLS, "call": {"seconds": 61}, "share": HALF, "adjustments": {"minimum_amount": "6.00"}}
    assert asked(called)["total"] == "3.00"


def test_a_percentage_with_a_fixed_amount_asks_how_many_events_there_were() -> None:
    fee = {"model": "percentage", "percent": "2.9", "fixed_amount": "0.30"}
    problems = refused(using(fee, "110"))
    assert list(problems) == ["/items/0/usage/events"]
    assert "events is missing" in problems["/items/0/usage/events"]
    assert list(refused(using({"model": "percentage", "percent": "1", "free_events": 1}, "110"))) == [
        "/items/0/usage/events"
    ]
    assert asked(using({"model": "percentage", "percent": "1"}, "110"))["total"] == "1.10"
    assert asked({"price": fee, "usage": {"quantity": "110", "events": 0}})["total"] == "3.19"
    assert asked({"price": fee, "usage": {"amounts": ["60", "50"]}})["total"] == "3.79"


def test_a_quote_rates_no_more_than_so_many_calls_and_amounts_in_all() -> None:
    calls = {"price": CALLS, "calls": [{"seconds": 0}] * 5_000}
    amounts = {"price": PER_UNIT, "usage": {"amounts": ["1"] * 5_000}}
    assert asked(calls, amounts)["total"] == "175.00"
    assert list(refused(calls, amounts, calls)) == ["/items/2"]


def test_what_is_not_printed_is_told() -> None:
    answer = asked(using(PER_UNIT, "0"), using({"model": "graduated", "tiers": TIERS}, "0"))
    assert [line["printed"] for line in answer["lines"]] == [False, True]
    assert [line["amount"] for line in answer["lines"]] == ["0.00", "5.00"]
    assert [[one["id"] for one in line["explain"]["policy"]] for line in answer["lines"]] == [["3"], ["3"]]


@pytest.mark.parametrize(
    ("item", "pointer", "detail"),
    [
        ({}, "/items/0/price", "price is missing"),
        ({"price": {"model": "gratis"}}, "/items/0/price/model", "model must be one of flat,"),
        ({"price": {"model": ["flat"]}}, "/items/0/price/model", "model must be one of flat,"),
        ({"price": {"model": "flat", "amount": 1.5}}, "/items/0/price/amount", "not float"),
        ({"price": {"model": "flat", "amount": "-1"}}, "/items/0/price/amount", "is outside"),
        (
            {"price": {"model": "flat", "amount": "1", "amuont": "2"}},
            "/items/0/price/amuont",
            "not known in flat terms",
        ),
        (
            using({"model": "volume", "tiers": [TIERS[1] | {"flat": "2"}]}, "1"),
            "/items/0/price/tiers/0/flat",
            "not known",
        ),
        (using({"model": "volume", "tiers": [TIERS[1], TIERS[1]]}, "1"), "/items/0/price/tiers/0/up_to", "last tier"),
        ({"price": PER_UNIT}, "/items/0/usage", "usage is missing"),
        ({"price": PER_UNIT, "usage": {}}, "/items/0/usage/quantity", "quantity is missing"),
        ({"price": PER_UNIT, "usage": {"events": 7}}, "/items/0/usage/quantity", "does not charge for events"),
        ({"price": PER_UNIT, "call": {"seconds": 1}}, "/items/0/call", "rates quantities"),
        ({"price": PER_UNIT | {"unit": ""}, "usage": {"quantity": "1"}}, "/items/0/price/unit", "1 to 30"),
        (using(PER_UNIT, "-1"), "/items/0/usage/quantity", "below zero"),
        (using(PER_UNIT, "1e99"), "/items/0/usage/quantity", "more than 18 digits"),
        (using(PER_UNIT, "many"), "/items/0/usage/quantity", "not a decimal number"),
        ({"price": PER_UNIT, "usage": {"quantity": True}}, "/items/0/usage/quantity", "not bool"),
        ({"price": PER_UNIT, "usage": {"quantity": "3", "amounts": ["1"]}}, "/items/0/usage/quantity", "add up to 1"),
        ({"price": PER_UNIT, "usage": {"events": 3, "amounts": ["1"]}}, "/items/0/usage/events", "there are 1 amounts"),
        (
            using({"model": "percentage", "percent": "1", "per_event_minimum": "1"}, "5"),
            "/items/0/usage/amounts",
            "needs the amounts",
        ),
        (using(CALLS, "1"), "/items/0/usage", "give call or calls"),
        ({"price": CALLS, "call": {"seconds": 1}, "licences": 2}, "/items/0/licences", "give call or calls"),
        (using(PER_UNIT, "1", licences=2), "/items/0/licences", "either usage or licences"),
        ({"price": {"model": "percentage", "percent": "1"}, "licences": 2}, "/items/0/licences", "give usage"),
        ({"price": CALLS}, "/items/0/call", "needs either call or calls"),
        ({"price": CALLS, "call": {"seconds": -1}}, "/items/0/call/seconds", "greater than or equal to 0"),
        ({"price": CALLS, "call": {"seconds": 1, "started_at": "2026-03-02"}}, "/items/0/call/started_at", "RFC 3339"),
        (
            {"price": CALLS, "call": {"seconds": 1, "started_at": "2026-03-02T12:00"}},
            "/items/0/call/started_at",
            "offset",
        ),
        (
            {"price": CALLS, "call": {"seconds": 1}, "share": {"numerator": 1, "denominator": 2}},
            "/items/0/share",
            "never prorated",
        ),
        (
            {"price": CALLS, "call": {"seconds": 1}, "adjustments": {"included_units": "1"}},
            "/items/0/adjustments/included_units",
            "no included units",
        ),
        (
            using(PER_UNIT, "1", share={"numerator": 3, "denominator": 2}),
            "/items/0/share/numerator",
            "at most the whole",
        ),
        (
            using(PER_UNIT, "1", adjustments={"discount": {}}),
            "/items/0/adjustments/discount",
            "either percent or amount",
        ),
        ({"price_id": "pri_01h455vb4pex5vsknk084sn02q"}, "/items/0/price_id", "quoted by the API"),
        ({"price_id": "one", "price": PER_UNIT}, "/items/0/price_id", "should match pattern"),
    ],
)
def test_what_cannot_be_quoted_is_named(item: dict[str, Any], pointer: str, detail: str) -> None:
    problems = refused(item)
    assert list(problems) == [pointer]
    assert detail in problems[pointer]


def test_the_whole_request_is_checked_too() -> None:
    flat = {"price": {"model": "flat", "amount": "1"}}
    assert list(refused(flat, currency="EUX")) == ["/currency"]
    assert list(refused(flat, tax_rate="19")) == ["/tax_rate"]
    assert list(refused(flat, tax_rate="-0.1")) == ["/tax_rate"]
    assert list(refused(flat, tax_inclusive="yes")) == ["/tax_inclusive"]
    assert list(refused()) == ["/items"]
    assert list(refused(flat, currancy="EUR")) == ["/currancy"]


def issued(terms: Terms, used: Sequence[Decimal], calls: Sequence[int], rate: Decimal) -> list[DraftLine]:
    """The lines of real billing for March, given what was used."""
    price = a_price(terms, meter="meter")
    billable = on_plans(date(2026, 3, 1), date(2026, 3, 1), (a_plan(price), None))
    period = next(service_periods(billable, local_midnight(date(2026, 3, 2), BERLIN)))
    total = a_total(billable, price, period.used.start, used)
    if isinstance(terms, CallTerms):
        rated = [rate_call(terms, seconds) for seconds in calls]
        total = replace(
            total,
            events=len(calls),
            calls=len(calls),
            billed_seconds=sum(one.billed_seconds for one in rated),
            amount_e4=sum(one.amount_e4 for one in rated),
        )
    return draft_lines(usage_charges(billable, period, [total]), {}, Taxes(rate=rate))


def check_same(line: QuoteLine, drafts: list[DraftLine]) -> None:
    if not drafts:
        assert (line.steps, line.amount.minor) == ((), 0)
        return
    (draft,) = drafts
    assert (line.exact, line.amount, line.tax) == (draft.charge.exact, draft.amount, draft.tax)
    assert (line.quantity, line.unit, line.steps) == (draft.quantity, draft.charge.unit, draft.charge.steps)


@given(quantity_terms, st.lists(quantities, min_size=1, max_size=4), rates)
def test_a_quoted_quantity_is_the_line_that_billing_makes(terms: Terms, used: list[Decimal], rate: Decimal) -> None:
    item = QuoteItem(description="", terms=terms, quantity=sum(used, Decimal(0)), events=len(used))
    (line,) = quote([item], Currency.of("EUR"), rate, tax_inclusive=False).lines
    check_same(line, issued(terms, used, [], rate))


@given(call_terms, st.lists(st.integers(0, 4000), min_size=1, max_size=5), rates)
def test_quoted_calls_are_the_line_that_billing_makes(terms: CallTerms, calls: list[int], rate: Decimal) -> None:
    item = QuoteItem(description="", terms=terms, calls=tuple(QuotedCall(seconds) for seconds in calls))
    (line,) = quote([item], Currency.of("EUR"), rate, tax_inclusive=False).lines
    check_same(line, issued(terms, [], calls, rate))


@given(quantity_terms)
def test_terms_are_read_as_they_are_shown(terms: Terms) -> None:
    shown = terms_to_json(terms)
    assert terms_from_json(terms.model, shown) == terms
    answer = asked({"price": {"model": terms.model.value, **shown}, "usage": {"quantity": "3", "events": 2}})
    assert len(answer["lines"]) == 1


@pytest.mark.parametrize(
    ("plan", "price", "used"),
    [
        ("each", {"model": "per_unit", "unit_amount": "0.035"}, ["17", "0.5", "230"]),
        ("tiers", {"model": "graduated", "tiers": TIERS}, ["60", "61.25"]),
        (
            "bulk",
            {
                "model": "volume",
                "tiers": [
                    {"up_to": "1000", "unit_amount": "0.02", "flat_amount": "15"},
                    {"up_to": None, "unit_amount": "0.01"},
                ],
            },
            ["999", "2"],
        ),
    ],
)
async def test_an_invoice_says_what_the_quote_said(
    program: Program, plan: str, price: dict[str, Any], used: list[str]
) -> None:
    shop = await stage(program, plan)
    for day, quantity in enumerate(used, 3):
        await shop.use(quantity, utc(f"2026-03-{day:02d} 12:00"))
    (line,) = await shop.bill("2026-04-02")
    total = sum(map(Decimal, used), Decimal(0))
    (quoted,) = asked(using(price, str(total)), tax_rate="0.19")["lines"]
    assert (quoted["amount"], quoted["tax"]) == (str(line.amount.major), str(line.tax.major))
    assert quoted["explain"]["rounding"] == line.explain["rounding"]


async def test_an_invoice_of_calls_says_what_the_quote_said(program: Program) -> None:
    shop = await stage(program, "calls")
    seconds = [61, 59, 0, 133, 3601]
    for minute, one in enumerate(seconds):
        await shop.call(one, utc(f"2026-03-03 08:{minute:02d}"))
    (line,) = await shop.bill("2026-04-02")
    assert terms_to_json(BY_STEPS) == {name: CALLS[name] for name in ("connect_fee", "steps")}
    (quoted,) = asked({"price": CALLS, "calls": [{"seconds": one} for one in seconds]}, tax_rate="0.19")["lines"]
    assert (quoted["amount"], quoted["tax"]) == (str(line.amount.major), str(line.tax.major))
    assert quoted["explain"]["steps"] == line.explain["steps"]


@given(
    quantity_terms.filter(
        lambda terms: isinstance(terms, FlatTerms | PerUnitTerms | GraduatedTerms | VolumeTerms | PackageTerms)
    ),
    st.integers(0, 500),
    st.integers(1, 31),
)
def test_quoted_licences_are_the_line_that_billing_makes_of_a_stub(terms: Terms, licences: int, days: int) -> None:
    """The subscription starts so many days before the end of March."""
    started_on = date(2026, 4, 1) - timedelta(days=days)
    price = a_price(terms, meter=None)
    billable = on_plans(started_on, date(2026, 3, 1), (a_plan(price), None), quantity=licences)
    period = next(service_periods(billable, local_midnight(date(2026, 4, 1), BERLIN)))
    drafts = draft_lines(licence_charges(billable, period, price.timing), {}, Taxes())
    item = QuoteItem(
        description="", terms=terms, quantity=Decimal(licences), share=Share(days, 31, "days"), metered=False
    )
    (line,) = quote([item], Currency.of("EUR"), Decimal(0), tax_inclusive=False).lines
    assert line.exact == (drafts[0].charge.exact if drafts else 0)
    assert line.steps == (drafts[0].charge.steps if drafts else ())
