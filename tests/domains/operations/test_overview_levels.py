"""What the overview calls unbilled is what prices measure: a level is weighed, also when it was only carried into the period."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from tests.clients import client_as
from tests.domains.usage.conftest import NOW, event
from tests.domains.usage.metering import place
from trunkline.infra.program import Program
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.ids import CompanyId

# Subscribed on 20 February: the periods begin on the 20th.
SINCE = NOW - timedelta(days=10)


async def unbilled(program: Program, company_id: CompanyId) -> tuple[Decimal, Decimal]:
    """The overview's figure, and the sum of what the totals show."""
    async with client_as(program, "usage.read", company_id=company_id) as client:
        shown = (await client.get("/overview")).json()["unbilled_usage"]
        totals = (await client.get("/usage/totals")).json()["items"]
    amounts = [one["amount"] for one in totals if one["amount"] is not None]
    return _sum(shown), _sum(amounts)


def _sum(amounts: list[dict[str, str]]) -> Decimal:
    return sum((Decimal(one["amount"]) for one in amounts), Decimal(0))


async def test_a_level_is_worth_what_it_is_billed_as_and_not_what_was_told(
    program: Program, clock: ManualClock
) -> None:
    here = await place(program)
    await here.subscribe(SINCE)
    start = NOW - timedelta(days=9)
    await here.send(event(1, meter="level", quantity=Decimal(2800), used_at=start, properties={}))
    before, of_totals = await unbilled(program, here.company_id)
    assert before == of_totals > 0
    await here.send(event(2, meter="level", quantity=Decimal(-2800), used_at=start, properties={}))
    assert await unbilled(program, here.company_id) == (Decimal(0), Decimal(0))
    await here.send(event(3, meter="level", quantity=Decimal(100), used_at=start, properties={}))
    within, _ = await unbilled(program, here.company_id)
    clock.advance(timedelta(days=35))
    carried, of_totals = await unbilled(program, here.company_id)
    # A hundred at 0.10 for a whole period in which nothing was told; before that it began a day after the period.
    assert carried == of_totals == 10
    assert 9 < within < 10
