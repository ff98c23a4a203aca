"""Prepaid credits, from the grant to the invoice that is paid of them, through the routes and on every database."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from tests.conftest import run_jobs
from tests.domains.billing.stage import TEST, Stage, bill, stage
from tests.domains.billing.test_settling import facts
from tests.factories import make_user, sign_in
from trunkline.domains.access.model import RoleKey
from trunkline.domains.billing import actions, store
from trunkline.domains.billing.actions.drawing import draw_wallets
from trunkline.domains.billing.model import Draw, DrawKind, Invoice, InvoiceNotOpen, InvoiceState
from trunkline.domains.payments import actions as payments
from trunkline.domains.payments.ports import PaymentProviders, PresentedCard
from trunkline.infra.program import Program
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.ids import DrawId, WalletId
from trunkline.kernel.money import Currency, Money
from trunkline.providers.connected import Connected
from trunkline.providers.simulator import PaymentSimulator, World

EUR = Currency.of("EUR")


@dataclass
class Desk:
    """The operator at the routes, and a company on 29.00 a month: 34.51 with tax."""

    one: Stage
    client: httpx2.AsyncClient

    async def post(self, path: str, body: Any = None, status: int = 201) -> Any:
        answer = await self.client.post(f"/api/v1{path}", json=body)
        assert answer.status_code == status, answer.text
        return answer.json()

    async def read(self, path: str, status: int = 200) -> Any:
        answer = await self.client.get(f"/api/v1{path}")
        assert answer.status_code == status, answer.text
        return answer.json()

    async def open(self, name: str = "Prepaid", **more: Any) -> str:
        body = {"name": name, "currency": "EUR"} | more
        made = await self.post(f"/wallets?company={self.one.company_id}", body)
        return str(made["id"])

    async def grant(self, wallet: str, amount: str, **more: Any) -> str:
        return str((await self.post(f"/wallets/{wallet}/grants", {"amount": amount} | more))["id"])

    async def bill(self, through: str = "2026-03-02") -> Invoice:
        await bill(self.one.program, through)
        return (await self.one.invoices())[-1]

    async def credit(self, issued: Invoice, **wish: Any) -> Any:
        return await self.post(f"/invoices/{issued.id}/credit-notes", {"reason": "order_change"} | wish)

    async def company_credit(self) -> str | None:
        """What the company has as credit besides its wallets."""
        found = (await self.read(f"/credit-balance?company={self.one.company_id}"))["balances"]
        return found[0]["amount"] if found else None

    async def left(self, wallet: str) -> dict[str, str]:
        """What each grant has, by id."""
        return {one["id"]: one["remaining"]["amount"] for one in (await self.read(f"/wallets/{wallet}"))["grants"]}

    async def wait(self, clock: ManualClock, days: int) -> None:
        """Time passes, and the operator signs in again."""
        clock.advance(timedelta(days=days))
        await sign_in(self.client, "finance_manager@x.example")

    async def balance(self, wallet: str) -> str:
        return str((await self.read(f"/wallets/{wallet}"))["balance"]["amount"])

    async def moves(self, wallet: str) -> list[tuple[str, str, str | None]]:
        """The draws as kind, amount and invoice number; those of one moment by kind and amount."""
        items = (await self.read(f"/wallets/{wallet}/draws"))["items"]
        found = [(one["kind"], one["amount"]["amount"], (one["invoice"] or {}).get("number")) for one in items]
        return sorted(found, key=str)


@pytest.fixture
async def desk(program: Program, client: httpx2.AsyncClient) -> Desk:
    one = await stage(program, "starter")
    await sign_in_as(program, client, RoleKey.finance_manager)
    return Desk(one, client)


async def sign_in_as(program: Program, client: httpx2.AsyncClient, role: RoleKey, one: Stage | None = None) -> None:
    email = f"{role}{'' if one is None else '.' + one.company.slug}@x.example"
    async with program.scope(TEST) as scope:
        await make_user(scope, role, company_id=None if one is None else one.company_id, email=email)
    await sign_in(client, email)


async def add_card(program: Program, one: Stage) -> World:
    """The company gets a card that works; the provider's books."""
    simulator = PaymentSimulator(World(program.config.data_dir / "simulator.sqlite3"), program.clock)
    ports: Any = program.ports
    ports[PaymentProviders] = Connected(simulator)
    attached = await simulator.attach_method(PresentedCard("4242424242424242"))
    async with program.scope(TEST, company_id=one.company_id) as scope:
        await payments.add_method(scope, "simulator", attached, make_default=True)
    return simulator.world


async def test_credits_are_drawn_first_and_the_card_pays_the_rest(program: Program, desk: Desk) -> None:
    world = await add_card(program, desk.one)
    wallet = await desk.open()
    grant = await desk.grant(wallet, "10.00", kind="purchased")
    issued = await desk.bill()
    assert (issued.total, issued.tax, issued.credited, issued.due) == (eur(3451), eur(551), eur(1000), eur(2451))
    assert await desk.left(wallet) == {grant: "0.00"}
    await run_jobs(program)
    assert [charge.amount for charge in world.charges()] == [eur(2451)]
    (paid,) = await desk.one.invoices()
    assert (paid.state, paid.paid, paid.credited) == (InvoiceState.paid, eur(2451), eur(1000))
    (draw,) = (await desk.read(f"/wallets/{wallet}/draws"))["items"]
    assert (draw["kind"], draw["amount"]) == ("drawn", {"amount": "10.00", "currency": "EUR"})
    assert draw["grant"] == {"id": grant, "kind": "purchased", "priority": 50}
    assert draw["invoice"] == {"id": issued.id, "number": "TL-2026-000001"}


async def test_a_prepaid_invoice_is_paid_without_any_payment(program: Program, desk: Desk) -> None:
    world = await add_card(program, desk.one)
    wallet = await desk.open()
    await desk.grant(wallet, "100.00")
    issued = await desk.bill()
    await run_jobs(program)
    assert (issued.state, issued.due, issued.paid) == (InvoiceState.paid, eur(0), eur(0))
    assert issued.paid_at == issued.issued_at
    assert world.charges() == []
    assert await desk.balance(wallet) == "65.49"
    told = await facts(program, "wallet.drawn", "invoice.issued", "invoice.paid", "payment.started")
    assert [kind for kind, _ in told] == ["wallet.drawn", "invoice.issued", "invoice.paid"]
    assert told[0][1] == {
        "name": "Prepaid",
        "invoice_id": issued.id,
        "number": "TL-2026-000001",
        "amount": {"amount": "34.51", "currency": "EUR"},
        "left": {"amount": "65.49", "currency": "EUR"},
    }


async def test_grants_are_drawn_by_priority_then_expiry_over_all_wallets(program: Program, desk: Desk) -> None:
    first, second = await desk.open("First"), await desk.open("Second")
    ever = await desk.grant(first, "20.00", priority=10)
    soon = await desk.grant(second, "20.00", priority=10, expires_at="2026-03-03T00:00:00Z")
    urgent = await desk.grant(second, "5.00", priority=1)
    last = await desk.grant(first, "20.00")
    await desk.bill()
    assert await desk.left(first) == {ever: "10.49", last: "20.00"}
    assert await desk.left(second) == {soon: "0.00", urgent: "0.00"}
    told = {payload["name"]: payload["amount"]["amount"] for _, payload in await facts(program, "wallet.drawn")}
    assert told == {"First": "9.51", "Second": "25.00"}


async def test_only_credits_of_the_invoice_s_currency_are_drawn(desk: Desk) -> None:
    wallet = await desk.open(currency="USD")
    await desk.grant(wallet, "100.00")
    assert (await desk.bill()).credited == eur(0)
    assert await desk.balance(wallet) == "100.00"


async def test_expired_credits_are_not_drawn_and_their_rest_is_booked_once(
    program: Program, clock: ManualClock, desk: Desk
) -> None:
    wallet = await desk.open()
    await desk.grant(wallet, "40.00", expires_at="2026-03-20T00:00:00+01:00")
    await desk.bill()
    shown = await desk.read(f"/wallets/{wallet}")
    assert shown["expiring_next"] == {"amount": {"amount": "5.49", "currency": "EUR"}, "at": "2026-03-19T23:00:00Z"}
    await desk.wait(clock, 31)
    assert (await desk.bill("2026-04-02")).credited == eur(0)
    shown = await desk.read(f"/wallets/{wallet}")
    assert (shown["balance"]["amount"], shown["expiring_next"]) == ("0.00", None)
    assert [(one["remaining"]["amount"], one["expired"]) for one in shown["grants"]] == [("5.49", True)]
    begin = program.begin_as(TEST)
    assert [await actions.expire_credits(begin), await actions.expire_credits(begin)] == [1, 0]
    assert await desk.moves(wallet) == [("drawn", "34.51", "TL-2026-000001"), ("expired", "5.49", None)]
    assert list((await desk.left(wallet)).values()) == ["0.00"]
    ((_, told),) = await facts(program, "wallet.credit_expired")
    assert (told["amount"]["amount"], told["expired_at"]) == ("5.49", "2026-03-19T23:00:00Z")


async def test_a_void_gives_the_draws_back_to_their_grants(program: Program, desk: Desk) -> None:
    wallet = await desk.open()
    first, second = await desk.grant(wallet, "10.00", priority=1), await desk.grant(wallet, "4.00")
    issued = await desk.bill()
    assert await desk.left(wallet) == {first: "0.00", second: "0.00"}
    void = await desk.post(f"/invoices/{issued.id}/void", status=200)
    assert (void["state"], void["credited"]["amount"]) == ("void", "0.00")
    assert await desk.left(wallet) == {first: "10.00", second: "4.00"}
    number = "TL-2026-000001"
    assert await desk.moves(wallet) == [
        ("drawn", "10.00", number),
        ("drawn", "4.00", number),
        ("returned", "-10.00", number),
        ("returned", "-4.00", number),
    ]
    await desk.post(f"/invoices/{issued.id}/void", status=409)
    assert await desk.balance(wallet) == "14.00"


@pytest.mark.parametrize("swept", [True, False])
async def test_what_comes_back_to_an_expired_grant_stays_expired(
    program: Program, clock: ManualClock, desk: Desk, swept: bool
) -> None:
    """Whether its rest was booked before the void, or is after it."""
    wallet = await desk.open()
    await desk.grant(wallet, "10.00", expires_at="2026-03-05T00:00:00Z")
    issued = await desk.bill()
    await desk.wait(clock, 5)
    if swept:
        await actions.expire_credits(program.begin_as(TEST))
    await desk.post(f"/invoices/{issued.id}/void", status=200)
    assert await desk.balance(wallet) == "0.00"
    await actions.expire_credits(program.begin_as(TEST))
    assert list((await desk.left(wallet)).values()) == ["0.00"]
    number = "TL-2026-000001"
    assert await desk.moves(wallet) == sorted(
        [("drawn", "10.00", number), ("returned", "-10.00", number), ("expired", "10.00", number if swept else None)],
        key=str,
    )


async def test_a_credit_note_gives_back_first_what_wallets_had_paid(program: Program, desk: Desk) -> None:
    """The last to be drawn comes back first; what money had paid becomes credit."""
    wallet = await desk.open()
    first, second = await desk.grant(wallet, "20.00", priority=1), await desk.grant(wallet, "4.00")
    issued = await desk.bill()
    async with program.scope(TEST, company_id=desk.one.company_id) as scope:
        await actions.mark_paid(scope, issued.id, issued.due, scope.now)
    (line,) = (await desk.read(f"/invoices/{issued.id}"))["lines"]
    part = await desk.credit(issued, lines=[{"invoice_line_id": line["id"], "amount": "5.00"}])
    assert part["kept"]["amount"] == "5.95"
    assert await desk.left(wallet) == {first: "1.95", second: "4.00"}
    await desk.credit(issued, amount="28.56")
    assert await desk.left(wallet) == {first: "20.00", second: "4.00"}
    assert await desk.company_credit() == "10.51"
    number = "TL-2026-000001"
    assert [one for one in await desk.moves(wallet) if one[0] == "returned"] == [
        ("returned", "-1.95", number),
        ("returned", "-18.05", number),
        ("returned", "-4.00", number),
    ]


@pytest.mark.parametrize("swept", [True, False])
async def test_expired_credit_does_not_live_on_by_a_credit_note(
    program: Program, clock: ManualClock, desk: Desk, swept: bool
) -> None:
    wallet = await desk.open()
    await desk.grant(wallet, "40.00", expires_at="2026-03-05T00:00:00Z")
    issued = await desk.bill()
    assert issued.state is InvoiceState.paid
    await desk.wait(clock, 5)
    if swept:
        await actions.expire_credits(program.begin_as(TEST))
    await desk.credit(issued, amount="34.51")
    await actions.expire_credits(program.begin_as(TEST))
    assert (await desk.balance(wallet), await desk.company_credit()) == ("0.00", None)
    assert list((await desk.left(wallet)).values()) == ["0.00"]


async def test_a_wallet_that_cannot_be_swept_keeps_no_other_from_it(
    program: Program, clock: ManualClock, desk: Desk
) -> None:
    """The books of the first were damaged: more was taken of its grant than there was, and its next movement is refused."""
    first, second = await desk.open("First"), await desk.open("Second")
    await desk.grant(first, "10.00", expires_at="2026-03-05T00:00:00Z")
    await desk.grant(second, "10.00", expires_at="2026-03-05T00:00:00Z")
    await damage(program, WalletId(first))
    await desk.wait(clock, 5)
    assert await actions.expire_credits(program.begin_as(TEST)) == 1
    assert [one[0] for one in await desk.moves(second)] == ["expired"]


async def damage(program: Program, wallet: WalletId) -> None:
    """A movement that would be booked a second time stands there already, without its grant being closed."""
    async with program.scope(TEST) as scope:
        (left,) = await store.open_grants(scope, [wallet])
        taken = Draw(
            id=scope.new_id(DrawId),
            company_id=left.grant.company_id,
            wallet_id=wallet,
            grant_id=left.grant.id,
            invoice_id=None,
            kind=DrawKind.expired,
            amount=eur(100),
            drawn_at=scope.now,
        )
        await store.insert_draws(scope, [taken])


async def test_an_invoice_that_was_paid_in_part_is_not_voided_and_keeps_its_draws(program: Program, desk: Desk) -> None:
    wallet = await desk.open()
    await desk.grant(wallet, "10.00")
    issued = await desk.bill()
    async with program.scope(TEST, company_id=desk.one.company_id) as scope:
        await actions.mark_paid(scope, issued.id, eur(100), scope.now)
    with pytest.raises(InvoiceNotOpen):
        async with program.scope(TEST, company_id=desk.one.company_id) as scope:
            await actions.void_invoice(scope, issued.id)
    assert await desk.balance(wallet) == "0.00"
    assert await desk.moves(wallet) == [("drawn", "10.00", "TL-2026-000001")]


async def test_invoices_at_once_do_not_draw_the_same_credit(program: Program, desk: Desk) -> None:
    issued = [one for one in [await desk.bill(), await desk.bill("2026-04-02")] if one.due]
    assert len(issued) == 2
    wallet = await desk.open()
    await desk.grant(wallet, "40.00")

    async def draw(one: Invoice) -> None:
        async with program.scope(TEST, company_id=desk.one.company_id) as scope:
            await draw_wallets(scope, one)
            await asyncio.sleep(0.3)  # not committed yet: whoever else draws has to wait for what it will see

    await asyncio.gather(*(draw(one) for one in issued))
    assert sum(one.credited.minor for one in await desk.one.invoices()) == 4000
    assert await desk.balance(wallet) == "0.00"
    assert list((await desk.left(wallet)).values()) == ["0.00"]


async def test_a_balance_that_falls_below_its_mark_is_told_once(
    program: Program, clock: ManualClock, desk: Desk
) -> None:
    wallet = await desk.open(top_up={"below": "50.00", "top_up": "200.00"})
    await desk.grant(wallet, "80.00")
    await desk.bill()
    await desk.wait(clock, 31)
    await desk.bill("2026-04-02")
    ((_, told),) = await facts(program, "wallet.balance_low")
    assert {name: told[name]["amount"] for name in ("balance", "below", "top_up")} == {
        "balance": "45.49",
        "below": "50.00",
        "top_up": "200.00",
    }
    rule = (await desk.read(f"/wallets/{wallet}"))["top_up"]
    assert rule.pop("automatic") is False
    assert {name: rule[name]["amount"] for name in rule} == {"below": "50.00", "top_up": "200.00"}


async def test_a_terminated_wallet_is_neither_drawn_nor_filled(program: Program, desk: Desk) -> None:
    wallet = await desk.open()
    await desk.grant(wallet, "10.00")
    ended = await desk.post(f"/wallets/{wallet}/terminate", status=200)
    assert (ended["state"], ended["balance"]["amount"]) == ("terminated", "10.00")
    for path, body in (("grants", {"amount": "1.00"}), ("terminate", None)):
        assert (await desk.post(f"/wallets/{wallet}/{path}", body, 409))["code"] == "wallet_not_active"
    assert (await desk.bill()).credited == eur(0)
    assert await desk.balance(wallet) == "10.00"
    ((_, told),) = await facts(program, "wallet.terminated")
    assert told["left"]["amount"] == "10.00"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"amount": "0.00"}, "/amount"),
        ({"amount": "1.001"}, "/amount"),
        ({"amount": "-1.00"}, "/amount"),
        ({"amount": 10}, "/amount"),
        ({"amount": "1.00", "priority": 0}, "/priority"),
        ({"amount": "1.00", "priority": 51}, "/priority"),
        ({"amount": "1.00", "expires_at": "2026-03-02T12:00:00Z"}, "/expires_at"),
        ({"amount": "1.00", "expires_at": "9999-12-31T23:59:59-12:00"}, "/expires_at"),
        ({"amount": "1.00", "colour": "red"}, "/colour"),
    ],
)
async def test_a_grant_that_makes_no_sense_is_refused(desk: Desk, body: dict[str, Any], pointer: str) -> None:
    wallet = await desk.open()
    problem = await desk.post(f"/wallets/{wallet}/grants", body, 422)
    assert [one["pointer"] for one in problem["errors"]] == [pointer]
    assert await desk.left(wallet) == {}


@pytest.mark.parametrize(
    "body",
    [
        {"name": " ", "currency": "EUR"},
        {"name": "Prepaid", "currency": "XXX"},
        {"name": "Prepaid", "currency": "EUR", "top_up": {"below": "0", "top_up": "1"}},
        {"name": "Prepaid", "currency": "EUR", "top_up": {"below": "1"}},
    ],
)
async def test_a_wallet_that_makes_no_sense_is_refused(desk: Desk, body: dict[str, Any]) -> None:
    await desk.post(f"/wallets?company={desk.one.company_id}", body, 422)
    assert (await desk.read("/wallets"))["items"] == []


async def test_the_operator_has_to_say_whose_wallet_it_is(desk: Desk) -> None:
    await desk.post("/wallets", {"name": "Prepaid", "currency": "EUR"}, 422)
    assert (await desk.read("/wallets"))["items"] == []


async def test_a_company_sees_its_wallets_and_changes_none(program: Program, desk: Desk) -> None:
    wallet = await desk.open()
    grant = await desk.grant(wallet, "10.00")
    await sign_in_as(program, desk.client, RoleKey.finance_manager, desk.one)
    assert [one["id"] for one in (await desk.read("/wallets"))["items"]] == [wallet]
    assert await desk.left(wallet) == {grant: "10.00"}
    assert (await desk.read(f"/wallets/{wallet}/draws"))["items"] == []
    await desk.post("/wallets", {"name": "Mine", "currency": "EUR"}, 403)
    await desk.post(f"/wallets/{wallet}/grants", {"amount": "1000.00"}, 403)
    await desk.post(f"/wallets/{wallet}/terminate", None, 403)
    assert await desk.left(wallet) == {grant: "10.00"}


async def test_a_team_member_does_not_see_wallets(program: Program, desk: Desk) -> None:
    wallet = await desk.open()
    await sign_in_as(program, desk.client, RoleKey.team_member, desk.one)
    for path in ("/wallets", f"/wallets/{wallet}", f"/wallets/{wallet}/draws"):
        await desk.read(path, 403)


async def test_another_company_s_wallet_is_a_404(program: Program, desk: Desk) -> None:
    wallet = await desk.open()
    stranger = await stage(program, "starter", company="stranger")
    await sign_in_as(program, desk.client, RoleKey.company_admin, stranger)
    for path in (f"/wallets/{wallet}", f"/wallets/{wallet}/draws"):
        await desk.read(path, 404)
    assert (await desk.read("/wallets"))["items"] == []
    await desk.read(f"/wallets?company={desk.one.company_id}", 404)


async def test_lists_are_paged(program: Program, clock: ManualClock, desk: Desk) -> None:
    made = [await desk.open(f"Wallet {number}") for number in range(3)]
    await desk.grant(made[0], "20.00")
    await desk.grant(made[0], "20.00")
    await desk.bill()
    for path, most in (("/wallets", 3), (f"/wallets/{made[0]}/draws", 2)):
        seen: list[str] = []
        cursor: str | None = ""
        while cursor is not None:
            page = await desk.read(f"{path}?limit=1{cursor and '&cursor=' + cursor}")
            seen += [one["id"] for one in page["items"]]
            cursor = page["next_cursor"]
        assert len(seen) == most
        assert seen == sorted(seen, reverse=True)


async def test_a_wallet_that_is_not_there_is_a_404(program: Program, desk: Desk) -> None:
    nowhere = WalletId.new(program.clock.now(), program.entropy)
    await desk.read(f"/wallets/{nowhere}", 404)
    await desk.post(f"/wallets/{nowhere}/grants", {"amount": "1.00"}, 404)


def eur(minor: int) -> Money:
    return Money(minor, EUR)
