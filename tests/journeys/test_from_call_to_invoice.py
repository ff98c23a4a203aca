"""A call comes in; at midnight in the company's own zone it is on an invoice, which can say why, down to that call."""

from __future__ import annotations

from typing import Any

import httpx2

from tests.conftest import run_jobs
from tests.domains.billing.stage import Stage, stage, utc
from tests.factories import make_user, sign_in
from trunkline.domains.access.model import RoleKey
from trunkline.domains.marketplace.model import Cancellation
from trunkline.infra.program import Program
from trunkline.infra.queue import Worker
from trunkline.infra.scope import system_actor
from trunkline.kernel.clock import ManualClock


async def at(program: Program, clock: ManualClock, moment: str) -> None:
    """Let the clock come to a moment, and the schedule and its jobs with it."""
    clock.move_to(utc(moment))
    await Worker(program).tick()
    await run_jobs(program)


async def read(client: httpx2.AsyncClient, path: str) -> Any:
    answer = await client.get(f"/api/v1{path}")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def states(one: Stage) -> list[tuple[str | None, str, str]]:
    return [(invoice.number, invoice.state.value, str(invoice.total)) for invoice in await one.invoices()]


async def test_from_a_call_to_an_invoice_that_explains_it(
    program: Program, client: httpx2.AsyncClient, clock: ManualClock
) -> None:
    await Worker(program).tick()
    berlin = await stage(program, "full", company="berlin")
    tonga = await stage(program, "full", company="tonga", zone="Pacific/Tongatapu", tax_rate="0")
    await at(program, clock, "2026-03-02 13:06")
    # The fees of the first period, within the hour: 49.00 + 19 % = 58.31, and 49.00.
    assert [total for _, _, total in await states(berlin) + await states(tonga)] == ["58.31 EUR", "49.00 EUR"]

    for one in (berlin, tonga):
        await one.call(61, utc("2026-03-20 08:00"))
    # In Tonga (UTC+13) it was 3 March when it subscribed: its period ends at 11:00 UTC on 2 April, in Berlin at 22:00 UTC on the 1st.
    await at(program, clock, "2026-04-01 21:06")
    assert (len(await states(berlin)), len(await states(tonga))) == (1, 1)
    await at(program, clock, "2026-04-01 22:06")
    assert (len(await states(berlin)), len(await states(tonga))) == (2, 1)
    await at(program, clock, "2026-04-02 11:06")
    assert (len(await states(berlin)), len(await states(tonga))) == (2, 2)
    # 49.00 + 0.18, tax 9.31 + 0.03
    assert (await states(berlin))[1][2] == "58.52 EUR"

    async with program.scope(system_actor("test")) as scope:
        await make_user(scope, RoleKey.finance_manager, company_id=berlin.company_id, email="fin@berlin.example")
    await sign_in(client, "fin@berlin.example")
    newest = (await read(client, "/invoices?limit=1"))["items"][0]
    lines = (await read(client, f"/invoices/{newest['id']}"))["lines"]
    (calls,) = [line for line in lines if line["has_calls"]]
    explain = await read(client, f"/invoices/{newest['id']}/lines/{calls['id']}/explain")
    assert explain["steps"][0]["label"] == "1 calls, each rated as a whole: 66 seconds billed"
    (call,) = (await read(client, f"/invoices/{newest['id']}/lines/{calls['id']}/calls"))["items"]
    assert call["rated"]["amount"] == "0.1800"

    # Nobody pays: fourteen days later both of Berlin's invoices are past due.
    await at(program, clock, "2026-04-16 22:36")
    assert [state for _, state, _ in await states(berlin)] == ["past_due", "past_due"]


async def test_a_company_that_leaves_gets_its_last_invoice_by_itself(program: Program, clock: ManualClock) -> None:
    await Worker(program).tick()
    nordlicht = await stage(program, "calls")
    await nordlicht.call(60, utc("2026-03-05 08:00"))
    await at(program, clock, "2026-03-11 09:00")
    await nordlicht.cancel(Cancellation.now)
    await at(program, clock, "2026-03-11 10:06")
    assert await states(nordlicht) == []
    await at(program, clock, "2026-03-11 23:06")
    # The last day was 11 March in Berlin. 0.05 + 0.12, and 0.03 of tax.
    assert [total for _, _, total in await states(nordlicht)] == ["0.20 EUR"]
    await at(program, clock, "2026-12-31 12:06")
    assert len(await states(nordlicht)) == 1
