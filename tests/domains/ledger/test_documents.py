"""What documents post, in whole stories: from the first invoice to the last account."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from tests.conftest import run_jobs
from tests.domains.billing.stage import TEST, Stage, bill, stage, utc
from tests.domains.billing.test_credit_notes import balance, credit, pay, wish
from tests.domains.ledger.life import wrong
from tests.domains.ledger.test_posting import balances, listed
from trunkline.domains.billing import actions, queries
from trunkline.domains.billing.model import CreditReason, CreditWish, GrantKind, InvoiceState, MoneyFrom
from trunkline.infra.program import Program
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.ids import InvoiceId, WalletId
from trunkline.kernel.money import Currency, Money

EUR = Currency.of("EUR")


async def accounts(program: Program, one: Stage) -> dict[str, str]:
    """Those that are not empty; the books are right besides."""
    assert await wrong(program) == []
    return {
        name: text.removesuffix(" EUR") for name, text in await balances(program, one.company_id) if text[:4] != "0.00"
    }


async def filled(program: Program, one: Stage, amount: str, kind: GrantKind, days: int | None = None) -> WalletId:
    async with program.scope(TEST, company_id=one.company_id) as scope:
        wallet = await actions.open_wallet(scope, actions.NewWallet(name="Prepaid", currency=EUR))
        until = None if days is None else scope.now + timedelta(days=days)
        new = actions.NewGrant(amount=Decimal(amount), priority=1, kind=kind, expires_at=until)
        await actions.grant_credit(scope, wallet.id, new)
    return wallet.id


async def test_paid_credits_pay_as_money_and_expire_as_earnings(program: Program, clock: ManualClock) -> None:
    one = await stage(program, "postpaid")
    await filled(program, one, "100.00", GrantKind.purchased, days=40)
    assert await accounts(program, one) == {"cash:manual": "100.00", "customer_credit": "-100.00"}
    clock.move_to(utc("2026-04-02 12:00"))
    await bill(program, "2026-04-02")
    found = await accounts(program, one)
    assert found == {
        "cash:manual": "100.00",
        "customer_credit": "-63.11",
        "earnings": "-31.00",
        "tax_payable": "-5.89",
    }
    clock.move_to(utc("2026-04-20 12:00"))
    assert await actions.expire_credits(program.begin_as(TEST)) == 1
    assert await accounts(program, one) == {"cash:manual": "100.00", "earnings": "-94.11", "tax_payable": "-5.89"}


async def test_credits_given_away_are_an_expense_when_they_are_drawn(program: Program, clock: ManualClock) -> None:
    one = await stage(program, "postpaid")
    await filled(program, one, "20.00", GrantKind.granted)
    assert await accounts(program, one) == {}
    clock.move_to(utc("2026-04-02 12:00"))
    await bill(program, "2026-04-02")
    drawn = {"earnings": "-31.00", "promotions": "20.00", "receivable": "16.89", "tax_payable": "-5.89"}
    assert await accounts(program, one) == drawn
    (invoice,) = await one.invoices()
    async with program.scope(TEST, company_id=one.company_id) as scope:
        await actions.void_invoice(scope, invoice.id)
    assert await accounts(program, one) == {}


async def test_what_was_given_up_is_a_loss_until_it_is_recovered(program: Program, clock: ManualClock) -> None:
    one = await stage(program, "postpaid")
    clock.move_to(utc("2026-04-02 12:00"))
    await bill(program, "2026-04-02")
    await pay(one, 689)
    (invoice,) = await one.invoices()
    async with program.scope(TEST, company_id=one.company_id) as scope:
        await actions.write_off(scope, invoice.id)
    sold = {"earnings": "-31.00", "tax_payable": "-5.89"}
    assert await accounts(program, one) == sold | {"cash:manual": "6.89", "losses": "30.00"}
    await pay(one, 1000)
    assert await accounts(program, one) == sold | {"cash:manual": "16.89", "losses": "20.00"}
    await credit(one, CreditWish(spread=Decimal("11.90"), reason=CreditReason.goodwill))
    assert await accounts(program, one) == {
        "cash:manual": "16.89",
        "earnings": "-21.00",
        "losses": "8.10",
        "tax_payable": "-3.99",
    }
    await pay(one, 810)
    assert (await one.invoices())[0].state is InvoiceState.paid
    assert await accounts(program, one) == {"cash:manual": "24.99", "earnings": "-21.00", "tax_payable": "-3.99"}


async def test_money_that_no_invoice_asks_for_is_credit_and_pays_the_next_one(
    program: Program, clock: ManualClock
) -> None:
    one = await stage(program, "postpaid")
    clock.move_to(utc("2026-04-02 12:00"))
    await bill(program, "2026-04-02")
    await pay(one, 3689)
    (invoice,) = await one.invoices()
    money = MoneyFrom("manual", f"invoice:{invoice.id}:paid:twice")
    async with program.scope(TEST, company_id=one.company_id) as scope:
        await actions.keep_unapplied(scope, invoice.id, Money(3689, EUR), scope.now, money)
    assert await balance(one) == ["36.89 EUR"]
    assert (await accounts(program, one))["customer_credit"] == "-36.89"
    clock.move_to(utc("2026-05-02 12:00"))
    await bill(program, "2026-05-02")
    may = (await one.invoices())[1]
    assert (may.state, may.due.minor, may.credited) == (InvoiceState.paid, 0, may.total)
    assert "customer_credit" not in await accounts(program, one)


async def bought(program: Program, one: Stage, amount: int) -> tuple[WalletId, InvoiceId]:
    async with program.scope(TEST, company_id=one.company_id) as scope:
        wallet = await actions.open_wallet(scope, actions.NewWallet(name="Prepaid", currency=EUR))
        made = await actions.buy_credit(scope, wallet.id, Money(amount, EUR))
    return wallet.id, made.invoice_id


async def test_credits_are_asked_for_paid_and_in_the_wallet(program: Program) -> None:
    one = await stage(program, "postpaid")
    _, _ = await bought(program, one, 5000)
    assert await accounts(program, one) == {"accrued": "-50.00", "receivable": "50.00"}
    await pay(one, 5000)
    assert await accounts(program, one) == {"accrued": "-50.00", "cash:manual": "50.00"}
    await run_jobs(program)
    assert await accounts(program, one) == {"cash:manual": "50.00", "customer_credit": "-50.00"}
    events = sorted(found.event.value for found in await listed(program, one.company_id))
    assert events == ["credits_asked", "credits_bought", "payment_received"]


async def test_credits_asked_for_in_vain_are_no_loss(program: Program) -> None:
    one = await stage(program, "postpaid")
    _, invoice_id = await bought(program, one, 5000)
    async with program.scope(TEST, company_id=one.company_id) as scope:
        await actions.write_off(scope, invoice_id)
    await run_jobs(program)
    assert await accounts(program, one) == {}
    await pay(one, 5000)
    await run_jobs(program)
    assert await accounts(program, one) == {"cash:manual": "50.00", "customer_credit": "-50.00"}


async def test_what_was_credited_of_credits_is_not_in_the_wallet_as_well(program: Program) -> None:
    """The payment was under way over all of it: what was credited meanwhile is the company's credit, once."""
    one = await stage(program, "postpaid")
    wallet_id, _ = await bought(program, one, 5000)
    await credit(one, CreditWish(spread=Decimal("20.00"), reason=CreditReason.goodwill))
    await pay(one, 5000)
    await run_jobs(program)
    assert await balance(one) == ["20.00 EUR"]
    async with program.scope(TEST, company_id=one.company_id, write=False) as scope:
        found = await queries.wallet(scope, wallet_id)
    assert found.balance == Money(3000, EUR)
    assert await accounts(program, one) == {"cash:manual": "50.00", "customer_credit": "-50.00"}


async def test_credits_that_were_credited_in_full_are_not_granted(program: Program) -> None:
    one = await stage(program, "postpaid")
    wallet_id, _ = await bought(program, one, 5000)
    await pay(one, 1000)
    await credit(one, wish(rest="50.00"))
    await run_jobs(program)
    assert await balance(one) == ["10.00 EUR"]
    async with program.scope(TEST, company_id=one.company_id, write=False) as scope:
        assert not (await queries.wallet(scope, wallet_id)).grants
    assert await accounts(program, one) == {"cash:manual": "10.00", "customer_credit": "-10.00"}
