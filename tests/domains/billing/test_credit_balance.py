"""A company's credit: what adds to it, what draws it, and that it is drawn once."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx2
import pytest

from tests.conftest import second_program
from tests.domains.billing.stage import TEST, Stage, amounts, bill, stage, utc
from tests.domains.billing.test_api import as_role
from tests.domains.billing.test_credit_notes import balance, credit, credit_net, kinds, pay, wish
from tests.domains.billing.test_settling import facts
from trunkline.domains.billing import actions, queries
from trunkline.domains.billing.model import CreditEntry, InvoiceNotOpen, InvoiceState
from trunkline.infra.config import Config
from trunkline.infra.program import Program
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.page import PageRequest


@pytest.fixture
async def nordlicht(program: Program) -> Stage:
    """With TL-2026-000001 over 34.51 EUR, paid, of which 11.90 were credited afterwards."""
    made = await stage(program, "starter")
    await bill(program, "2026-03-02")
    await pay(made, 3451)
    await credit_net(made, "10.00")
    return made


async def entries(one: Stage) -> list[CreditEntry]:
    """The oldest first."""
    async with one.program.scope(TEST, company_id=one.company_id, write=False) as scope:
        return list((await queries.credit_entries(scope, PageRequest(100))).items)[::-1]


async def shown(one: Stage) -> list[tuple[str, str]]:
    return [(entry.kind.value, str(entry.amount)) for entry in await entries(one)]


async def test_the_next_invoice_draws_the_credit_before_it_is_collected(
    program: Program, nordlicht: Stage, clock: ManualClock
) -> None:
    clock.move_to(utc("2026-04-02 12:00"))
    await nordlicht.bill("2026-04-02")
    april = (await nordlicht.invoices())[1]
    assert (str(april.total), str(april.credited), str(april.due)) == ("34.51 EUR", "11.90 EUR", "22.61 EUR")
    assert april.state is InvoiceState.issued
    assert await shown(nordlicht) == [("credit_note", "11.90 EUR"), ("drawn", "-11.90 EUR")]
    assert (await entries(nordlicht))[1].invoice_id == april.id
    assert await balance(nordlicht) == ["0.00 EUR"]
    ((_, told),) = await facts(program, "credit.drawn")
    assert told == {
        "number": "TL-2026-000002",
        "amount": {"amount": "11.90", "currency": "EUR"},
        "left": {"amount": "0.00", "currency": "EUR"},
    }
    await nordlicht.bill("2026-05-02")
    assert (await nordlicht.invoices())[2].credited.minor == 0


async def test_an_invoice_that_is_covered_is_paid_at_once_and_leaves_the_rest(
    program: Program, nordlicht: Stage
) -> None:
    await nordlicht.bill("2026-04-02")
    await credit(nordlicht, wish(rest="22.61"))
    await credit(nordlicht, wish(rest="34.51"), invoice=1)
    # Of April 11.90 had been drawn and 22.61 were due: the draw comes back, the rest was asked of nobody.
    assert await balance(nordlicht) == ["34.51 EUR"]
    await nordlicht.bill("2026-05-02")
    may = (await nordlicht.invoices())[2]
    assert (may.state, may.credited, may.due.minor, may.paid.minor) == (InvoiceState.paid, may.total, 0, 0)
    assert await balance(nordlicht) == ["0.00 EUR"]
    assert (await kinds(program))[-3:] == ["credit.drawn", "invoice.issued", "invoice.paid"]


async def test_credit_of_one_currency_is_not_drawn_by_another(program: Program, nordlicht: Stage) -> None:
    kumo = await stage(program, "starter", company="kumo", currency="JPY", zone="Asia/Tokyo", tax_rate="0")
    await kumo.bill("2026-03-03")
    assert [str(one.due) for one in await kumo.invoices()] == ["3100 JPY"]
    assert (await balance(nordlicht), await balance(kumo)) == (["11.90 EUR"], [])


async def test_a_final_cancellation_below_zero_is_kept_and_drawn_later(program: Program, clock: ManualClock) -> None:
    nordlicht = await stage(program, "starter")
    await nordlicht.bill("2026-03-02")
    clock.move_to(utc("2026-03-11 09:00"))
    await nordlicht.cancel()
    # 10 of 31 days of 29.00 are 9.35: −19.65, with tax −23.38 (3.7335 → 3.73)
    assert amounts(await nordlicht.bill("2026-03-12")) == ["-19.65"]
    last = (await nordlicht.invoices())[1]
    assert (str(last.total), last.credited, last.state, last.due.minor) == (
        "-23.38 EUR",
        last.total,
        InvoiceState.paid,
        0,
    )
    assert await shown(nordlicht) == [("below_zero", "23.38 EUR")]
    assert await nordlicht.bill("2026-12-31") == []
    assert await balance(nordlicht) == ["23.38 EUR"]


async def test_what_drew_credit_is_credited_and_not_voided(program: Program, nordlicht: Stage) -> None:
    await nordlicht.bill("2026-04-02")
    april = (await nordlicht.invoices())[1]
    async with program.scope(TEST, company_id=nordlicht.company_id) as scope:
        with pytest.raises(InvoiceNotOpen):
            await actions.void_invoice(scope, april.id)
    note = await credit(nordlicht, wish(rest="34.51"), invoice=1)
    assert (str(note.applied), str(note.kept)) == ("22.61 EUR", "11.90 EUR")
    assert await balance(nordlicht) == ["11.90 EUR"]


async def test_runs_at_once_draw_the_credit_once(
    program: Program, nordlicht: Stage, config: Config, clock: ManualClock, tmp_path: Path
) -> None:
    async with second_program(config, clock, tmp_path / "other") as other:
        await asyncio.gather(*(bill(one, "2026-05-02") for one in (program, other) * 3))
    drawn = [amount for kind, amount in await shown(nordlicht) if kind == "drawn"]
    assert (drawn, await balance(nordlicht)) == (["-11.90 EUR"], ["0.00 EUR"])


async def test_the_balance_by_the_api(
    program: Program, client: httpx2.AsyncClient, nordlicht: Stage, clock: ManualClock
) -> None:
    clock.move_to(utc("2026-04-02 12:00"))
    await nordlicht.bill("2026-04-02")
    await as_role(program, client, "finance_manager", nordlicht)
    answer = (await client.get("/api/v1/credit-balance")).json()
    assert answer == {
        "company_id": nordlicht.company_id,
        "balances": [{"amount": "0.00", "currency": "EUR"}],
    }
    page = (await client.get("/api/v1/credit-balance/entries?limit=1")).json()
    assert [one["amount"]["amount"] for one in page["items"]] == ["-11.90"]
    further = (await client.get(f"/api/v1/credit-balance/entries?limit=1&cursor={page['next_cursor']}")).json()
    assert [(one["kind"], one["amount"]["amount"]) for one in further["items"]] == [("credit_note", "11.90")]


async def test_the_operator_names_the_company(program: Program, client: httpx2.AsyncClient, nordlicht: Stage) -> None:
    await as_role(program, client, "super_admin")
    assert (await client.get("/api/v1/credit-balance")).status_code == 422
    answer = await client.get(f"/api/v1/credit-balance?company={nordlicht.company_id}")
    assert answer.json()["balances"] == [{"amount": "11.90", "currency": "EUR"}]
