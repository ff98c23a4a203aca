"""Arrangements: the provider holds the schedule, tells of its charges, and each is money here exactly once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx2
import pytest
from sqlalchemy import select

from tests.clients import client_as
from tests.domains.payments.conftest import DUE, EUR, TESTER, Till
from tests.factories import make_company
from trunkline.domains.billing import actions as billing_actions
from trunkline.domains.billing.model import InvoiceState, NewItem
from trunkline.domains.operations.queries.books import book_differences
from trunkline.domains.payments import actions, queries
from trunkline.domains.payments.model import PaymentState
from trunkline.domains.payments.ports import NoticePage, PaymentProviders, PresentedCard
from trunkline.entrypoints.payment_providers import SimulatedProviders
from trunkline.infra.queue.tables import job_table
from trunkline.kernel.ids import InvoiceId
from trunkline.kernel.money import Money
from trunkline.providers.connected import Connected

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
MAY = ("payments.read", "payments.manage", "notices.read", "notices.manage", "reconciliation.read")


@dataclass
class Account:
    """A company with a saved method at Stripe, and both simulated providers."""

    till: Till
    both: SimulatedProviders
    api: httpx2.AsyncClient
    door: httpx2.AsyncClient

    async def owe(self, net: int = 100) -> InvoiceId:
        """An invoice, with a tax of 19 %; where there is no method yet nobody collects it."""
        async with self.till.program.scope(TESTER, company_id=self.till.company_id) as scope:
            item = NewItem(currency=EUR, description="Setup", quantity=Decimal(1), unit_amount=Decimal(net))
            invoice = await billing_actions.issue_items(scope, self.till.company_id, [item])
        await self.till.run()
        return invoice

    async def save_method(self, card: str = "pm_card_visa") -> None:
        attached = await self.both.connected.of("stripe").attach_method(PresentedCard(card))
        async with self.till.program.scope(TESTER, company_id=self.till.company_id) as scope:
            await actions.add_method(scope, "stripe", attached, make_default=True)

    async def make(self, **wanted: Any) -> dict[str, Any]:
        made = await self.ask(**wanted)
        assert made.status_code == 202, made.text
        await self.till.run()
        return await self.show(made.json()["id"])

    async def ask(self, **wanted: Any) -> httpx2.Response:
        body = {"amount": "100.00", "currency": "EUR", "interval": "month"} | wanted
        return await self.api.post("/payment-arrangements", json=body)

    async def show(self, arrangement_id: str) -> dict[str, Any]:
        found = await self.api.get(f"/payment-arrangements/{arrangement_id}")
        assert found.status_code == 200, found.text
        return dict(found.json())

    async def cancel(self, arrangement_id: str) -> dict[str, Any]:
        asked = await self.api.post(f"/payment-arrangements/{arrangement_id}/cancel")
        assert asked.status_code == 202, asked.text
        await self.till.run()
        return await self.show(arrangement_id)

    async def pass_days(self, days: int) -> None:
        """The provider's clock moves, what it has to tell is delivered, and worked through."""
        self.till.clock.advance(days * DAY)
        await self.hear()

    async def hear(self) -> None:
        await self.both.deliver(self.door, self.till.clock.now())
        await self.till.run()

    async def replay(self, kind: str) -> None:
        for one in (await self.api.get("/payment-notices", params={"limit": 100})).json()["items"]:
            if one["kind"] == kind:
                assert (await self.api.post(f"/payment-notices/{one['id']}/replay")).status_code < 300
        await self.till.run()

    async def cash(self) -> Money:
        async with self.till.program.scope(TESTER, company_id=self.till.company_id, write=False) as scope:
            moved = await queries.moved_money(scope)
            assert await book_differences(scope) == []
        return Money(sum(n for (account, _), n in moved.sums.items() if account.startswith("cash:")), EUR)

    async def gross(self) -> Money:
        """What our books say was taken, fees included."""
        async with self.till.program.scope(TESTER, company_id=self.till.company_id, write=False) as scope:
            moved = await queries.moved_money(scope)
        return Money(sum(n for (one, _), n in moved.sums.items() if one == "fees" or one.startswith("cash:")), EUR)


class Unreadable:
    """In front of an adapter whose list of notices is not what it should be."""

    def __init__(self, adapter: Any) -> None:
        self.adapter = adapter

    async def notices_since(self, since: datetime, cursor: str | None = None) -> NoticePage:
        raise TypeError("This is no list.")

    def __getattr__(self, name: str) -> Any:
        return getattr(self.adapter, name)


@pytest.fixture
async def account(till: Till) -> AsyncIterator[Account]:
    both = SimulatedProviders(till.world, till.clock, pages_at="http://testserver")
    ports: Any = till.program.ports
    ports[PaymentProviders] = both.connected
    ports[SimulatedProviders] = both
    async with client_as(till.program, *MAY, company_id=till.company_id) as api, client_as(till.program) as operator:
        door = httpx2.AsyncClient(transport=operator._transport, base_url="http://testserver")
        yield Account(till, both, api, door)


async def test_two_periods_are_charged_twice_and_pay_the_oldest_invoices_first(account: Account) -> None:
    first, second = await account.owe(), await account.owe()
    await account.save_method()
    made = await account.make()
    assert (made["state"], len(made["charges"])) == ("active", 1)
    assert (await account.till.invoice(first)).paid == Money(10000, EUR)
    await account.pass_days(31)
    twice = await account.show(made["id"])
    assert [one["state"] for one in twice["charges"]] == ["paid", "paid"]
    assert len({one["receipt_number"] for one in twice["charges"]}) == 2
    assert (await account.till.invoice(first)).state is InvoiceState.paid
    assert (await account.till.invoice(second)).paid == Money(20000 - DUE.minor, EUR)
    assert account.till.money_at_the_provider() == Money(20000, EUR) == await account.cash()


async def test_what_no_invoice_asks_for_is_credit(account: Account) -> None:
    invoice = await account.owe(30)
    await account.save_method()
    made = await account.make()
    (charge,) = made["charges"]
    assert charge["kept"] == {"amount": "64.30", "currency": "EUR"}
    assert [(one["amount"]["amount"], one["kept"]) for one in charge["parts"]] == [("35.70", False), ("64.30", True)]
    assert (await account.till.invoice(invoice)).state is InvoiceState.paid
    assert await account.cash() == Money(10000, EUR)
    (charged,) = await account.till.facts("payment_arrangement.charged")
    assert charged.payload["kept"] == {"amount": "64.30", "currency": "EUR"}


async def test_repeated_and_reordered_notices_change_nothing_more(account: Account) -> None:
    await account.owe()
    await account.save_method()
    made = await account.make()
    await account.pass_days(31)
    before = await account.show(made["id"])
    cancelled = await account.cancel(made["id"])
    await account.hear()
    for kind in ("customer.subscription.updated", "invoice.paid", "customer.subscription.created"):
        await account.replay(kind)
    after = await account.show(made["id"])
    assert after == cancelled
    assert (after["state"], after["charges"]) == ("cancelled", before["charges"])
    assert len(await account.till.facts("payment_arrangement.charged")) == 2
    await account.pass_days(90)
    assert account.till.money_at_the_provider() == Money(20000, EUR) == await account.cash()


async def test_a_notice_that_was_lost_is_made_up_for_by_asking(account: Account) -> None:
    await account.owe()
    await account.save_method()
    made = await account.make()
    account.till.clock.advance(31 * DAY)  # nothing is delivered
    await account.till.sweep()
    assert len((await account.show(made["id"]))["charges"]) == 2


async def test_what_stripe_tells_of_an_arrangement_can_be_polled(account: Account) -> None:
    await account.owe()
    await account.save_method()
    began = account.till.clock.now()
    await account.make()
    account.till.clock.advance(MINUTE)
    begin = account.till.program.begin_as(TESTER)
    assert await actions.poll_notices(begin, account.both.connected, "stripe") > 0
    async with account.till.program.scope(TESTER, write=False) as scope:
        assert (await queries.read_until(scope, "stripe") or began) > began
    assert await actions.poll_notices(begin, account.both.connected, "stripe") == 0


async def test_a_list_that_cannot_be_read_fails_the_poll_after_the_others_were_read(account: Account) -> None:
    stripe: Any = account.both.connected.of("stripe")
    ports: Any = account.till.program.ports
    ports[PaymentProviders] = Connected(Unreadable(stripe), account.both.connected.of("paypal"))
    await account.till.sweep()
    await account.till.sweep(5 * MINUTE)
    async with account.till.program.scope(TESTER, write=False) as scope:
        assert await queries.read_until(scope, "stripe") is None
        assert await queries.read_until(scope, "paypal") is not None
        polls = select(job_table.c.error).where(job_table.c.kind == "payments.poll_notices")
        (error,) = (await scope.tx.execute(polls)).scalars()
    assert "no list" in error


async def test_a_charge_that_fails_is_told_and_is_paid_when_the_provider_tries_again(account: Account) -> None:
    invoice = await account.owe()
    await account.save_method("pm_card_paysAtThirdAttempt")
    starts_at = (account.till.clock.now() + DAY).isoformat()
    made = await account.make(starts_at=starts_at)
    assert (made["state"], made["charges"]) == ("active", [])
    await account.pass_days(1)
    failing = await account.show(made["id"])
    (charge,) = failing["charges"]
    assert (failing["state"], charge["state"], charge["failures"]) == ("past_due", "failed", 1)
    await account.replay("invoice.payment_failed")
    assert len(await account.till.facts("payment_arrangement.charge_failed")) == 1
    assert (await account.till.invoice(invoice)).paid == Money.zero(EUR)
    for _ in range(3):
        await account.pass_days(3)
    paid = await account.show(made["id"])
    assert (paid["state"], paid["charges"][0]["state"], paid["charges"][0]["id"]) == ("active", "paid", charge["id"])
    assert account.till.money_at_the_provider() == Money(10000, EUR) == await account.cash()


async def test_it_ends_after_as_many_charges_as_were_agreed(account: Account) -> None:
    await account.owe()
    await account.save_method()
    made = await account.make(interval="week", charges_max=2)
    await account.pass_days(60)
    over = await account.show(made["id"])
    assert (over["state"], len(over["charges"])) == ("ended", 2)


async def test_a_lost_answer_is_looked_up_and_there_is_no_second_subscription(account: Account) -> None:
    await account.owe()
    await account.save_method("pm_card_timesOutAfterCharge")
    made = await account.make()
    assert (made["state"], made["reference"]) == ("starting", None)
    await account.till.sweep(timedelta(minutes=3))
    found = await account.show(made["id"])
    assert (found["state"], len(found["charges"])) == ("active", 1)
    with account.both.stripe.books() as books:
        assert len(books.every("subscription")) == 1
    assert account.till.money_at_the_provider() == Money(10000, EUR) == await account.cash()


async def test_a_notice_may_come_before_the_lost_answer_is_looked_up(account: Account) -> None:
    await account.owe()
    await account.save_method("pm_card_timesOutAfterCharge")
    made = await account.make()
    await account.hear()
    assert (await account.show(made["id"]))["state"] == "active"
    assert account.till.money_at_the_provider() == Money(10000, EUR) == await account.cash()


async def test_cancelled_while_the_answer_is_out_it_is_found_and_cancelled_there(account: Account) -> None:
    await account.owe()
    await account.save_method("pm_card_timesOutAfterCharge")
    made = await account.make()
    over = await account.cancel(made["id"])
    assert (over["state"], len(over["charges"])) == ("cancelled", 1)
    with account.both.stripe.books() as books:
        assert [one["status"] for one in books.every("subscription")] == ["canceled"]


async def test_cancelling_waits_for_a_provider_that_is_out(account: Account) -> None:
    await account.owe()
    await account.save_method()
    made = await account.make()
    account.till.world.begin_outage(account.till.clock.now())
    waiting = await account.cancel(made["id"])
    assert (waiting["state"], waiting["cancelling"]) == ("active", True)
    account.till.world.end_outage()
    await account.till.sweep(timedelta(minutes=10))
    assert (await account.show(made["id"]))["state"] == "cancelled"


async def test_a_declined_first_charge_ends_it_and_says_why(account: Account) -> None:
    await account.owe()
    await account.save_method("pm_card_chargeDeclinedLostCard")
    refused = await account.make()
    assert (refused["state"], refused["charges"]) == ("cancelled", [])
    assert refused["message"]
    assert await account.cash() == Money.zero(EUR)


async def test_the_saved_method_is_not_charged_before_an_invoice_is_past_due(account: Account) -> None:
    await account.owe(1)
    await account.save_method()
    await account.make(amount="1.00")
    invoice = await account.owe()
    assert await account.till.payments(invoice) == []
    await account.pass_days(15)
    await billing_actions.mark_past_due(account.till.program.begin_as(TESTER))
    await account.till.run()
    (collected,) = await account.till.payments(invoice)
    assert collected.payment.amount == DUE
    assert account.till.money_at_the_provider() == Money(119, EUR) + DUE


async def test_what_was_declined_by_the_whole_calendar_is_not_begun_again_when_it_is_past_due(account: Account) -> None:
    await account.owe(1)
    await account.save_method()
    made = await account.make(amount="1.00")
    await account.cancel(made["id"])
    await account.save_method("pm_card_chargeDeclinedInsufficientFunds")
    invoice = await account.owe()
    begin, providers = account.till.program.begin_as(TESTER), account.both.connected
    for _ in range(4):
        account.till.clock.advance(7 * DAY)
        (declined,) = await account.till.payments(invoice)
        await actions.advance_payment(begin, providers, account.till.company_id, declined.payment.id)
    (declined,) = await account.till.payments(invoice)
    assert declined.payment.state is PaymentState.failed
    await billing_actions.mark_past_due(begin)
    await account.till.run()
    assert (await account.till.invoice(invoice)).state is InvoiceState.past_due
    assert await account.till.payments(invoice) == [declined]


async def test_its_charges_agree_in_reconciliation_and_their_fees_are_booked(account: Account) -> None:
    await account.owe()
    await account.save_method()
    made = await account.make()
    began = account.till.clock.now() - DAY
    await account.pass_days(1)
    async with account.till.program.scope(TESTER) as scope:
        span = (began, account.till.clock.now())
        run = await actions.start_reconciliation(scope, "stripe", *span, book_fees=True, running=True)
    begin = account.till.program.begin_as(TESTER)
    done = await actions.reconcile(begin, account.both.connected, run)
    assert (done.matched, done.found, done.fees_booked) == (1, 0, 1)
    (charge,) = (await account.show(made["id"]))["charges"]
    assert charge["fee"] == {"amount": "2.90", "currency": "EUR"}
    assert await account.cash() == Money(10000 - 290, EUR)


async def test_what_cannot_be_arranged_is_refused_and_leaves_nothing(account: Account) -> None:
    nothing = await account.ask()
    assert (nothing.status_code, nothing.json()["code"]) == (409, "no_payment_method")
    await account.save_method()
    unbilled = await account.ask()
    assert (unbilled.status_code, unbilled.json()["code"]) == (409, "nothing_billed_yet")
    await account.owe()
    past = (account.till.clock.now() - DAY).isoformat()
    for wrong in ({"interval_count": 13}, {"starts_at": past}, {"provider": "nobody"}, {"amount": "0"}):
        assert (await account.ask(**wrong)).status_code == 422, wrong
    assert (await account.api.get("/payment-arrangements")).json()["items"] == []


async def test_the_direct_simulator_says_that_it_holds_no_schedules(account: Account) -> None:
    await account.owe()
    await account.till.add_card("4242424242424242", make_default=True)
    for asked in (await account.ask(), await account.ask(provider="simulator")):
        assert (asked.status_code, asked.json()["code"]) == (409, "provider_holds_no_schedule")


async def test_the_page_on_which_the_payer_agrees_is_told_to_those_who_may_pay(account: Account) -> None:
    await account.owe()
    made = await account.make(provider="paypal")
    assert made["approval_url"]
    async with client_as(account.till.program, "payments.read", company_id=account.till.company_id) as reader:
        (listed,) = (await reader.get("/payment-arrangements")).json()["items"]
        shown = (await reader.get(f"/payment-arrangements/{made['id']}")).json()
    assert (listed["approval_url"], shown["approval_url"]) == (None, None)
    (listed,) = (await account.api.get("/payment-arrangements")).json()["items"]
    assert listed["approval_url"] == made["approval_url"]


async def test_another_companys_arrangement_does_not_exist(account: Account) -> None:
    await account.owe()
    await account.save_method()
    made = await account.make()
    async with account.till.program.scope(TESTER) as scope:
        other = (await make_company(scope, "stranger")).id
    async with client_as(account.till.program, *MAY, company_id=other) as stranger:
        path = f"/payment-arrangements/{made['id']}"
        assert (await stranger.get(path)).status_code == 404
        assert (await stranger.post(f"{path}/cancel")).status_code == 404
        assert (await stranger.get("/payment-arrangements")).json()["items"] == []
    assert (await account.show(made["id"]))["cancelling"] is False


async def test_at_paypal_the_payer_agrees_on_its_page_and_is_charged_by_its_clock(account: Account) -> None:
    first, second = await account.owe(), await account.owe()
    made = await account.make(provider="paypal")
    assert (made["state"], made["payment_method_id"], made["charges"]) == ("awaiting_approval", None, [])
    account.both.paypal.approve_subscription(made["reference"])
    await account.pass_days(0)
    agreed = await account.show(made["id"])
    assert (agreed["state"], agreed["approval_url"], len(agreed["charges"])) == ("active", None, 1)
    await account.pass_days(31)
    await account.hear()
    twice = await account.show(made["id"])
    assert [(one["state"], one["fee"]["amount"]) for one in twice["charges"]] == [("paid", "3.49")] * 2
    assert (await account.till.invoice(first)).state is InvoiceState.paid
    assert (await account.till.invoice(second)).paid == Money(20000 - DUE.minor, EUR)
    assert account.till.money_at_the_provider() == Money(20000, EUR)
    assert await account.cash() == Money(20000 - 698, EUR)
    over = await account.cancel(made["id"])
    await account.replay("PAYMENT.SALE.COMPLETED")
    assert await account.show(made["id"]) == over
    assert (over["state"], len(over["charges"])) == ("cancelled", 2)


async def test_at_paypal_what_was_cancelled_before_the_payer_agreed_is_cancelled_when_they_do(account: Account) -> None:
    await account.owe()
    made = await account.make(provider="paypal")
    waiting = await account.cancel(made["id"])
    assert (waiting["state"], waiting["cancelling"], waiting["approval_url"]) == ("awaiting_approval", True, None)
    await account.till.sweep(31 * MINUTE)
    assert (await account.show(made["id"]))["state"] == "awaiting_approval"  # PayPal would still let the payer agree
    account.both.paypal.approve_subscription(made["reference"])
    await account.till.sweep(31 * MINUTE)  # without any notice
    assert (await account.show(made["id"]))["state"] == "cancelled"
    await account.pass_days(60)
    with account.both.paypal.reading() as page:
        assert [one["status"] for one in page.all("subscription")] == ["CANCELLED"]
    assert account.till.money_at_the_provider() == await account.gross()


async def test_at_paypal_a_payment_that_fails_is_told_and_its_charges_agree_in_reconciliation(account: Account) -> None:
    await account.owe()
    made = await account.make(provider="paypal", interval="week")
    account.both.paypal.approve_subscription(made["reference"], "paysAtThirdAttempt@wallet.example")
    await account.pass_days(0)
    failing = await account.show(made["id"])
    assert (failing["state"], failing["charges"][0]["state"]) == ("past_due", "failed")
    for _ in range(2):
        await account.pass_days(5)
    paid = await account.show(made["id"])
    assert (paid["state"], [one["state"] for one in paid["charges"]]) == ("active", ["paid", "failed", "failed"])
    began = account.till.clock.now() - 20 * DAY
    account.till.clock.advance(DAY)
    async with account.till.program.scope(TESTER) as scope:
        span = (began, account.till.clock.now())
        run = await actions.start_reconciliation(scope, "paypal", *span, book_fees=True, running=True)
    done = await actions.reconcile(account.till.program.begin_as(TESTER), account.both.connected, run)
    assert (done.matched, done.found) == (1, 0)


async def test_at_paypal_no_method_is_named(account: Account) -> None:
    await account.owe()
    await account.save_method()
    (method,) = (await account.api.get("/payment-methods")).json()["items"]
    for wrong in ({"provider": "paypal", "payment_method_id": method["id"]}, {"provider": "nobody"}):
        assert (await account.ask(**wrong)).status_code == 422
