"""Tax within amounts and on top of them, and rates by tax code. Every amount is worked by hand in the comment above it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from tests.clients import client_as
from tests.domains.billing.stage import Stage, stage, utc
from trunkline.domains.billing import actions, queries
from trunkline.domains.billing.model import CreditAsk, CreditNote, CreditReason, CreditWish, Invoice
from trunkline.domains.billing.rules import invoice_document, tax_of
from trunkline.domains.tenants import actions as tenants
from trunkline.domains.tenants.model import BillingProfile, Taxes
from trunkline.infra.program import Program
from trunkline.infra.scope import system_actor
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.money import Currency, Money

TEST = system_actor("test")
EUR = Currency.of("EUR")


async def taxed(there: Stage, **changes: object) -> None:
    """The company's taxes are these from now on."""
    async with there.program.scope(TEST, company_id=there.company_id) as scope:
        profile = replace(there.company.billing_profile, **changes)  # type: ignore[arg-type]
        await tenants.change_company(scope, there.company_id, billing_profile=profile)


async def credited(there: Stage, invoice: Invoice, wish: CreditWish) -> CreditNote:
    async with there.program.scope(TEST, company_id=there.company_id) as scope:
        return await actions.issue_credit_note(scope, invoice.id, wish)


def totals(one: Invoice | CreditNote) -> list[str]:
    return [str(amount.major) for amount in (one.subtotal, one.tax, one.total)]


async def test_an_inclusive_amount_contains_its_tax(program: Program) -> None:
    nordlicht = await stage(program, "starter", billing_cycle_day=2)
    await taxed(nordlicht, tax_inclusive=True)
    async with program.scope(TEST, company_id=nordlicht.company_id, write=False) as scope:
        (shown,) = (await actions.preview_invoices(scope, nordlicht.company_id)).invoices
    async with program.scope(TEST, company_id=nordlicht.company_id) as scope:
        through = nordlicht.company.local_day(scope.now)
        await actions.issue_company_invoice(scope, nordlicht.company_id, through)
    (invoice,) = await nordlicht.invoices()
    # 29.00 − 29.00 / 1.19 = 4.63025… → 4.63
    assert totals(invoice) == ["24.37", "4.63", "29.00"]
    assert (shown.subtotal, shown.tax, shown.total) == (invoice.subtotal, invoice.tax, invoice.total)
    assert invoice.tax_inclusive
    async with program.scope(TEST, company_id=nordlicht.company_id, write=False) as scope:
        (line,) = await queries.lines_of(scope, invoice.id)
        _, pdf = await queries.invoice_pdf(scope, invoice.id)
    assert (str(line.amount.major), str(line.net.major), str(line.gross.major)) == ("29.00", "24.37", "29.00")
    assert line.explain["tax"] == {
        "rate": "0.19",
        "base": {"amount": "24.37", "currency": "EUR"},
        "amount": {"amount": "4.63", "currency": "EUR"},
        "inclusive": True,
    }
    document = invoice_document(invoice, [line])
    assert [document["subtotal"], document["total"]] == ["24.37\xa0EUR", "29.00\xa0EUR"]
    assert document["taxes"] == [{"rate": "19\xa0%", "base": "24.37\xa0EUR", "amount": "4.63\xa0EUR"}]
    assert document["modules"][0]["lines"][0]["tax_rate"] == "19\xa0% incl."
    assert pdf.startswith(b"%PDF")


async def test_a_change_of_the_mode_rewrites_nothing_and_a_correction_keeps_that_of_its_line(
    program: Program, clock: ManualClock
) -> None:
    nordlicht = await stage(program, "each", billing_cycle_day=2)
    await nordlicht.use("1000", utc("2026-03-10 12:00"))
    clock.move_to(utc("2026-04-02 12:00"))
    await nordlicht.bill("2026-04-02")
    await taxed(nordlicht, tax_inclusive=True, tax_rate=Decimal("0.07"))
    await nordlicht.use("100", utc("2026-03-11 12:00"))
    async with program.scope(TEST, company_id=nordlicht.company_id) as scope:
        await actions.issue_company_invoice(scope, nordlicht.company_id, nordlicht.company.local_day(scope.now))
    first, second = await nordlicht.invoices()
    # 1000 × 0.035 = 35.00 and 6.65 on top; then 3.50 with 0.67 (0.665) on top: the correction's line is still exclusive, at 19 %.
    assert (totals(first), first.tax_inclusive) == (["35.00", "6.65", "41.65"], False)
    assert (totals(second), second.tax_inclusive) == (["3.50", "0.67", "4.17"], True)
    async with program.scope(TEST, company_id=nordlicht.company_id, write=False) as scope:
        (line,) = await queries.lines_of(scope, second.id)
    assert (line.tax_inclusive, line.tax_rate, line.corrects_line_id is not None) == (False, Decimal("0.19"), True)


async def test_an_inclusive_line_is_credited_with_the_tax_that_it_contains(program: Program) -> None:
    nordlicht = await stage(program, "starter", billing_cycle_day=2)
    await taxed(nordlicht, tax_inclusive=True)
    async with program.scope(TEST, company_id=nordlicht.company_id) as scope:
        await actions.issue_company_invoice(scope, nordlicht.company_id, nordlicht.company.local_day(scope.now))
    (invoice,) = await nordlicht.invoices()
    async with program.scope(TEST, company_id=nordlicht.company_id, write=False) as scope:
        (line,) = await queries.lines_of(scope, invoice.id)
    ask = CreditAsk(line_id=line.id, amount=Decimal(10))
    part = await credited(nordlicht, invoice, CreditWish(lines=(ask,), reason=CreditReason.goodwill))
    # 10.00 − 10.00 / 1.19 = 1.5966…
    assert totals(part) == ["8.40", "1.60", "10.00"]
    rest = await credited(nordlicht, invoice, CreditWish(rest=Decimal("19.00"), reason=CreditReason.goodwill))
    # What is left: 29.00 − 10.00 with 4.63 − 1.60.
    assert totals(rest) == ["15.97", "3.03", "19.00"]
    async with client_as(program, "invoices.read") as reader:
        shown = (await reader.get(f"/credit-notes/{part.id}")).json()
        seen = (await reader.get(f"/invoices/{invoice.id}")).json()
        pdf = (await reader.get(f"/credit-notes/{part.id}/pdf")).content
    assert (shown["lines"][0]["tax_inclusive"], shown["lines"][0]["amount"]["amount"]) == (True, "10.00")
    assert (seen["tax_inclusive"], seen["lines"][0]["tax_inclusive"], seen["due"]["amount"]) == (True, True, "0.00")
    assert pdf.startswith(b"%PDF")


def test_a_code_without_a_rate_of_its_own_has_the_default_one() -> None:
    taxes = BillingProfile(
        legal_name="N", email="", country="DE", tax_rate=Decimal("0.19"), tax_rates={"books": Decimal("0.07")}
    ).taxes
    assert taxes == Taxes(rate=Decimal("0.19"), by_code={"books": Decimal("0.07")})
    assert [taxes.rate_of(code) for code in (None, "books", "other")] == [
        Decimal("0.19"),
        Decimal("0.07"),
        Decimal("0.19"),
    ]


rates = st.integers(0, 999_999).map(lambda millionths: Decimal(millionths).scaleb(-6))


@given(st.integers(-(10**9), 10**9), rates, st.booleans())
def test_tax_and_net_make_up_the_gross_amount_in_both_modes(minor: int, rate: Decimal, inclusive: bool) -> None:
    amount = Money(minor, EUR)
    tax = tax_of(amount, rate, inclusive=inclusive)
    net = amount - tax if inclusive else amount
    # Half up on the rounded line: never further from the exact tax than half a unit.
    exact = (
        Fraction(net.minor) * Fraction(rate)
        if not inclusive
        else Fraction(minor) * Fraction(rate) / (1 + Fraction(rate))
    )
    assert abs(exact - tax.minor) <= Fraction(1, 2)
    assert tax.minor * minor >= 0
    assert net.minor * minor >= 0
