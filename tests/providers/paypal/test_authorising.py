"""Money that PayPal holds; every request and answer is held against PayPal's documents."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.providers.paypal.conftest import EUR, request, vaulted
from trunkline.domains.payments.model import Authorised, Declined, Succeeded
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.money import Money
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
