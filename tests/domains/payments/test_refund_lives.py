"""Any course of refunds, disputes, lost answers and outages: never more is given back than was paid, and both sides' books agree."""

from __future__ import annotations

import asyncio
import os
import random
from datetime import timedelta

import httpx2
import pytest

from tests.clients import client_as
from tests.domains.payments.desk import Desk, eur
from trunkline.domains.payments.model import Payment, Refund, RefundState
from trunkline.infra.program import Program
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.errors import Problem
from trunkline.kernel.money import Money

SEEDS = range(int(os.environ.get("TRUNKLINE_TEST_LIVES", "3")))
STEPS = 14
CARDS = {"stripe": ["visa", "pendingRefund", "refundFail"], "paypal": ["visa", "refund_pends"]}
FAULTS = ("lost_request", "lost_answer", "outage", "blind", "")
OPEN = {RefundState.started, RefundState.pending, RefundState.unknown}


class Life:
    """One company that lives by `chance`."""

    def __init__(self, desk: Desk, operator: httpx2.AsyncClient, seed: int) -> None:
        self.desk, self.operator, self.chance = desk, operator, random.Random(seed)
        self.payments: list[Payment] = []
        self.told: list[str] = []

    async def step(self) -> None:
        """Do something; what is refused changes nothing."""
        often = (self.refund, self.refund, self.refund_at_once, self.fault, self.fault)
        act = self.chance.choice([*often, self.pay, self.work, self.wait, self.settle, self.notices, self.dispute])
        try:
            await act()
            self.told.append(act.__name__)
        except Problem as problem:
            self.told.append(f"{act.__name__}: {problem.code}")

    async def pay(self) -> None:
        self.payments.append(await self.desk.paid(str(self.chance.randint(1, 200))))

    async def refund(self) -> None:
        payment = self.chance.choice(self.payments)
        whole = self.chance.random() < 0.2
        minor = self.chance.randint(1, payment.amount.minor)
        await self.desk.refund(
            payment.id, None if whole else f"{minor / 100:.2f}", credit_invoice=self.chance.random() < 0.8
        )

    async def refund_at_once(self) -> None:
        await asyncio.gather(*(self.refund() for _ in range(3)), return_exceptions=True)

    async def fault(self) -> None:
        self.desk.hostile.faults.append(self.chance.choice(FAULTS))

    async def work(self) -> None:
        await self.desk.run()

    async def wait(self) -> None:
        await self.desk.sweep(timedelta(minutes=self.chance.choice([1, 6, 60, 700])))

    async def settle(self) -> None:
        await self.desk.settle_refunds()

    async def notices(self) -> None:
        await self.desk.deliver(self.operator)

    async def dispute(self) -> None:
        """One per payment, as banks have it."""
        payment = self.chance.choice(self.payments)
        if any(one.payment_id == payment.id for one in await self.desk.disputes()) or await self._all_back(payment):
            return
        reference = await self.desk.dispute(payment.id)
        await self.desk.deliver(self.operator)
        self.desk.decide(reference, won=self.chance.random() < 0.5)

    async def _all_back(self, payment: Payment) -> bool:
        now = await self.desk.payment(payment.id)
        return bool(
            now.refunded_minor
        )  # what was given back before is not disputed as well: the two providers differ in what then

    async def come_to_rest(self) -> None:
        self.desk.hostile.faults.clear()
        for _ in range(6):
            await self.desk.settle_refunds()
            await self.desk.deliver(self.operator)
            await self.desk.sweep(timedelta(hours=12))


def _sum(refunds: list[Refund]) -> Money:
    return sum((one.amount for one in refunds), eur("0"))


async def hold(life: Life) -> None:
    """What holds at any moment."""
    desk, refunds = life.desk, await life.desk.refunds()
    for payment in await desk.payments():
        mine = [one for one in refunds if one.payment_id == payment.id and one.state is not RefundState.failed]
        assert payment.refunded == _sum(mine), life.told
        assert payment.refunded_minor <= payment.amount.minor, life.told
    certain = _sum([one for one in refunds if one.state in (RefundState.succeeded, RefundState.pending)])
    possible = _sum([one for one in refunds if one.state is not RefundState.failed])
    came_back = _sum([one for one in refunds if one.state is RefundState.succeeded])
    assert certain - came_back <= desk.given_back() <= possible, life.told
    on_its_way = _sum([one for one in refunds if one.state in OPEN])
    assert (await desk.books()).get("refunds", "0") == (f"-{on_its_way.major}" if on_its_way else "0"), life.told
    assert (await desk.credit()).minor >= 0, life.told
    assert await desk.wrong() == [], life.told


@pytest.mark.timeout(300)
@pytest.mark.parametrize("provider", ["stripe", "paypal"])
@pytest.mark.parametrize("seed", SEEDS)
async def test_a_life_of_refunds(program: Program, clock: ManualClock, provider: str, seed: int) -> None:
    card = CARDS[provider][seed % len(CARDS[provider])]
    desk = await Desk.open(program, clock, provider, card=card)
    async with client_as(program, "notices.read") as operator:
        life = Life(desk, operator, seed)
        await life.pay()
        for _ in range(STEPS):
            await life.step()
            await hold(life)
        await life.come_to_rest()
    await hold(life)
    refunds = await desk.refunds()
    assert {one.state for one in refunds} <= {RefundState.succeeded, RefundState.failed}, life.told
    succeeded = _sum([one for one in refunds if one.state is RefundState.succeeded])
    assert desk.given_back() == succeeded, life.told
    assert {one.state.value for one in await desk.disputes()} <= {"won", "lost"}, life.told
    if provider == "stripe":
        books = await desk.books()
        # To the cent: the nights in between have booked what Stripe kept.
        assert desk.cash() == eur(books.get("cash:stripe", "0")), life.told
