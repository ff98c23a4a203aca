"""Credits are bought: by hand or by the wallet's rule, with an invoice of their own, and granted once it is paid."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.conftest import run_jobs
from tests.domains.billing.stage import TEST, stage
from tests.domains.billing.test_settling import facts
from tests.domains.billing.test_wallets import Desk, add_card, eur, sign_in_as
from tests.domains.billing.test_wallets import desk as desk
from trunkline.domains.access.model import RoleKey
from trunkline.domains.billing import actions
from trunkline.domains.billing.model import Invoice, InvoiceState, TopUpPending
from trunkline.infra.program import Program
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.ids import CompanyId, InvoiceId, WalletId

RULE = {"below": "20.00", "top_up": "50.00", "automatic": True}


async def bought(desk: Desk, wallet: str) -> list[tuple[str, str]]:
    found = (await desk.read(f"/wallets/{wallet}/top-ups"))["items"]
    return sorted((one["amount"]["amount"], one["state"]) for one in found)


async def buy(desk: Desk, wallet: str, amount: str = "50.00", status: int = 201) -> Any:
    return await desk.post(f"/wallets/{wallet}/top-ups", {"amount": amount}, status)


async def the_invoice(desk: Desk, invoice_id: str) -> Invoice:
    return next(one for one in await desk.one.invoices() if one.id == invoice_id)


async def pay(program: Program, desk: Desk, invoice_id: str) -> None:
    due = (await the_invoice(desk, invoice_id)).due
    async with program.scope(TEST, company_id=desk.one.company_id) as scope:
        await actions.mark_paid(scope, InvoiceId(invoice_id), due, scope.now)
    await run_jobs(program)


async def test_a_wallet_that_runs_low_is_topped_up_by_the_card(
    program: Program, clock: ManualClock, desk: Desk
) -> None:
    world = await add_card(program, desk.one)
    wallet = await desk.open(top_up=RULE)
    await desk.grant(wallet, "40.00")
    await desk.bill()
    await run_jobs(program)
    assert [charge.amount for charge in world.charges()] == [eur(5000)]
    assert await bought(desk, wallet) == [("50.00", "granted")]
    assert await desk.balance(wallet) == "55.49"
    (asked,) = [payload for _, payload in await facts(program, "wallet.top_up_asked")]
    paid = await the_invoice(desk, asked["invoice_id"])
    assert (paid.state, paid.total, paid.tax, paid.credited) == (InvoiceState.paid, eur(5000), eur(0), eur(0))
    grants = (await desk.read(f"/wallets/{wallet}"))["grants"]
    assert sorted(one["kind"] for one in grants) == ["granted", "purchased"]


async def test_a_rule_that_is_not_automatic_buys_nothing(program: Program, desk: Desk) -> None:
    wallet = await desk.open(top_up=RULE | {"automatic": False})
    await desk.grant(wallet, "40.00")
    await desk.bill()
    await run_jobs(program)
    assert len(await facts(program, "wallet.balance_low")) == 1
    assert await bought(desk, wallet) == []


async def test_nothing_is_bought_for_a_balance_that_has_risen_again(program: Program, desk: Desk) -> None:
    wallet = await desk.open(top_up=RULE)
    await desk.grant(wallet, "40.00")
    await desk.bill()
    await desk.grant(wallet, "100.00")
    await run_jobs(program)
    assert await bought(desk, wallet) == []


async def test_credits_are_not_bought_with_credits(program: Program, desk: Desk) -> None:
    wallet = await desk.open()
    await desk.grant(wallet, "30.00")
    made = await buy(desk, wallet)
    assert (await the_invoice(desk, made["invoice_id"])).due == eur(5000)
    assert await desk.balance(wallet) == "30.00"
    await pay(program, desk, made["invoice_id"])
    assert await desk.balance(wallet) == "80.00"


async def test_one_is_pending_at_a_time_and_a_void_makes_room(program: Program, desk: Desk) -> None:
    wallet = await desk.open()
    made = await buy(desk, wallet)
    assert (await buy(desk, wallet, status=409))["code"] == "top_up_pending"
    await desk.post(f"/wallets/{wallet}/terminate", status=409)
    await desk.post(f"/invoices/{made['invoice_id']}/void", status=200)
    await run_jobs(program)
    again = await buy(desk, wallet)
    await pay(program, desk, again["invoice_id"])
    assert await bought(desk, wallet) == [("50.00", "given_up"), ("50.00", "granted")]
    assert await desk.balance(wallet) == "50.00"
    await desk.post(f"/wallets/{wallet}/terminate", status=200)


async def test_two_at_once_make_one(program: Program, desk: Desk) -> None:
    wallet = WalletId(await desk.open())

    async def ask() -> bool:
        try:
            async with program.scope(TEST, company_id=desk.one.company_id) as scope:
                await actions.buy_credit(scope, wallet, eur(5000))
        except TopUpPending:
            return False
        return True

    assert sorted(await asyncio.gather(ask(), ask(), ask())) == [False, False, True]
    assert [one.number for one in await desk.one.invoices()] == ["TL-2026-000001"]


async def test_granted_credits_are_not_given_back_as_money_too(program: Program, desk: Desk) -> None:
    wallet = await desk.open()
    made = await buy(desk, wallet)
    await pay(program, desk, made["invoice_id"])
    wish = {"amount": "50.00", "reason": "goodwill"}
    refused = await desk.post(f"/invoices/{made['invoice_id']}/credit-notes", wish, 409)
    assert "in their wallet" in refused["detail"]
    await run_jobs(program)
    async with program.scope(TEST, company_id=desk.one.company_id) as scope:
        await actions.grant_bought(scope, InvoiceId(made["invoice_id"]))  # once more
    assert await desk.balance(wallet) == "50.00"


async def test_what_was_credited_of_the_price_is_not_granted(program: Program, desk: Desk) -> None:
    wallet = await desk.open()
    made = await buy(desk, wallet)
    (line,) = (await desk.read(f"/invoices/{made['invoice_id']}"))["lines"]
    await desk.credit(
        await the_invoice(desk, made["invoice_id"]), lines=[{"invoice_line_id": line["id"], "amount": "20.00"}]
    )
    await pay(program, desk, made["invoice_id"])
    assert await desk.balance(wallet) == "30.00"
    whole = await buy(desk, wallet)
    await desk.credit(await the_invoice(desk, whole["invoice_id"]), amount="50.00")
    await run_jobs(program)
    assert await desk.balance(wallet) == "30.00"
    assert await bought(desk, wallet) == [("50.00", "given_up"), ("50.00", "granted")]


@pytest.mark.parametrize("amount", ["0.00", "0.001", "-1.00", "abc"])
async def test_an_amount_that_is_none_is_refused(desk: Desk, amount: str) -> None:
    assert (await buy(desk, await desk.open(), amount, 422))["errors"][0]["pointer"] == "/amount"


async def test_another_company_s_wallet_is_not_there(program: Program, desk: Desk) -> None:
    wallet = await desk.open()
    other = await stage(program, "starter", company="other")
    await sign_in_as(program, desk.client, RoleKey.company_admin, other)
    await desk.read(f"/wallets/{wallet}/top-ups", 404)
    await buy(desk, wallet, status=404)
    assert isinstance(other.company_id, CompanyId)
