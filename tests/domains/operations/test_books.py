"""Proving the books: every kind of damage is found and named, and the operator hears of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tests.conftest import run_jobs
from tests.domains.billing.stage import TEST, Stage, bill, stage
from tests.domains.billing.test_credit_notes import credit_net, pay
from tests.domains.billing.test_settling import facts
from tests.domains.ledger.life import wrong
from trunkline.domains.billing import store as billing
from trunkline.domains.ledger import store
from trunkline.domains.operations import actions, jobs
from trunkline.domains.operations.model import BookDifference
from trunkline.infra.program import Program
from trunkline.infra.queue import Worker
from trunkline.kernel.clock import ManualClock

Damage = Callable[[AsyncConnection, Stage], Awaitable[object]]
POSTINGS, TRANSACTIONS, BALANCES = store.ledger_posting, store.ledger_transaction, store.ledger_balance


@pytest.fixture
async def nordlicht(program: Program) -> Stage:
    """34.51 EUR invoiced and paid, 11.90 of it credited afterwards; and a company beside it whose books stay right."""
    made = await stage(program, "starter")
    await stage(program, "full", company="other")
    await bill(program, "2026-03-02")
    await pay(made, 3451)
    await credit_net(made, "10.00")
    assert await wrong(program) == []
    return made


async def a_posting_is_changed(connection: AsyncConnection, one: Stage) -> None:
    mine = (POSTINGS.c.company_id == one.company_id) & (POSTINGS.c.purpose == "tax_payable")
    await connection.execute(update(POSTINGS).where(mine).values(amount_minor=POSTINGS.c.amount_minor + 1))


async def a_transaction_is_gone(connection: AsyncConnection, one: Stage) -> None:
    """Its postings stay."""
    mine = (TRANSACTIONS.c.company_id == one.company_id) & TRANSACTIONS.c.source.like("%:issued")
    await connection.execute(delete(TRANSACTIONS).where(mine))


async def a_transaction_is_gone_with_its_postings(connection: AsyncConnection, one: Stage) -> None:
    mine = (TRANSACTIONS.c.company_id == one.company_id) & TRANSACTIONS.c.source.like("%:issued")
    gone = (await connection.execute(select(TRANSACTIONS.c.id).where(mine))).scalars().all()
    await connection.execute(delete(POSTINGS).where(POSTINGS.c.transaction_id.in_(gone)))
    await connection.execute(delete(TRANSACTIONS).where(TRANSACTIONS.c.id.in_(gone)))


async def a_balance_is_changed(connection: AsyncConnection, one: Stage) -> None:
    mine = (BALANCES.c.company_id == one.company_id) & (BALANCES.c.purpose == "accrued")
    await connection.execute(update(BALANCES).where(mine).values(amount_minor=0))


async def a_balance_is_gone(connection: AsyncConnection, one: Stage) -> None:
    await connection.execute(delete(BALANCES).where(BALANCES.c.company_id == one.company_id))


async def an_invoice_is_changed(connection: AsyncConnection, one: Stage) -> None:
    """As if somebody had taken a payment back without saying so."""
    mine = billing.invoice.c.company_id == one.company_id
    await connection.execute(update(billing.invoice).where(mine).values(paid_minor=3000, state="issued"))


async def an_invoice_is_gone(connection: AsyncConnection, one: Stage) -> None:
    await connection.execute(delete(billing.invoice).where(billing.invoice.c.company_id == one.company_id))


async def credit_is_given_without_a_transaction(connection: AsyncConnection, one: Stage) -> None:
    table = billing.credit_balance_entry
    mine = select(table).where(table.c.company_id == one.company_id)
    row = dict((await connection.execute(mine)).one()._mapping)
    await connection.execute(insert(table).values(row | {"id": row["id"][:-1] + "7", "amount_minor": 500}))


async def a_period_is_earned_without_a_transaction(connection: AsyncConnection, one: Stage) -> None:
    mine = store.ledger_deferral.c.company_id == one.company_id
    deferral = store.ledger_deferral.c
    await connection.execute(update(store.ledger_deferral).where(mine).values(released_at=deferral.earns_at))


async def money_is_said_to_be_elsewhere(connection: AsyncConnection, one: Stage) -> None:
    """Both the postings and the balance: the books agree with themselves, and with no payment."""
    for table in (POSTINGS, BALANCES):
        mine = (table.c.company_id == one.company_id) & (table.c.purpose == "cash")
        await connection.execute(update(table).where(mine).values(provider="stripe"))


DAMAGES: list[tuple[Damage, set[tuple[str, str]]]] = [
    (a_posting_is_changed, {("balanced", "ltx_"), ("balance", "tax_payable"), ("account", "tax_payable")}),
    (a_transaction_is_gone, {("balanced", "ltx_"), ("missing", "invoice:"), ("account", "receivable")}),
    (a_transaction_is_gone_with_its_postings, {("missing", "invoice:"), ("balance", "receivable")}),
    (a_balance_is_changed, {("balance", "accrued")}),
    (a_balance_is_gone, {("balance", "cash:manual"), ("balance", "customer_credit"), ("balance", "accrued")}),
    (an_invoice_is_changed, {("receivable", "inv_"), ("account", "receivable")}),
    (an_invoice_is_gone, {("unfounded", "invoice:"), ("account", "tax_payable")}),
    (credit_is_given_without_a_transaction, {("missing", "credit:"), ("account", "customer_credit")}),
    (a_period_is_earned_without_a_transaction, {("account", "accrued"), ("account", "earnings")}),
    (money_is_said_to_be_elsewhere, {("account", "cash:stripe")}),
]


@pytest.mark.parametrize(("damage", "expected"), DAMAGES, ids=[damage.__name__ for damage, _ in DAMAGES])
async def test_damage_is_found_and_named(
    program: Program, nordlicht: Stage, damage: Damage, expected: set[tuple[str, str]]
) -> None:
    async with program.database.write("*") as connection:
        await damage(connection, nordlicht)
    by_company = {company.slug: found async for company, found in actions.check_books(program.begin_as(TEST))}
    assert by_company["other"] == []
    found = by_company["nordlicht"]
    for check, about in expected:
        assert [one for one in found if one.check == check and one.about.startswith(about)], (check, about, found)
    only = [found async for _, found in actions.check_books(program.begin_as(TEST), nordlicht.company_id)]
    assert only == [found]


async def test_a_difference_says_what_is_and_what_has_to_be(program: Program, nordlicht: Stage) -> None:
    async with program.database.write("*") as connection:
        await a_balance_is_changed(connection, nordlicht)
    assert await wrong(program) == [BookDifference("balance", "accrued", "0.00 EUR", "-19.00 EUR")]
    (one,) = await wrong(program)
    assert str(one) == "balance: accrued has 0.00 EUR, not -19.00 EUR"
    rebuilt = {company.slug: found async for company, found in actions.rebuild_books(program.begin_as(TEST))}
    assert [(key.purpose, pair) for key, pair in rebuilt["nordlicht"].items()] == [("accrued", (0, -1900))]
    assert rebuilt["other"] == {}
    assert await wrong(program) == []


async def test_every_night_the_operator_hears_of_what_is_wrong(
    program: Program, nordlicht: Stage, clock: ManualClock
) -> None:
    assert jobs.check_books.every == "25 3 * * *"
    assert await actions.alert_unbalanced(program.begin_as(TEST)) == 0
    assert await facts(program, "ledger.unbalanced") == []
    async with program.database.write("*") as connection:
        await a_balance_is_changed(connection, nordlicht)
    worker = Worker(program)
    await worker.tick()
    clock.move_to(clock.now().replace(day=3, hour=3, minute=26))
    await worker.tick()
    await run_jobs(program)
    ((_, told),) = await facts(program, "ledger.unbalanced")
    assert told == {"count": 1, "first": "balance: accrued has 0.00 EUR, not -19.00 EUR"}
    async with program.database.read() as connection:
        rows = (await connection.execute(text("SELECT title, company_id FROM notification"))).all()
    assert [row.company_id for row in rows if "do not balance" in row.title] == [None]
