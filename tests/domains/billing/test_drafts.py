"""Drafts: what is billed waits for late usage, is booked nowhere, and is issued under its own id when the grace is over."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy import func, select

from tests.conftest import second_program
from tests.domains.billing.stage import TEST, Stage, bill, read, stage, utc
from tests.domains.billing.test_settling import facts
from tests.domains.billing.test_upcoming import preview
from tests.domains.billing.test_wallets import sign_in_as
from trunkline.domains.access.model import RoleKey
from trunkline.domains.billing import actions, queries, store
from trunkline.domains.billing.model import (
    CreditReason,
    CreditWish,
    Invoice,
    InvoiceNotOpen,
    InvoiceState,
    NothingToCredit,
)
from trunkline.domains.marketplace.model import Cancellation
from trunkline.infra.config import Config
from trunkline.infra.program import Program
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.errors import NotFound
from trunkline.kernel.page import PageRequest


async def agreed(one: Stage, **terms: Any) -> None:
    async with one.program.scope(TEST, company_id=one.company_id) as scope:
        await actions.change_terms(scope, one.company_id, **terms)


async def run(one: Stage) -> None:
    """What the schedule does in this hour."""
    await actions.run_due_billing(one.program.begin_as(TEST))


async def issue(one: Stage, invoice: Invoice) -> Invoice:
    async with one.program.scope(TEST, company_id=one.company_id) as scope:
        return await actions.issue_draft(scope, invoice.id)


async def in_state(one: Stage, state: InvoiceState) -> list[Invoice]:
    return [invoice for invoice in await one.invoices() if invoice.state is state]


async def test_late_usage_lands_on_the_draft_and_is_issued_with_it(program: Program, clock: ManualClock) -> None:
    one = await stage(program, "each", billing_cycle_day=1)
    await agreed(one, grace_days=3)
    await one.use("100", utc("2026-03-10 08:00"))
    clock.move_to(utc("2026-04-01 08:00"))
    await run(one)
    (draft,) = await one.invoices()
    assert (draft.state, draft.number, draft.issued_at, draft.due_at) == (InvoiceState.draft, None, None, None)
    assert (str(draft.issue_on), str(draft.subtotal), str(draft.due)) == ("2026-04-04", "3.50 EUR", "0.00 EUR")
    await one.use("20", utc("2026-03-31 08:00"))
    clock.move_to(utc("2026-04-03 21:00"))  # 23:00 in Berlin: the third day of grace is not over
    await run(one)
    (refreshed,) = await one.invoices()
    assert (refreshed.id, refreshed.state, str(refreshed.subtotal)) == (draft.id, InvoiceState.draft, "4.20 EUR")
    clock.move_to(utc("2026-04-03 22:05"))
    await run(one)
    (issued,) = await one.invoices()
    assert (issued.id, issued.state, issued.number) == (draft.id, InvoiceState.issued, "TL-2026-000001")
    assert (str(issued.subtotal), issued.issued_at, issued.issue_on) == ("4.20 EUR", clock.now(), None)
    told = await facts(program, "invoice.drafted", "invoice.issued", "invoice.draft_withdrawn")
    assert [kind for kind, _ in told] == ["invoice.drafted", "invoice.drafted", "invoice.issued"]
    assert [payload.get("fresh") for _, payload in told] == [True, False, None]


async def test_what_comes_after_the_grace_is_a_correction_of_its_own(program: Program, clock: ManualClock) -> None:
    one = await stage(program, "each", billing_cycle_day=1)
    await agreed(one, grace_days=2)
    await one.use("100", utc("2026-03-10 08:00"))
    clock.move_to(utc("2026-04-03 08:00"))
    await run(one)
    await one.use("20", utc("2026-03-20 08:00"))
    clock.move_to(utc("2026-04-04 08:00"))
    await run(one)
    assert [(str(two.subtotal), two.state.value) for two in await one.invoices()] == [
        ("3.50 EUR", "issued"),
        ("0.70 EUR", "issued"),
    ]


async def test_a_draft_that_says_the_same_is_not_written_again(program: Program, clock: ManualClock) -> None:
    one = await stage(program, "starter")
    await agreed(one, grace_days=5)
    await run(one)
    lines = (await read(program, (await one.invoices())[0].id))[1]
    for _ in range(3):
        clock.advance(timedelta(hours=1))
        await run(one)
    (draft,) = await one.invoices()
    assert (await read(program, draft.id))[1] == lines
    assert len(await facts(program, "invoice.drafted")) == 1


async def test_without_grace_nothing_is_drafted(program: Program, clock: ManualClock) -> None:
    one = await stage(program, "starter")
    await run(one)
    assert [two.state for two in await one.invoices()] == [InvoiceState.issued]
    assert await facts(program, "invoice.drafted") == []


async def test_a_draft_is_issued_at_once_on_request_with_what_came_until_then(
    program: Program, clock: ManualClock
) -> None:
    one = await stage(program, "full", billing_cycle_day=1)
    await agreed(one, grace_days=10)
    await run(one)
    (draft,) = await one.invoices()
    issued = await issue(one, draft)
    assert (issued.id, issued.number, issued.state) == (draft.id, "TL-2026-000001", InvoiceState.issued)
    with pytest.raises(InvoiceNotOpen, match="only a draft"):
        await issue(one, draft)
    await run(one)
    assert await in_state(one, InvoiceState.draft) == []
    clock.move_to(utc("2026-03-15 08:00"))
    await run(one)
    assert len(await one.invoices()) == 1


async def test_each_period_has_its_own_grace(program: Program, clock: ManualClock) -> None:
    """A period of March is ripe while the next one is still drafted: the first is issued under the draft's id, the rest is a new draft."""
    one = await stage(program, "full", billing_cycle_day=1)
    await agreed(one, grace_days=7)
    await run(one)  # the fee of March, from the 2nd on
    first = (await one.invoices())[0]
    clock.move_to(utc("2026-03-09 08:00"))
    await run(one)
    clock.move_to(utc("2026-04-01 08:00"))
    await run(one)
    clock.move_to(utc("2026-04-08 08:00"))
    await run(one)
    found = await one.invoices()
    assert [two.state.value for two in found] == ["issued", "issued"]
    assert found[0].id == first.id
    assert [str(two.first_day) for two in found] == ["2026-03-02", "2026-04-01"]


async def test_drafts_are_not_booked_owed_credited_voided_or_printed(program: Program) -> None:
    one = await stage(program, "starter")
    await agreed(one, grace_days=5)
    await run(one)
    (draft,) = await one.invoices()
    async with program.scope(TEST, company_id=one.company_id) as scope:
        assert await queries.open_sums(scope) == []
        found = await queries.invoices(scope, PageRequest(5), queries.InvoiceFilter(state=InvoiceState.draft))
        assert [two.id for two in found.items] == [draft.id]
        for step in (actions.void_invoice, actions.write_off):
            with pytest.raises(InvoiceNotOpen):
                await step(scope, draft.id)
        with pytest.raises(NothingToCredit):
            await actions.issue_credit_note(scope, draft.id, CreditWish(reason=CreditReason.goodwill))
        with pytest.raises(InvoiceNotOpen):
            await queries.invoice_pdf(scope, draft.id)
        with pytest.raises(InvoiceNotOpen):
            await actions.mark_paid(scope, draft.id, draft.total, scope.now)
    assert [two.state for two in await one.invoices()] == [InvoiceState.draft]
    async with program.database.read() as connection:
        for table in (store.billing_period, store.proration_log, store.credit_balance_entry):
            assert (await connection.execute(select(func.count()).select_from(table))).scalar_one() == 0


async def test_a_draft_of_what_is_due_no_more_is_withdrawn(program: Program, clock: ManualClock) -> None:
    one = await stage(program, "starter", billing_cycle_day=1)
    await run(one)
    await agreed(one, grace_days=5)
    clock.move_to(utc("2026-03-31 08:00"))
    await bill(program, "2026-04-02")  # ahead: the fee of April
    (draft,) = await in_state(one, InvoiceState.draft)
    assert (str(draft.subtotal), str(draft.issue_on)) == ("29.00 EUR", "2026-04-06")
    await one.cancel(Cancellation.period_end)
    await run(one)
    assert await in_state(one, InvoiceState.draft) == []
    assert [payload for _, payload in await facts(program, "invoice.draft_withdrawn")] == [{"currency": "EUR"}]
    with pytest.raises(NotFound):
        await read(program, draft.id)


async def test_the_grace_that_is_taken_back_issues_with_the_next_run(program: Program) -> None:
    one = await stage(program, "starter")
    await agreed(one, grace_days=5)
    await run(one)
    (draft,) = await one.invoices()
    await agreed(one, grace_days=0)
    await run(one)
    (issued,) = await one.invoices()
    assert (issued.id, issued.state) == (draft.id, InvoiceState.issued)


async def test_runs_at_once_make_one_draft(
    program: Program, config: Config, clock: ManualClock, tmp_path: Path
) -> None:
    several = [await stage(program, "starter", company=f"company-{n}") for n in range(3)]
    for one in several:
        await agreed(one, grace_days=5)
    async with second_program(config, clock, tmp_path / "other") as other:
        await asyncio.gather(*(bill(each, "2026-03-02") for each in (program, other) * 3))
    for one in several:
        assert [two.state for two in await one.invoices()] == [InvoiceState.draft]
    async with program.database.read() as connection:
        chosen = select(func.count()).select_from(store.invoice_line)
        assert (await connection.execute(chosen)).scalar_one() == len(several)


async def test_the_preview_is_what_is_issued_when_the_grace_is_over(program: Program, clock: ManualClock) -> None:
    one = await stage(program, "full", billing_cycle_day=1)
    await agreed(one, grace_days=4, net_days=30)
    shown = await preview(one)
    assert (str(shown.issued_on), shown.invoices[0].draft_id) == ("2026-03-06", None)
    await run(one)
    shown = await preview(one)
    (draft,) = await one.invoices()
    assert (str(shown.issued_on), shown.invoices[0].draft_id) == ("2026-03-06", draft.id)
    clock.move_to(utc("2026-03-06 00:05"))
    await run(one)
    (issued,) = await one.invoices()
    assert (issued.total, issued.due_at) == (shown.invoices[0].total, shown.invoices[0].due_at)
    assert str(issued.due_at) == "2026-04-05 21:59:59+00:00"


async def test_by_the_api(program: Program, client: httpx2.AsyncClient) -> None:
    one = await stage(program, "starter")
    await sign_in_as(program, client, RoleKey.finance_manager)
    terms = f"/api/v1/billing/terms?company={one.company_id}"
    before = (await client.get(terms)).json()
    assert (before["grace_days"], before["net_days"], before["thresholds"]) == (0, None, [])
    body = {"grace_days": 5, "thresholds": [{"currency": "EUR", "amount": "100.00"}]}
    after = (await client.put(terms, json=body)).json()
    assert (after["grace_days"], after["thresholds"]) == (5, [{"amount": "100.00", "currency": "EUR"}])
    kept = (await client.put(terms, json={"net_days": 30})).json()
    assert (kept["grace_days"], kept["net_days"]) == (5, 30)
    assert len(await facts(program, "billing.terms_changed")) == 2
    await run(one)
    (draft,) = (await client.get("/api/v1/invoices?state=draft")).json()["items"]
    assert (draft["number"], draft["issue_on"], draft["due"]["amount"]) == (None, "2026-03-07", "0.00")
    assert (await client.get(f"/api/v1/invoices/{draft['id']}/pdf")).status_code == 409
    issued = (await client.post(f"/api/v1/invoices/{draft['id']}/issue")).json()
    assert (issued["number"], issued["state"], len(issued["lines"])) == ("TL-2026-000001", "issued", 1)
    assert (await client.post(f"/api/v1/invoices/{draft['id']}/issue")).status_code == 409


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"grace_days": 31}, "/grace_days"),
        ({"grace_days": -1}, "/grace_days"),
        ({"net_days": 400}, "/net_days"),
        ({"thresholds": [{"currency": "EUR", "amount": "0"}]}, "/thresholds/0/amount"),
        ({"thresholds": [{"currency": "EUR", "amount": "1"}, {"currency": "EUR", "amount": "2"}]}, "/thresholds/1"),
        ({"thresholds": [{"currency": "JPY", "amount": "1.5"}]}, "/thresholds/0"),
        ({"colour": "red"}, "/colour"),
    ],
)
async def test_terms_that_cannot_stand_are_refused(
    program: Program, client: httpx2.AsyncClient, body: dict[str, Any], pointer: str
) -> None:
    one = await stage(program, "starter")
    await sign_in_as(program, client, RoleKey.finance_manager)
    answer = await client.put(f"/api/v1/billing/terms?company={one.company_id}", json=body)
    assert answer.status_code == 422
    assert pointer in answer.text
    assert await facts(program, "billing.terms_changed") == []
