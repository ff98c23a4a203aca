"""What an arrangement and a plan of parts make of one invoice: the parts wait for the arrangement, and its money pays the first of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.domains.payments.conftest import EUR, TESTER
from tests.domains.payments.test_arrangements import Account
from tests.domains.payments.test_arrangements import account as account
from trunkline.domains.payments import actions
from trunkline.domains.payments.model.instalments import InstalmentWish, Interval
from trunkline.domains.payments.queries.instalments import active_plan, instalment_plan
from trunkline.kernel.ids import InstalmentPlanId, InvoiceId
from trunkline.kernel.money import Money

DAY = timedelta(days=1)


async def plan_of(account: Account, invoice_id: InvoiceId) -> InstalmentPlanId:
    """Two parts over 59.50 EUR, the first of them due today."""
    async with account.till.program.scope(TESTER, company_id=account.till.company_id) as scope:
        wish = InstalmentWish(count=2, interval=Interval.month, grace_days=30)
        made = await actions.make_plan(scope, invoice_id, wish)
    await account.till.run()
    return made.id


async def walk(account: Account, after: timedelta) -> None:
    account.till.clock.advance(after)
    await actions.walk_instalments(account.till.program.begin_as(TESTER))
    await account.till.run()


async def parts(account: Account, plan_id: InstalmentPlanId) -> list[tuple[Any, str]]:
    """What is open of each, and how it stands."""
    async with account.till.program.scope(TESTER, company_id=account.till.company_id, write=False) as scope:
        found = await instalment_plan(scope, plan_id)
    return [(str(found.open[one.id].major), found.states[one.id].value) for one in found.plan.parts]


async def test_a_part_is_not_collected_from_the_saved_method_before_its_day_has_passed(account: Account) -> None:
    await account.owe(1)
    invoice = await account.owe()
    await account.save_method()
    plan_id = await plan_of(account, invoice)
    later = (account.till.clock.now() + 20 * DAY).isoformat()
    assert (await account.make(amount="1.00", starts_at=later))["state"] == "active"
    await walk(account, timedelta(hours=2))
    assert await account.till.payments(invoice) == []
    await walk(account, DAY)
    (collected,) = await account.till.payments(invoice)
    assert collected.payment.amount == Money(5950, EUR)
    assert [state for _, state in await parts(account, plan_id)] == ["paid", "upcoming"]


async def test_its_money_pays_the_first_open_parts(account: Account) -> None:
    invoice = await account.owe()
    await account.save_method()
    plan_id = await plan_of(account, invoice)
    await account.make(amount="70.00", interval="week", charges_max=2)
    assert await parts(account, plan_id) == [("0.00", "paid"), ("49.00", "upcoming")]
    (told,) = await account.till.facts("instalment.paid")
    assert (told.payload["number"], told.payload["amount"]) == (1, {"amount": "59.50", "currency": "EUR"})
    await walk(account, DAY)
    assert await account.till.payments(invoice) == []
    await account.pass_days(7)
    assert [state for _, state in await parts(account, plan_id)] == ["paid", "paid"]
    async with account.till.program.scope(TESTER, company_id=account.till.company_id, write=False) as scope:
        assert await active_plan(scope, invoice) is None
    assert account.till.money_at_the_provider() == Money(14000, EUR) == await account.cash()


async def test_what_is_left_of_a_part_is_collected_once_it_is_late(account: Account) -> None:
    invoice = await account.owe()
    await account.save_method()
    plan_id = await plan_of(account, invoice)
    await account.make(amount="20.00", interval="year")
    assert await parts(account, plan_id) == [("39.50", "upcoming"), ("59.50", "upcoming")]
    await walk(account, DAY)
    (collected,) = await account.till.payments(invoice)
    assert collected.payment.amount == Money(3950, EUR)
    assert [state for _, state in await parts(account, plan_id)] == ["paid", "upcoming"]
    assert (await account.till.invoice(invoice)).due == Money(5950, EUR)
