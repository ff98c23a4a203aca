"""Reports add up: rows to documents, documents to the books, in every currency and to the minor unit."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from sqlalchemy import select

from tests.conftest import NOON
from tests.domains.billing.stage import TEST, Stage, bill, stage
from tests.domains.currencies.stage import keep, quoted
from trunkline.domains.billing import actions, queries, store
from trunkline.domains.billing.model import CreditAsk, CreditReason, CreditWish, NewItem
from trunkline.domains.billing.model.reports import GroupedBy, OwedBy, ReceivableRow, Report, RevenueRow, TaxRow
from trunkline.domains.billing.queries.reports import receivables_report, revenue_report, tax_report
from trunkline.domains.ledger import store as books
from trunkline.infra.program import Program
from trunkline.infra.scope import Scope
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.errors import Invalid
from trunkline.kernel.ids import InvoiceId
from trunkline.kernel.money import Currency, Money

MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)
REST = CreditWish(reason=CreditReason.goodwill)
EVENTS = ("invoice_issued", "invoice_voided", "credit_note_issued")


async def revenue(program: Program, *grouped: GroupedBy, last: date = APRIL) -> Report[RevenueRow]:
    async with program.scope(TEST, write=False) as scope:
        return await revenue_report(scope, MARCH, last, grouped)


async def taxes(program: Program) -> Report[TaxRow]:
    async with program.scope(TEST, write=False) as scope:
        return await tax_report(scope, MARCH, APRIL)


async def owed(program: Program, by: OwedBy = OwedBy.currency) -> Report[ReceivableRow]:
    async with program.scope(TEST, write=False) as scope:
        return await receivables_report(scope, by)


async def posted(program: Program, *purposes: str, events: tuple[str, ...] | None = EVENTS) -> dict[str, int]:
    """What the books say, by currency, as it is reported: what was earned and is owed to others stands below zero there."""
    transactions, postings = books.ledger_transaction, books.ledger_posting
    chosen = (
        select(postings.c.currency, postings.c.amount_minor)
        .join(transactions, transactions.c.id == postings.c.transaction_id)
        .where(postings.c.purpose.in_(purposes))
    )
    if events is not None:
        chosen = chosen.where(transactions.c.event.in_(events))
    sums: Counter[str] = Counter()
    async with program.scope(TEST, write=False) as scope:
        for row in await scope.tx.execute(chosen):
            sums[row.currency] -= row.amount_minor
    return {code: minor for code, minor in sums.items() if minor}


async def documents(program: Program) -> dict[str, dict[str, int]]:
    """What the documents came to in the reporting currency, by currency: net and tax, notes and void invoices taken off."""
    table, invoices = store.document_reporting, store.invoice
    sums: dict[str, dict[str, int]] = {}
    async with program.scope(TEST, write=False) as scope:
        void = set((await scope.tx.execute(select(invoices.c.id).where(invoices.c.state == "void"))).scalars())
        for row in await scope.tx.execute(select(table)):
            sign = 0 if row.document_id in void else 1 if row.document_id == row.invoice_id else -1
            one = sums.setdefault(row.currency, {"net": 0, "tax": 0})
            one["tax"] += sign * row.tax_minor
            one["net"] += sign * (row.total_minor - row.tax_minor)
    return sums


def by_currency(amounts: list[Money]) -> dict[str, int]:
    sums: Counter[str] = Counter()
    for amount in amounts:
        sums[amount.currency.code] += amount.minor
    return {code: minor for code, minor in sums.items() if minor}


async def credit(program: Program, shop: Stage, amount: str | None) -> None:
    (invoice, *_) = await shop.invoices()
    async with program.scope(TEST, company_id=shop.company_id) as scope:
        (line, *_) = await queries.lines_of(scope, invoice.id)
        part = CreditWish(lines=(CreditAsk(line_id=line.id, amount=Decimal(amount or 1)),), reason=REST.reason)
        await actions.issue_credit_note(scope, invoice.id, REST if amount is None else part)


@pytest.fixture
async def world(program: Program, clock: ManualClock) -> list[Stage]:
    """Four companies in four currencies; two months; notes, a void invoice, one-off lines, usage; two rates."""
    await keep(program, quoted(NOON))
    shops = [
        await stage(program, "full", company="euros"),
        await stage(program, "starter", company="dollars", currency="USD", tax_rate="0.077"),
        await stage(program, "calls", company="yen", currency="JPY", zone="Asia/Tokyo"),
        await stage(program, "starter", company="dinars", currency="KWD", tax_rate="0.05"),
    ]
    await shops[0].call(61, NOON)
    await shops[2].call(133, NOON)
    for number, shop in enumerate(shops):
        lines = [
            NewItem(
                currency=shop.company.currency,
                description="Help",
                quantity=Decimal(3),
                unit_amount=Decimal(17 + number),
                tax_rate=Decimal("0.07"),
            ),
            NewItem(currency=shop.company.currency, description="More", quantity=Decimal(1), unit_amount=Decimal(11)),
        ]
        async with program.scope(TEST, company_id=shop.company_id) as scope:
            await actions.issue_items(scope, shop.company_id, lines)
    await bill(program, "2026-03-02")
    await credit(program, shops[1], "3")
    clock.advance(timedelta(days=31))
    await keep(program, quoted(NOON + timedelta(days=31), EUR="0.91", JPY="149.9"))
    await bill(program, "2026-04-02")
    await credit(program, shops[1], "1")
    await credit(program, shops[3], None)
    (invoice, *_) = await shops[2].invoices()
    async with program.scope(TEST, company_id=shops[2].company_id) as scope:
        await actions.void_invoice(scope, invoice.id)
    return shops


async def test_revenue_is_what_documents_and_books_say(program: Program, world: list[Stage]) -> None:
    found = await revenue(program, *GroupedBy)
    sums = by_currency([row.net for row in found.rows])
    assert sums == by_currency([row.net for row in found.totals])
    assert sums == await posted(program, "earnings", "accrued")
    assert len(sums) == 4
    own = await documents(program)
    for code, one in own.items():
        told = [row.reported.minor for row in found.rows if row.net.currency.code == code and row.reported]
        assert sum(told) == one["net"], code
    assert {row.month for row in found.rows} == {MARCH, APRIL}
    assert {row.company_name for row in found.rows} == {"Euros", "Dollars", "Yen", "Dinars"}
    assert {row.module_name for row in found.rows} == {"AI receptionist", None}


async def test_each_month_is_what_was_posted_in_it_whatever_came_later(program: Program, world: list[Stage]) -> None:
    """The invoice that became void in April still counts in March."""
    both = await revenue(program, GroupedBy.month)
    march = await revenue(program, GroupedBy.month, last=MARCH)
    assert [row for row in both.rows if row.month == MARCH] == march.rows
    first, *later = await world[2].invoices()
    assert first.voided_at is not None
    sums = {row.month: row.net for row in both.rows if row.net.currency.code == "JPY"}
    assert sums[MARCH] == first.subtotal
    assert sums[APRIL].minor == sum(one.subtotal.minor for one in later) - first.subtotal.minor


async def test_tax_by_rate_is_what_documents_and_books_say(program: Program, world: list[Stage]) -> None:
    found = await taxes(program)
    assert by_currency([row.tax for row in found.rows]) == await posted(program, "tax_payable")
    assert by_currency([row.net for row in found.rows]) == await posted(program, "earnings", "accrued")
    own = await documents(program)
    for code, one in own.items():
        told = [row for row in found.rows if row.net.currency.code == code]
        assert sum(row.reported_tax.minor for row in told if row.reported_tax) == one["tax"], code
        assert sum(row.reported_net.minor for row in told if row.reported_net) == one["net"], code
    rates = {(row.month, row.tax_rate) for row in found.rows if row.net.currency.code == "USD"}
    assert {rate for _, rate in rates} == {Decimal("0.07"), Decimal("0.077")}
    (march,) = [row for row in found.rows if row.month == MARCH and row.tax_rate == Decimal("0.05")]
    assert (str(march.net), str(march.tax)) == ("19.750 KWD", "0.988 KWD")


async def test_receivables_are_what_is_open_and_what_the_books_say(program: Program, world: list[Stage]) -> None:
    found = await owed(program)
    owing = {code: -minor for code, minor in (await posted(program, "receivable", events=None)).items()}
    assert by_currency([row.due for row in found.rows]) == owing
    by_company = await owed(program, OwedBy.company)
    assert by_company.totals == found.totals == found.rows
    assert [(row.company_name, row.due.currency.code) for row in by_company.rows].count(("Euros", "EUR")) == 1
    (euros,) = [row for row in found.rows if row.due.currency.code == "EUR"]
    assert euros.reported == euros.due
    dollars = [one for one in await world[1].invoices() if one.due]
    async with program.scope(TEST, write=False) as scope:
        rates = await queries.reporting_of(scope, [one.id for one in dollars])
    parts = [rates[one.id].rate.rate * one.due.minor for one in dollars]
    (row,) = [row for row in found.rows if row.due.currency.code == "USD"]
    assert row.reported is not None
    assert row.invoices == len(dollars) == 3
    assert abs(row.reported.minor - sum(parts, Fraction())) * 2 <= len(parts)


async def test_documents_without_reporting_amounts_are_told_apart(program: Program) -> None:
    """Issued before anybody knew a rate: in euros they count as they are, in dollars they are not added to anything."""
    dollars = await stage(program, "starter", company="dollars", currency="USD")
    euros = await stage(program, "starter", company="euros")
    await bill(program, "2026-03-02")
    async with program.scope(TEST) as scope:
        await scope.tx.execute(store.document_reporting.delete())
    await keep(program, quoted(NOON))
    async with program.scope(TEST, company_id=dollars.company_id) as scope:
        item = NewItem(currency=Currency.of("USD"), description="x", quantity=Decimal(1), unit_amount=Decimal(10))
        await actions.issue_items(scope, dollars.company_id, [item])
    found = await revenue(program)
    assert [(str(row.net), None if row.reported is None else str(row.reported)) for row in found.rows] == [
        ("29.00 EUR", "29.00 EUR"),
        ("10.00 USD", "8.50 EUR"),
        ("32.00 USD", None),
    ]
    rows = (await owed(program)).rows
    assert [(row.invoices, None if row.reported is None else str(row.reported)) for row in rows] == [
        (1, "34.51 EUR"),
        (1, "10.12 EUR"),
        (1, None),
    ]
    assert euros.company_id


async def test_credits_that_are_sold_are_no_revenue(program: Program) -> None:
    await keep(program, quoted(NOON))
    shop = await stage(program, "starter", currency="USD")
    async with program.scope(TEST, company_id=shop.company_id) as scope:
        wallet = await actions.open_wallet(scope, actions.NewWallet(name="Calls", currency=Currency.of("USD")))
        await actions.buy_credit(scope, wallet.id, Money(5000, Currency.of("USD")))
    assert (await revenue(program)).rows == []
    assert [str(row.due) for row in (await owed(program)).rows] == ["50.00 USD"]


@pytest.mark.parametrize(
    ("first", "last"), [(APRIL, MARCH), (date(2020, 1, 1), APRIL), (date(1960, 1, 1), date(1960, 2, 1))]
)
async def test_months_that_cannot_be_are_refused(program: Program, first: date, last: date) -> None:
    async with program.scope(TEST, write=False) as scope:
        with pytest.raises(Invalid, match="months in that order"):
            await revenue_report(scope, first, last)


async def test_by_default_it_is_the_last_twelve_months(program: Program) -> None:
    async with program.scope(TEST, write=False) as scope:
        months = (await tax_report(scope)).months
    assert months is not None
    assert (months.first, months.last) == (date(2025, 4, 1), MARCH)


async def test_whatever_is_credited_and_voided_the_reports_are_their_documents(program: Program) -> None:
    """Some dozens of documents with invented amounts and rates, from one seed."""
    dice = random.Random(41)
    codes = ("USD", "JPY", "KWD", "GBP")
    await keep(program, quoted(NOON, USD="1", JPY="156.661", KWD="0.30717", GBP="0.742613", EUR="0.853217"))
    for code in codes:
        shop = await stage(program, "starter", company=code.lower(), currency="EUR")
        currency = Currency.of(code)
        for _ in range(4):
            items = [
                NewItem(
                    currency=currency,
                    description="x",
                    quantity=Decimal(dice.randint(1, 9)),
                    unit_amount=Decimal(dice.randint(1, 99_999)).scaleb(-currency.exponent),
                    tax_rate=Decimal(dice.choice(["0", "0.07", "0.19", "0.255"])),
                )
                for _ in range(dice.randint(1, 4))
            ]
            async with program.scope(TEST, company_id=shop.company_id) as scope:
                invoice = await actions.issue_items(scope, shop.company_id, items)
                await _credited(scope, invoice, dice)
    found = await revenue(program, *GroupedBy)
    of_tax = await taxes(program)
    own = await documents(program)
    for code in codes:
        assert (
            sum(row.reported.minor for row in found.rows if row.reported and row.net.currency.code == code)
            == own[code]["net"]
        )
        mine = [row for row in of_tax.rows if row.net.currency.code == code]
        assert sum(row.reported_tax.minor for row in mine if row.reported_tax) == own[code]["tax"]
    assert by_currency([row.net for row in found.rows]) == await posted(program, "earnings", "accrued")


async def _credited(scope: Scope, invoice: InvoiceId, dice: random.Random) -> None:
    fate = dice.choice(["kept", "parts", "parts", "whole", "void"])
    if fate == "void":
        await actions.void_invoice(scope, invoice)
    if fate == "whole":
        await actions.issue_credit_note(scope, invoice, REST)
    if fate == "parts":
        for line in await queries.lines_of(scope, invoice):
            part = Money(max(1, line.amount.minor * dice.randint(1, 9) // 10), line.amount.currency)
            wish = CreditWish(lines=(CreditAsk(line_id=line.id, amount=part.major),), reason=REST.reason)
            await actions.issue_credit_note(scope, invoice, wish)
