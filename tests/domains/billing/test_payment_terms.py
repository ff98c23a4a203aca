"""What paying early saves and paying late costs, on real invoices. Every amount is worked by hand in the comment above it."""

from __future__ import annotations

import itertools
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.clients import client_as
from tests.domains.billing.stage import TEST, Stage, stage, utc
from trunkline.domains.billing import actions, queries, store
from trunkline.domains.billing.model import (
    CreditReason,
    EarlyDiscount,
    Invoice,
    InvoiceLine,
    InvoiceState,
    LateFee,
    LineLeft,
    Part,
)
from trunkline.domains.billing.rules import early_payment, invoice_document, spread_lines, tax_of
from trunkline.domains.billing.rules.payment_terms import part_of
from trunkline.domains.marketplace.model import Cancellation
from trunkline.infra.program import Program
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.money import Currency, Money
from trunkline.kernel.page import PageRequest

# The clock of the tests stands at 2026-03-02 12:00 UTC, a Monday: in Berlin 13:00 on 2 March. The plan costs 29.00, with tax 34.51.

EUR = Currency.of("EUR")
TWO_PERCENT = EarlyDiscount(10, Part(percent=Decimal(2)))
FIVE = LateFee(14, Part(amount=Decimal(5)))


async def agreed(there: Stage, **terms: Any) -> None:
    async with there.program.scope(TEST, company_id=there.company_id) as scope:
        await actions.change_terms(scope, there.company_id, **terms)


async def invoiced(program: Program, **terms: Any) -> tuple[Stage, Invoice]:
    nordlicht = await stage(program, "starter", billing_cycle_day=2)
    await agreed(nordlicht, **terms)
    await nordlicht.bill("2026-03-02")
    (invoice,) = await nordlicht.invoices()
    return nordlicht, invoice


async def pay(there: Stage, amount: str, *, begun_at: str | None = None) -> Invoice:
    (invoice, *_) = await there.invoices()
    async with there.program.scope(TEST, company_id=there.company_id) as scope:
        begun = None if begun_at is None else utc(begun_at)
        return await actions.mark_paid(scope, invoice.id, Money.exact(amount, EUR), scope.now, begun_at=begun)


async def notes(there: Stage) -> list[tuple[str, str, str, str]]:
    async with there.program.scope(TEST, company_id=there.company_id, write=False) as scope:
        found = (await queries.credit_notes(scope, PageRequest(100))).items
    return [(str(one.subtotal.major), str(one.tax.major), str(one.total.major), one.reason) for one in found]


async def test_who_pays_early_pays_less_and_the_difference_is_credited_with_its_tax(
    program: Program, clock: ManualClock
) -> None:
    nordlicht, invoice = await invoiced(program, early_discount=TWO_PERCENT)
    # 2 % of 34.51 are 0.6902, so 0.69: 33.82 until the last second of 12 March in Berlin.
    assert invoice.early_until == utc("2026-03-12 23:00") - timedelta(seconds=1)
    async with client_as(program, "invoices.read") as reader:
        shown = (await reader.get(f"/invoices/{invoice.id}")).json()["early_payment"]
    assert shown == {
        "until": "2026-03-12T22:59:59Z",
        "amount": {"amount": "33.82", "currency": "EUR"},
        "discount": {"amount": "0.69", "currency": "EUR"},
    }
    assert invoice_document(invoice, [])["early"] == {
        "until": "Mar 12, 2026",
        "amount": "33.82\xa0EUR",
        "discount": "0.69\xa0EUR",
    }
    clock.move_to(utc("2026-03-12 22:59"))
    paid = await pay(nordlicht, "33.82")
    assert (paid.state, str(paid.paid), str(paid.credited)) == (InvoiceState.paid, "33.82 EUR", "0.69 EUR")
    # 0.69 − 0.69 / 1.19 = 0.11016…
    assert await notes(nordlicht) == [("0.58", "0.11", "0.69", CreditReason.early_payment)]
    async with client_as(program, "invoices.read") as reader:
        assert (await reader.get(f"/invoices/{invoice.id}")).json()["early_payment"] is None


async def test_who_pays_too_late_too_little_or_all_earns_nothing(program: Program, clock: ManualClock) -> None:
    nordlicht, _ = await invoiced(program, early_discount=TWO_PERCENT)
    part = await pay(nordlicht, "33.81")
    assert (part.state, str(part.due)) == (InvoiceState.issued, "0.70 EUR")
    # Of the 0.70 that are open, 2 % are 0.014, so 0.01.
    clock.move_to(utc("2026-03-12 23:00"))
    late = await pay(nordlicht, "0.69")
    assert (late.state, str(late.due), await notes(nordlicht)) == (InvoiceState.issued, "0.01 EUR", [])
    assert (await pay(nordlicht, "0.01")).state is InvoiceState.paid
    assert await notes(nordlicht) == []


async def test_a_payment_that_began_in_time_is_in_time(program: Program, clock: ManualClock) -> None:
    nordlicht, _ = await invoiced(program, early_discount=TWO_PERCENT)
    clock.move_to(utc("2026-03-20 12:00"))
    paid = await pay(nordlicht, "33.82", begun_at="2026-03-12 22:00")
    assert paid.state is InvoiceState.paid
    assert [one[2] for one in await notes(nordlicht)] == ["0.69"]


async def test_what_a_later_invoice_gave_back_is_not_saved_once_more(program: Program, clock: ManualClock) -> None:
    """30.00 of 34.51 would be saved. Ended on its first day, one of 31 days is left: 28.06 and its tax go back with an invoice below zero.
    0.94 and 0.18 are left of the line, and that is all that paying early saves: 34.51 − 1.12 settle it.
    """
    nordlicht, invoice = await invoiced(program, early_discount=EarlyDiscount(10, Part(amount=Decimal(30))))
    await nordlicht.cancel()
    (back,) = await nordlicht.bill("2026-03-03")
    assert (str(back.amount), str(back.tax)) == ("-28.06 EUR", "-5.33 EUR")
    async with client_as(program, "invoices.read") as reader:
        (listed,) = [one for one in (await reader.get("/invoices")).json()["items"] if one["id"] == invoice.id]
        shown = (await reader.get(f"/invoices/{invoice.id}")).json()["early_payment"]
    async with program.scope(TEST, company_id=nordlicht.company_id, write=False) as scope:
        asked = await queries.asked_now(scope, await queries.invoice(scope, invoice.id))
    left = {"amount": "1.12", "currency": "EUR"}
    assert listed["early_payment"] == shown
    assert (shown["amount"]["amount"], shown["discount"], str(asked)) == ("33.39", left, "33.39 EUR")
    paid = await pay(nordlicht, "33.39")
    assert (paid.state, await notes(nordlicht)) == (
        InvoiceState.paid,
        [("0.94", "0.18", "1.12", CreditReason.early_payment)],
    )


async def test_a_discount_that_shrank_while_its_payment_was_under_way_leaves_the_rest_open(
    program: Program, clock: ManualClock
) -> None:
    """4.51 were asked for and began; then 33.39 went back. 1.12 can still be credited: 34.51 − 4.51 − 1.12 are still asked for."""
    nordlicht, invoice = await invoiced(program, early_discount=EarlyDiscount(10, Part(amount=Decimal(30))))
    await nordlicht.cancel()
    await nordlicht.bill("2026-03-03")
    part = await pay(nordlicht, "4.51", begun_at="2026-03-02 11:59")
    assert (part.state, str(part.due)) == (InvoiceState.issued, "28.88 EUR")
    assert [one[2] for one in await notes(nordlicht)] == ["1.12"]
    async with program.scope(TEST, company_id=nordlicht.company_id, write=False) as scope:
        assert await queries.asked_now(scope, await queries.invoice(scope, invoice.id)) == part.due
    assert (await pay(nordlicht, "28.88")).state is InvoiceState.paid
    assert len(await notes(nordlicht)) == 1


async def test_what_is_agreed_afterwards_holds_for_later_invoices(program: Program, clock: ManualClock) -> None:
    nordlicht, _ = await invoiced(program, early_discount=TWO_PERCENT, late_fee=FIVE)
    await agreed(nordlicht, early_discount=None, late_fee=None)
    clock.move_to(utc("2026-04-02 12:00"))
    await nordlicht.bill("2026-04-02")
    first, second = await nordlicht.invoices()
    assert (first.early_discount, first.late_fee) == (TWO_PERCENT, FIVE)
    assert (second.early_discount, second.early_until, second.late_fee, second.late_fee_at) == (None,) * 4


async def test_an_invoice_that_is_late_is_charged_once_and_the_fee_is_on_the_next_one(
    program: Program, clock: ManualClock
) -> None:
    nordlicht, invoice = await invoiced(program, late_fee=LateFee(14, Part(percent=Decimal(10), cap=Decimal(3))))
    assert invoice.due_at is not None
    # Due on 16 March; 14 days later is 30 March. 10 % of 34.51 are 3.45, capped at 3.00.
    assert invoice.late_fee_at == utc("2026-03-30 22:00") - timedelta(seconds=1)
    clock.move_to(utc("2026-03-30 21:59"))
    assert await actions.charge_late_fees(program.begin_as(TEST)) == 0
    clock.move_to(utc("2026-03-31 05:15"))
    assert await actions.charge_late_fees(program.begin_as(TEST)) == 1
    assert await actions.charge_late_fees(program.begin_as(TEST)) == 0
    clock.move_to(utc("2026-04-02 12:00"))
    lines = await nordlicht.bill("2026-04-02")
    assert [(line.description, str(line.amount.major)) for line in lines if line.price_id is None] == [
        (f"Late fee for {invoice.number}", "3.00")
    ]
    async with program.scope(TEST, company_id=nordlicht.company_id) as scope:
        assert not await store.claim_late_fee(scope, nordlicht.company_id, invoice.id, Money(1, EUR))


async def test_no_fee_is_charged_on_a_fee(program: Program, clock: ManualClock) -> None:
    """The next invoice has April's 34.51 and the fee of 5.00 for March's: ten per cent are those of April alone. What comes
    afterwards is a fee alone, and costs nothing more."""
    nordlicht, _ = await invoiced(program, late_fee=LateFee(1, Part(percent=Decimal(10))))
    clock.move_to(utc("2026-03-31 12:00"))
    assert await actions.charge_late_fees(program.begin_as(TEST)) == 1
    clock.move_to(utc("2026-04-02 12:00"))
    (fee,) = [line for line in await nordlicht.bill("2026-04-02") if line.price_id is None]
    assert str(fee.amount) == "3.45 EUR"
    await nordlicht.cancel(Cancellation.period_end)
    later: list[InvoiceLine] = []
    for _ in range(4):
        clock.advance(timedelta(days=30))
        await actions.charge_late_fees(program.begin_as(TEST))
        later += await nordlicht.bill(clock.now().date().isoformat())
    assert [str(line.amount) for line in later] == [
        "3.45 EUR"
    ]  # 10 % of 34.51, and nothing of the first fee or of its own


@pytest.mark.parametrize("ending", ["paid", "void", "uncollectible"])
async def test_what_is_not_open_is_not_charged(program: Program, clock: ManualClock, ending: str) -> None:
    nordlicht, invoice = await invoiced(program, late_fee=FIVE)
    async with program.scope(TEST, company_id=nordlicht.company_id) as scope:
        if ending == "paid":
            await actions.mark_paid(scope, invoice.id, invoice.total, scope.now)
        elif ending == "void":
            await actions.void_invoice(scope, invoice.id)
        else:
            await actions.write_off(scope, invoice.id)
    clock.move_to(utc("2026-04-30 12:00"))
    assert await actions.charge_late_fees(program.begin_as(TEST)) == 0


async def test_the_terms_are_told_and_refused_by_the_api(program: Program) -> None:
    nordlicht = await stage(program, "starter")
    where = f"/billing/terms?company={nordlicht.company_id}"
    terms = {
        "early_discount": {"days": 10, "percent": "2", "amount": None, "cap": "50"},
        "late_fee": {"after_days": 14, "percent": None, "amount": "5.00", "cap": None},
    }
    async with client_as(program, "invoices.read", "invoices.manage") as operator:
        made = await operator.put(where, json=terms)
        assert made.status_code == 200, made.text
        assert {name: made.json()[name] for name in terms} == terms
        assert (await operator.get(where)).json() == made.json()
        for body, pointers in (
            ({"early_discount": {"days": 10}}, ["/early_discount"]),
            ({"early_discount": {"days": 366, "percent": "100"}}, ["/early_discount/days", "/early_discount/percent"]),
            ({"early_discount": {"days": 1, "percent": "1", "amount": "1"}}, ["/early_discount"]),
            (
                {"late_fee": {"after_days": -1, "amount": "0", "cap": "0"}},
                ["/late_fee/after_days", "/late_fee/amount", "/late_fee/cap"],
            ),
            ({"late_fee": {"after_days": 1, "percent": "100.0000001"}}, ["/late_fee/percent"]),
        ):
            refused = await operator.put(where, json=body)
            assert refused.status_code == 422, body
            assert [one["pointer"] for one in refused.json()["errors"]] == pointers
        assert (await operator.get(where)).json() == made.json()
        gone = await operator.put(where, json={"early_discount": None})
        assert (gone.json()["early_discount"], gone.json()["late_fee"]) == (None, terms["late_fee"])


percents = st.integers(1, 99_999_999).map(lambda millionths: Decimal(millionths).scaleb(-6))
majors = st.integers(1, 10**7).map(lambda cents: Decimal(cents).scaleb(-2))
parts = st.one_of(
    st.builds(lambda percent, cap: Part(percent=percent, cap=cap), percents, st.none() | majors),
    st.builds(lambda amount, cap: Part(amount=amount, cap=cap), majors, st.none() | majors),
)


@given(parts, st.integers(1, 10**9))
def test_a_discount_never_exceeds_its_invoice_nor_its_cap(part: Part, minor: int) -> None:
    whole = Money(minor, EUR)
    taken = part_of(part, whole)
    assert 0 <= taken.minor <= minor
    if part.cap is not None:
        assert taken.major <= part.cap
    if part.percent is not None and part.cap is None:
        assert abs(Fraction(minor) * Fraction(part.percent) / 100 - taken.minor) <= Fraction(1, 2)


rates = st.sampled_from([Decimal(0), Decimal("0.07"), Decimal("0.19"), Decimal("0.2"), Decimal("0.999999")])
lines = st.lists(st.tuples(st.integers(1, 10**5), rates, st.booleans()), min_size=1, max_size=6)


@given(lines, st.integers(1, 10**6))
def test_a_discount_is_spread_to_the_cent_and_takes_no_more_of_a_line_than_it_has(
    priced: list[tuple[int, Decimal, bool]], minor: int
) -> None:
    lefts = [_left(*one) for one in priced]
    made = spread_lines(Money(minor, EUR), lefts)
    whole = sum(left.gross.minor for left in lefts)
    assert sum(line.gross.minor for line in made) == min(minor, whole)
    assert sum(line.net.minor + line.tax.minor for line in made) == min(minor, whole)
    by_id = {left.line.id: left for left in lefts}
    for line in made:
        left = by_id[line.invoice_line_id]
        assert 0 <= line.amount.minor <= left.amount.minor
        assert 0 <= line.tax.minor <= left.tax.minor


_numbers = itertools.count(1)


def _left(minor: int, rate: Decimal, inclusive: bool) -> LineLeft:
    fields: dict[str, Any] = dict.fromkeys(InvoiceLine.__slots__)
    amount = Money(minor, EUR)
    tax = tax_of(amount, rate, inclusive=inclusive)
    known = {"id": f"lin_{next(_numbers)}", "description": "Fee", "unit": "month", "quantity": Decimal(1)}
    line = InvoiceLine(**fields | known | {"amount": amount, "tax_rate": rate, "tax": tax, "tax_inclusive": inclusive})
    return LineLeft(line, line.amount, line.tax)


def test_terms_that_leave_nothing_to_pay_are_none() -> None:
    fields: dict[str, Any] = dict.fromkeys(Invoice.__slots__)
    zero, due = Money.zero(EUR), Money(500, EUR)
    known = {"state": InvoiceState.issued, "currency": EUR, "total": due, "credited": zero, "paid": zero}
    terms = {"early_discount": EarlyDiscount(10, Part(amount=Decimal(5))), "early_until": utc("2026-03-12 12:00")}
    assert early_payment(Invoice(**fields | known | terms)) is None
    less = {"early_discount": EarlyDiscount(10, Part(amount=Decimal("4.99")))}
    offer = early_payment(Invoice(**fields | known | terms | less))
    assert offer is not None
    assert str(offer.amount) == "0.01 EUR"
