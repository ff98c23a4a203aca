"""The payment provider that ships with the product: every card's behaviour, and money that is taken once per key."""

from __future__ import annotations

import asyncio
import random
import re
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from trunkline.domains.payments.model import Declined, DeclineKind, Outage, Succeeded, Unknown
from trunkline.domains.payments.ports import ChargeRequest, PresentedCard
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.errors import Conflict, Invalid, Unavailable
from trunkline.kernel.money import Currency, Money
from trunkline.providers.simulator import CARDS, Network, PaymentSimulator, World

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
EUR, JPY = Currency.of("EUR"), Currency.of("JPY")
REFERENCE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "payment-simulator.md"


@pytest.fixture
def simulator(tmp_path: Path) -> PaymentSimulator:
    return PaymentSimulator(World(tmp_path / "simulator.sqlite3"), ManualClock(NOW), entropy=random.Random(1))


async def _attach(simulator: PaymentSimulator, card: str) -> str:
    return (await simulator.attach_method(PresentedCard(card))).token


def _request(token: str, key: str = "pay_1-1", minor: int = 1234, currency: Currency = EUR) -> ChargeRequest:
    return ChargeRequest(key, token, Money(minor, currency), "Invoice INV-000001")


async def test_a_card_number_becomes_a_token_brand_last_digits_and_expiry(simulator: PaymentSimulator) -> None:
    attached = await simulator.attach_method(PresentedCard("4242 4242 4242 4242"))
    assert (attached.kind, attached.brand, attached.last4) == ("card", "visa", "4242")
    assert (attached.exp_month, attached.exp_year) == (12, 2030)
    assert re.fullmatch("simpm_[0-9a-f]{24}", attached.token)


async def test_the_card_number_is_kept_nowhere(simulator: PaymentSimulator) -> None:
    await _attach(simulator, "4242424242424242")
    kept = b"".join(path.read_bytes() for path in simulator.world.path.parent.iterdir())
    assert b"pm_card_visa" in kept
    assert b"4242424242424242" not in kept
    assert "4242" not in repr(PresentedCard("4242424242424242"))


async def test_a_number_that_is_no_test_card_is_refused_without_repeating_it(simulator: PaymentSimulator) -> None:
    with pytest.raises(Invalid) as refused:
        await _attach(simulator, "4111111111111111")
    assert "4111" not in str(refused.value)


async def test_a_good_card_pays(simulator: PaymentSimulator) -> None:
    outcome = await simulator.charge(_request(await _attach(simulator, "4242424242424242")))
    assert isinstance(outcome, Succeeded)
    (charge,) = simulator.world.charges()
    assert (charge.reference, charge.amount, charge.created_at) == (outcome.reference, Money(1234, EUR), NOW)
    assert simulator.world.balance(EUR) == Money(1234, EUR)
    assert simulator.world.balance(JPY) == Money(0, JPY)


@pytest.mark.parametrize(
    ("number", "code", "kind"),
    [
        ("4000000000000002", "generic_decline", DeclineKind.soft),
        ("4000000000009995", "insufficient_funds", DeclineKind.soft),
        ("4000000000000119", "processing_error", DeclineKind.soft),
        ("4000000000009987", "lost_card", DeclineKind.hard),
        ("4000000000009979", "stolen_card", DeclineKind.hard),
        ("4000000000000069", "expired_card", DeclineKind.hard),
        ("4000000000000127", "incorrect_cvc", DeclineKind.hard),
    ],
)
async def test_a_declining_card_takes_nothing(
    simulator: PaymentSimulator, number: str, code: str, kind: DeclineKind
) -> None:
    token = await _attach(simulator, number)
    outcome = await simulator.charge(_request(token))
    assert isinstance(outcome, Declined)
    assert (outcome.code, outcome.kind) == (code, kind)
    assert await simulator.charge(_request(token)) == outcome
    assert simulator.world.balance(EUR) == Money(0, EUR)


async def test_the_same_key_gives_the_same_answer_and_no_second_charge(simulator: PaymentSimulator) -> None:
    request = _request(await _attach(simulator, "pm_card_visa"))
    answers = await asyncio.gather(*(simulator.charge(request) for _ in range(8)))
    assert len(set(answers)) == 1
    assert len(simulator.world.charges()) == 1
    assert simulator.world.requests(request.idempotency_key) == 8


async def test_a_key_cannot_be_used_for_another_charge(simulator: PaymentSimulator) -> None:
    token = await _attach(simulator, "pm_card_visa")
    await simulator.charge(_request(token))
    with pytest.raises(Conflict):
        await simulator.charge(_request(token, minor=9999))
    assert simulator.world.balance(EUR) == Money(1234, EUR)


async def test_time_out_after_the_charge_is_unknown_until_asked(simulator: PaymentSimulator) -> None:
    request = _request(await _attach(simulator, "4000009990000013"))
    assert isinstance(await simulator.charge(request), Unknown)
    assert simulator.world.balance(EUR) == Money(1234, EUR)
    found = await simulator.look_up(request)
    assert isinstance(found, Succeeded)
    assert await simulator.charge(request) == found
    assert simulator.world.balance(EUR) == Money(1234, EUR)


async def test_time_out_before_the_charge_leaves_no_trace_and_the_same_key_then_pays(
    simulator: PaymentSimulator,
) -> None:
    request = _request(await _attach(simulator, "4000009990000021"))
    assert isinstance(await simulator.charge(request), Unknown)
    assert await simulator.look_up(request) is None
    assert simulator.world.charges() == []
    assert isinstance(await simulator.charge(request), Succeeded)
    assert simulator.world.balance(EUR) == Money(1234, EUR)


async def test_a_decline_whose_answer_is_lost_is_found_by_asking(simulator: PaymentSimulator) -> None:
    request = _request(await _attach(simulator, "4000009990000039"))
    assert isinstance(await simulator.charge(request), Unknown)
    assert isinstance(await simulator.look_up(request), Declined)


async def test_a_request_that_is_delivered_twice_takes_the_money_once(simulator: PaymentSimulator) -> None:
    request = _request(await _attach(simulator, "4000009990000047"))
    assert isinstance(await simulator.charge(request), Succeeded)
    assert simulator.world.balance(EUR) == Money(1234, EUR)


async def test_an_outage_takes_nothing_and_remembers_no_key(simulator: PaymentSimulator) -> None:
    request = _request(await _attach(simulator, "4000009990000054"))
    assert isinstance(await simulator.charge(request), Outage)
    assert await simulator.look_up(request) is None
    assert simulator.world.charges() == []


async def test_an_outage_may_pass(simulator: PaymentSimulator) -> None:
    token = await _attach(simulator, "4000009990000062")
    kinds = [type(await simulator.charge(_request(token, key=f"pay_1-{n}"))) for n in (1, 2, 3)]
    assert kinds == [Outage, Outage, Succeeded]


async def test_a_card_may_find_its_funds_at_the_third_attempt(simulator: PaymentSimulator) -> None:
    token = await _attach(simulator, "4000009990000070")
    kinds = [type(await simulator.charge(_request(token, key=f"pay_1-{n}"))) for n in (1, 2, 3)]
    assert kinds == [Declined, Declined, Succeeded]


async def test_the_gateway_can_be_closed_for_everybody(simulator: PaymentSimulator) -> None:
    token = await _attach(simulator, "pm_card_visa")
    simulator.world.begin_outage(NOW)
    assert isinstance(await simulator.charge(_request(token)), Outage)
    assert isinstance(await simulator.look_up(_request(token)), Outage)
    with pytest.raises(Unavailable):
        await _attach(simulator, "pm_card_visa")
    simulator.world.end_outage()
    assert isinstance(await simulator.charge(_request(token)), Succeeded)


async def test_a_detached_method_pays_no_more(simulator: PaymentSimulator) -> None:
    token = await _attach(simulator, "pm_card_visa")
    await simulator.detach_method(token)
    await simulator.detach_method(token)
    outcome = await simulator.charge(_request(token))
    assert isinstance(outcome, Declined)
    assert (outcome.code, outcome.kind) == ("invalid_account", DeclineKind.hard)


async def test_amounts_are_whole_minor_units_of_their_currency(simulator: PaymentSimulator) -> None:
    token = await _attach(simulator, "pm_card_visa")
    await simulator.charge(_request(token, key="a", minor=5000, currency=JPY))
    await simulator.charge(_request(token, key="b", minor=1, currency=EUR))
    assert (simulator.world.balance(JPY), simulator.world.balance(EUR)) == (Money(5000, JPY), Money(1, EUR))


async def test_latency_is_drawn_from_the_seed(tmp_path: Path) -> None:
    network = Network(latency_seconds_min=0.02, latency_seconds_max=0.03, timeout_seconds=0.05, seed=3)
    simulator = PaymentSimulator(World(tmp_path / "simulator.sqlite3"), ManualClock(NOW), network)
    token = await _attach(simulator, "pm_card_timesOutAfterCharge")
    began = time.perf_counter()
    await simulator.charge(_request(token))
    assert time.perf_counter() - began >= 0.07


def test_the_money_survives_a_kill_of_our_process(tmp_path: Path) -> None:
    path = tmp_path / "simulator.sqlite3"
    program = f"""
import asyncio, os, pathlib, signal
from trunkline.domains.payments.ports import ChargeRequest, PresentedCard
from trunkline.kernel.clock import SystemClock
from trunkline.kernel.money import Currency, Money
from trunkline.providers.simulator import PaymentSimulator, World
async def main():
    simulator = PaymentSimulator(World(pathlib.Path({str(path)!r})), SystemClock())
    token = (await simulator.attach_method(PresentedCard("pm_card_visa"))).token
    await simulator.charge(ChargeRequest("k", token, Money(1234, Currency.of("EUR")), ""))
    os.kill(os.getpid(), signal.SIGKILL)
asyncio.run(main())
"""
    done = subprocess.run([sys.executable, "-c", program], check=False, capture_output=True, timeout=60)
    assert done.returncode == -9, done.stderr
    world = World(path)
    assert world.balance(EUR) == Money(1234, EUR)
    assert world.outcome_of("k") == Succeeded(world.charges()[0].reference)


def test_every_card_is_documented() -> None:
    text = REFERENCE.read_text()
    for card in CARDS.values():
        assert f"| `{card.number}` | `{card.token}` | {card.brand} | {card.about} |" in text


def test_every_card_number_passes_the_check_digit() -> None:
    for card in CARDS.values():
        digits = [int(digit) for digit in reversed(card.number)]
        doubled = [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]
        assert (sum(digits[::2]) + sum(doubled)) % 10 == 0, card.token
