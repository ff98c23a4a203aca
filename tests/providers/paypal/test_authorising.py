"""Money that PayPal holds; every request and answer is held against PayPal's documents."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TypeGuard

from tests.providers.paypal.conftest import EUR, request, vaulted
from trunkline.domains.payments.model import Authorised, Declined, Outcome, Succeeded
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.money import Currency, Money
from trunkline.providers.paypal import PayPalPayments
from trunkline.providers.simulator import World
from trunkline.providers.simulator.paypal_api import PayPalSimulator


async def test_a_part_of_what_is_held_is_captured_once(
    sim: PayPalSimulator, paypal: PayPalPayments, world: World, clock: ManualClock
) -> None:
    wanted = replace(request((await vaulted(sim, paypal)).token), hold=True)
    held = await paypal.charge(wanted)
    assert isinstance(held, Authorised)
    assert await paypal.look_up(wanted) == held == await paypal.charge_now(held.reference)
    assert world.charges() == []
    clock.advance(timedelta(days=4))
    for key in ("capture-1", "capture-1", "capture-2"):
        done = await paypal.capture(held.reference, Money(1000, EUR), key)
        assert isinstance(done, Succeeded)
        assert done.amount == Money(1000, EUR)
    assert world.balance(EUR) == Money(1000, EUR)
    assert isinstance(await paypal.void(held.reference, "too-late"), Succeeded)


async def test_what_is_held_is_released(sim: PayPalSimulator, paypal: PayPalPayments, world: World) -> None:
    held = await paypal.charge(replace(request((await vaulted(sim, paypal)).token), hold=True))
    assert isinstance(held, Authorised)
    for _ in range(2):
        assert isinstance(await paypal.void(held.reference, "void-1"), Declined)
    assert isinstance(await paypal.capture(held.reference, held.amount, "too-late"), Declined)
    assert world.charges() == []


async def test_an_amount_that_cannot_be_written_is_refused_and_stays_held(
    sim: PayPalSimulator, paypal: PayPalPayments
) -> None:
    forint = Currency.of("HUF")
    token = (await vaulted(sim, paypal)).token
    held = await paypal.charge(replace(request(token, minor=120000, currency=forint), hold=True))
    assert isinstance(held, Authorised)
    refused = await paypal.capture(held.reference, Money(1050, forint), "capture-1")
    assert refused == replace(held, refused=Money(1050, forint), message=paypal.unwritable(Money(1050, forint)))
    assert paypal.unwritable(Money(1000, forint)) is None
    assert isinstance(await paypal.void(held.reference, "void-1"), Declined)


async def test_a_refused_capture_leaves_it_held_and_a_declined_one_releases_it(
    sim: PayPalSimulator, paypal: PayPalPayments, world: World
) -> None:
    tokens = [(await vaulted(sim, paypal, f"capture_{how}@wallet.example")).token for how in ("refused", "declined")]
    orders = [await paypal.charge(replace(request(one, f"pay_{one}-1"), hold=True)) for one in tokens]
    told = [await paypal.capture(one.reference, one.amount, one.reference) for one in orders if _is_held(one)]
    refused, declined = told
    assert isinstance(refused, Authorised)
    assert refused.refused == refused.amount
    assert isinstance(declined, Declined)
    assert (declined.code, declined.kind) == ("insufficient_funds", "soft")
    with sim.reading() as page:
        assert [one["status"] for one in page.all("authorization")] == ["CREATED", "VOIDED"]
        (capture,) = page.all("capture")
    assert await paypal.charge_now(capture["id"]) == declined
    assert world.charges() == []


def _is_held(outcome: Outcome) -> TypeGuard[Authorised]:
    return isinstance(outcome, Authorised)
