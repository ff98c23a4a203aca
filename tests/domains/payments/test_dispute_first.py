"""A dispute may be told of before it is known here that its payment was made."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from tests.clients import client_as
from tests.domains.payments.desk import Desk
from trunkline.domains.payments import actions, store
from trunkline.domains.payments.model import NoticeState
from trunkline.infra.program import Program
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.ids import NoticeId
from trunkline.providers.connected import Connected
from trunkline.providers.simulator.stripe_api import Drills


async def test_a_dispute_waits_for_the_charge_that_is_asked_about(program: Program, clock: ManualClock) -> None:
    """The worker was away for longer than an unknown object is waited for."""
    desk = await Desk.open(program, clock, "stripe", card="timesOutAfterCharge")
    await desk.issue()
    await desk.run()
    (payment,) = await desk.payments()
    assert payment.state == "unknown"
    with desk.both.stripe.books() as books:
        (intent,) = books.every("payment_intent")
    await _told_of(desk, intent["id"])
    clock.advance(timedelta(minutes=30))
    verdict = await actions.handle_notice(desk.begin(), Connected(desk.hostile), await _dispute_notice(desk))
    assert verdict.state is NoticeState.waiting, verdict
    await desk.sweep(timedelta(hours=2))
    assert [one.state for one in await desk.disputes()] == ["open"]


async def _told_of(desk: Desk, intent: str) -> None:
    """The dispute's notices come to the door; nobody works."""
    Drills(desk.both.stripe).dispute(intent)
    async with client_as(desk.program, "notices.read") as operator:
        operator.base_url = operator.base_url.copy_with(path="/")
        await desk.both.deliver(operator, desk.now)


async def _dispute_notice(desk: Desk) -> NoticeId:
    columns = store.payment_notice.c
    async with desk.program.database.read() as connection:
        (found,) = await connection.scalars(select(columns.id).where(columns.kind == "charge.dispute.created"))
    return NoticeId.parse(found)
