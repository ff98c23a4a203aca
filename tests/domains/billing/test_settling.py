"""What becomes of an invoice after its issue, and who hears of it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import select

from tests.domains.billing.stage import TEST, Stage, bill, stage, utc
from trunkline.domains.billing import actions, queries
from trunkline.domains.billing.model import INVOICE_STEPS, Invoice, InvoiceNotOpen, InvoiceState
from trunkline.infra import journal
from trunkline.infra.program import Program
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.errors import NotFound
from trunkline.kernel.money import Currency, Money

EUR = Currency.of("EUR")


@pytest.fixture
async def nordlicht(program: Program) -> Stage:
    """With TL-2026-000001 over 29.00 + 5.51 = 34.51 EUR, due on 16 March."""
    made = await stage(program, "starter")
    await bill(program, "2026-03-02")
    return made


async def facts(program: Program, *kinds: str) -> list[tuple[str, Any]]:
    async with program.database.read() as connection:
        log = journal.event_log
        chosen = (
            select(log.c.kind, log.c.payload).where(log.c.kind.in_(kinds)).order_by(log.c.at, log.c.stream, log.c.seq)
        )
        return [(row.kind, row.payload) for row in await connection.execute(chosen)]


async def pay(one: Stage, minor: int) -> Invoice:
    (invoice,) = await one.invoices()
    async with one.program.scope(TEST, company_id=one.company_id) as scope:
        return await actions.mark_paid(scope, invoice.id, Money(minor, EUR), scope.now)


async def void(one: Stage) -> Invoice:
    (invoice,) = await one.invoices()
    async with one.program.scope(TEST, company_id=one.company_id) as scope:
        return await actions.void_invoice(scope, invoice.id)


async def test_an_issue_is_announced_with_number_total_and_day_of_payment(program: Program, nordlicht: Stage) -> None:
    assert await facts(program, "invoice.issued", "billing.run_finished") == [
        (
            "invoice.issued",
            {
                "number": "TL-2026-000001",
                "total": {"amount": "34.51", "currency": "EUR"},
                "due_at": "2026-03-16T22:59:59Z",
            },
        ),
        (
            "billing.run_finished",
            {
                "through": "2026-03-02",
                "companies": 1,
                "invoices_issued": 1,
                "companies_failed": 0,
                "totals": [{"amount": "34.51", "currency": "EUR"}],
            },
        ),
    ]


async def test_an_invoice_is_paid_when_nothing_is_left(program: Program, nordlicht: Stage) -> None:
    assert (await pay(nordlicht, 1000)).state is InvoiceState.issued
    (half,) = await nordlicht.invoices()
    assert (half.due, half.paid_at) == (Money(2451, EUR), None)
    paid = await pay(nordlicht, 2451)
    assert (paid.state, paid.due.minor, paid.paid_at) == (InvoiceState.paid, 0, utc("2026-03-02 12:00"))
    assert [kind for kind, _ in await facts(program, "invoice.paid")] == ["invoice.paid"]


async def test_more_than_is_owed_is_refused(program: Program, nordlicht: Stage) -> None:
    with pytest.raises(InvoiceNotOpen):
        await pay(nordlicht, 3452)
    (invoice,) = await nordlicht.invoices()
    assert (invoice.state, invoice.paid.minor) == (InvoiceState.issued, 0)
    assert await facts(program, "invoice.paid") == []


async def test_a_void_invoice_asks_for_nothing_and_is_not_billed_again(program: Program, nordlicht: Stage) -> None:
    voided = await void(nordlicht)
    assert (voided.state, voided.due.minor) == (InvoiceState.void, 0)
    assert (await bill(program, "2026-03-02")).invoices == []
    with pytest.raises(InvoiceNotOpen):
        await pay(nordlicht, 3451)
    with pytest.raises(InvoiceNotOpen):
        await void(nordlicht)
    assert [kind for kind, _ in await facts(program, "invoice.voided", "invoice.paid")] == ["invoice.voided"]


async def test_what_was_waived_is_not_given_back(program: Program, clock: ManualClock, nordlicht: Stage) -> None:
    await void(nordlicht)
    clock.move_to(utc("2026-03-10 12:00"))
    await nordlicht.change("pro")
    (line,) = await nordlicht.bill("2026-03-10")
    # 23 of 31 days of 59.00; the rest of the 29.00 was asked of nobody
    assert (str(line.amount), line.plan_name) == ("43.77 EUR", "Pro")
    assert await nordlicht.bill("2026-03-10") == []


async def test_of_what_was_waived_in_part_only_the_other_part_is_given_back(
    program: Program, clock: ManualClock
) -> None:
    nordlicht = await stage(program, "seats")
    await nordlicht.bill("2026-03-02")  # one seat: 12.50
    await void(nordlicht)
    await nordlicht.change("seats", quantity=2)
    (second,) = await nordlicht.bill("2026-03-02")
    clock.move_to(utc("2026-03-10 12:00"))
    await nordlicht.change("pro")
    (credit,) = [line for line in await nordlicht.bill("2026-03-10") if line.amount.minor < 0]
    assert (str(second.amount), str(credit.amount)) == ("12.50 EUR", "-12.50 EUR")
    waived = credit.explain["steps"][-1]
    # 8 of 31 days of 25.00 are 6.45, which is 18.55 less than what was booked, and 12.50 of that was waived
    assert (waived["kind"], waived["amount"]) == ("delta", "6.05")


async def upgraded(one: Stage, clock: ManualClock) -> Invoice:
    """29.00 paid for Starter, then an invoice that gives 21.52 of it back and asks for 43.77 of Pro; that invoice."""
    await pay(one, 3451)
    clock.move_to(utc("2026-03-10 12:00"))
    await one.change("pro")
    lines = await one.bill("2026-03-10")
    assert sorted(str(line.amount) for line in lines) == ["-21.52 EUR", "43.77 EUR"]
    (made,) = [found for found in await one.invoices() if found.id == lines[0].invoice_id]
    return made


async def test_a_correction_on_a_void_invoice_is_given_back_by_the_next_run(
    program: Program, clock: ManualClock, nordlicht: Stage
) -> None:
    second = await upgraded(nordlicht, clock)
    async with program.scope(TEST, company_id=nordlicht.company_id) as scope:
        await actions.void_invoice(scope, second.id)
    (again,) = await nordlicht.bill("2026-03-10")
    # 8 of 31 days of 29.00 are 7.48; what was asked for Pro is waived
    assert (again.plan_name, str(again.amount), str(again.quantity)) == ("Starter", "-21.52 EUR", "0")
    assert again.description.endswith("credit to TL-2026-000001")
    async with program.scope(TEST, company_id=nordlicht.company_id, write=False) as scope:
        assert [str(one) for one in await queries.credit_balances(scope, nordlicht.company_id)] == ["25.61 EUR"]
    assert await nordlicht.bill("2026-03-10") == []


async def test_the_schedule_looks_at_a_company_again_after_a_void(
    program: Program, clock: ManualClock, nordlicht: Stage
) -> None:
    second = await upgraded(nordlicht, clock)
    assert (await actions.run_due_billing(program.begin_as(TEST))).invoices == []
    async with program.scope(TEST) as scope:  # of no company: the operator need not name one
        await actions.void_invoice(scope, second.id)
    (issued,) = (await actions.run_due_billing(program.begin_as(TEST))).invoices
    assert str(issued.total) == "-25.61 EUR"


async def test_a_void_under_way_is_waited_for_by_a_run(program: Program, clock: ManualClock, nordlicht: Stage) -> None:
    (invoice,) = await nordlicht.invoices()
    clock.move_to(utc("2026-03-10 12:00"))
    await nordlicht.change("pro")
    async with program.scope(TEST, company_id=nordlicht.company_id) as scope:
        await actions.void_invoice(scope, invoice.id)
        run = asyncio.create_task(nordlicht.bill("2026-03-10"))
        await asyncio.sleep(0.3)  # time to read what is booked as if it were asked for, if nothing holds it
    assert [line.plan_name for line in await run] == ["Pro"]


@pytest.mark.parametrize("minor", [1000, 3451])
async def test_what_was_paid_on_is_not_voided(program: Program, nordlicht: Stage, minor: int) -> None:
    await pay(nordlicht, minor)
    with pytest.raises(InvoiceNotOpen):
        await void(nordlicht)
    assert await facts(program, "invoice.voided") == []


async def test_past_due_begins_when_the_last_day_of_payment_is_over(
    program: Program, nordlicht: Stage, clock: ManualClock
) -> None:
    clock.move_to(utc("2026-03-16 22:59:59"))
    assert await actions.mark_past_due(program.begin_as(TEST)) == 0
    clock.move_to(utc("2026-03-16 23:00:00"))
    assert await actions.mark_past_due(program.begin_as(TEST)) == 1
    assert await actions.mark_past_due(program.begin_as(TEST)) == 0
    (invoice,) = await nordlicht.invoices()
    assert (invoice.state, invoice.due) == (InvoiceState.past_due, Money(3451, EUR))
    ((_, told),) = await facts(program, "invoice.past_due")
    assert told["due"] == {"amount": "34.51", "currency": "EUR"}
    assert (await pay(nordlicht, 3451)).state is InvoiceState.paid


async def test_another_company_s_invoice_does_not_exist(program: Program, nordlicht: Stage) -> None:
    stranger = await stage(program, "starter", company="stranger")
    (invoice,) = await nordlicht.invoices()
    async with program.scope(TEST, company_id=stranger.company_id) as scope:
        with pytest.raises(NotFound):
            await queries.invoice(scope, invoice.id)
        with pytest.raises(NotFound):
            await actions.mark_paid(scope, invoice.id, invoice.total, scope.now)
        assert await queries.lines_of(scope, invoice.id) == []


async def test_what_is_owed_is_summed_by_currency(program: Program, nordlicht: Stage) -> None:
    await stage(program, "starter", company="kumo", currency="JPY", zone="Asia/Tokyo", tax_rate="0")
    await bill(program, "2026-03-03")
    await pay(nordlicht, 451)
    async with program.scope(TEST, write=False) as scope:
        sums = await queries.open_sums(scope)
    assert [(one.count, str(one.due)) for one in sums] == [(1, "30.00 EUR"), (1, "3100 JPY")]


def test_paid_and_void_have_no_way_out() -> None:
    ends = {state for state, steps in INVOICE_STEPS.items() if not steps}
    assert ends == {InvoiceState.paid, InvoiceState.void}
    assert INVOICE_STEPS.keys() == set(InvoiceState)
