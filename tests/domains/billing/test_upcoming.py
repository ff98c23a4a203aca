"""The next invoice, seen beforehand, is the one that is issued."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from tests.domains.billing.stage import TEST, Stage, bill, read, stage, utc
from tests.domains.billing.test_api import as_role
from tests.domains.billing.test_credit_notes import credit_net, pay
from trunkline.domains.billing import actions, store
from trunkline.domains.billing.model import AnyLine, InvoiceLine, Upcoming
from trunkline.domains.marketplace.model import Cancellation, Change
from trunkline.infra.program import Program
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.errors import Conflict, NotFound

PLANS = ("starter", "pro", "seats", "each", "tiers", "bulk", "calls", "full", "postpaid", "free", "seconds")


async def preview(one: Stage) -> Upcoming:
    async with one.program.scope(TEST, company_id=one.company_id, write=False) as scope:
        return await actions.preview_invoices(scope, one.company_id)


def said(line: AnyLine | InvoiceLine) -> dict[str, Any]:
    same = ("description", "quantity", "amount", "tax_rate", "tax", "explain")
    corrects = line.corrects_line_id if isinstance(line, InvoiceLine) else line.corrects
    period = line.period_start if isinstance(line, InvoiceLine) else line.charge.period.start
    return {name: getattr(line, name) for name in same} | {"corrects": corrects, "period_start": period}


async def check_against_issue(one: Stage, clock: ManualClock) -> None:
    """Go on day by day, as the schedule does, until an invoice is issued: it is the one that was shown, on the day that was said."""
    shown = await preview(one)
    known = {invoice.id for invoice in await one.invoices()}
    limit = clock.now() + timedelta(days=70)
    while clock.now() < limit:
        await actions.run_due_billing(one.program.begin_as(TEST))
        issued = [invoice for invoice in await one.invoices() if invoice.id not in known]
        if issued:
            break
        clock.move_to(clock.now() + timedelta(days=1))
    else:
        assert (shown.issued_on, shown.invoices) == (None, ())
        return
    assert len(shown.invoices) == len(issued)
    for expected, made in zip(shown.invoices, issued, strict=True):
        invoice, lines = await read(one.program, made.id)
        assert [said(line) for line in expected.lines] == [said(line) for line in lines]
        assert (expected.subtotal, expected.tax, expected.total) == (invoice.subtotal, invoice.tax, invoice.total)
        assert (expected.credited, expected.due, expected.due_at) == (invoice.credited, invoice.due, invoice.due_at)
        assert (expected.period.start, expected.period.end) == (invoice.period_start, invoice.period_end)
        assert shown.issued_on == one.company.local_day(clock.now())


async def test_the_fee_of_the_first_period_is_issued_today(program: Program, clock: ManualClock) -> None:
    nordlicht = await stage(program, "starter")
    shown = await preview(nordlicht)
    assert (str(shown.issued_on), [str(one.total) for one in shown.invoices]) == ("2026-03-02", ["34.51 EUR"])
    await check_against_issue(nordlicht, clock)


async def test_usage_so_far_and_the_next_fee_are_on_the_day_the_period_ends(
    program: Program, clock: ManualClock
) -> None:
    nordlicht = await stage(program, "full")
    await actions.run_due_billing(program.begin_as(TEST))
    await nordlicht.call(61, utc("2026-03-02 12:30"))
    shown = await preview(nordlicht)
    (invoice,) = shown.invoices
    # 0.05 + 0.12 + 0.10 × 6/60 = 0.18 of March, 49.00 of April
    assert str(shown.issued_on) == "2026-04-02"
    assert sorted(str(line.amount) for line in invoice.lines) == ["0.18 EUR", "49.00 EUR"]
    await check_against_issue(nordlicht, clock)


async def test_the_credit_that_would_be_drawn_is_shown(program: Program, clock: ManualClock) -> None:
    nordlicht = await stage(program, "starter")
    await actions.run_due_billing(program.begin_as(TEST))
    await pay(nordlicht, 3451)
    await credit_net(nordlicht, "10.00")
    (invoice,) = (await preview(nordlicht)).invoices
    assert (str(invoice.credited), str(invoice.due)) == ("11.90 EUR", "22.61 EUR")
    await check_against_issue(nordlicht, clock)


async def test_nothing_is_coming_after_the_last_invoice(program: Program, clock: ManualClock) -> None:
    nordlicht = await stage(program, "starter")
    await nordlicht.cancel(Cancellation.period_end)
    await bill(program, "2026-03-02")
    assert await preview(nordlicht) == Upcoming(company_id=nordlicht.company_id, issued_on=None, invoices=())


async def test_a_change_at_the_period_s_end_is_in_it(program: Program, clock: ManualClock) -> None:
    nordlicht = await stage(program, "starter")
    await actions.run_due_billing(program.begin_as(TEST))
    await nordlicht.change("pro", when=Change.next_period)
    assert [str(one.subtotal) for one in (await preview(nordlicht)).invoices] == ["59.00 EUR"]
    await check_against_issue(nordlicht, clock)


async def test_looking_writes_nothing(program: Program) -> None:
    nordlicht = await stage(program, "full")
    async with program.scope(TEST, company_id=nordlicht.company_id) as scope:  # one that could write
        assert (await actions.preview_invoices(scope, nordlicht.company_id)).invoices
        assert scope.announced == []
    for table in (store.invoice, store.invoice_line, store.billing_period, store.billing_account):
        async with program.database.read() as connection:
            assert (await connection.execute(select(func.count()).select_from(table))).scalar_one() == 0


steps = st.lists(
    st.one_of(
        st.tuples(st.just("use"), st.integers(1, 2000)),
        st.tuples(st.just("call"), st.integers(0, 700)),
        st.tuples(st.just("change"), st.sampled_from(PLANS)),
        st.tuples(st.just("wait"), st.integers(1, 40)),
        st.tuples(st.just("bill"), st.none()),
        st.tuples(st.just("cancel"), st.sampled_from([Cancellation.now, Cancellation.period_end])),
    ),
    max_size=6,
)
_serial = iter(range(1_000_000))


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plan=st.sampled_from(PLANS), zone=st.sampled_from(["Europe/Berlin", "America/New_York", "UTC"]), done=steps)
async def test_what_is_shown_is_what_is_issued(
    program: Program, clock: ManualClock, plan: str, zone: str, done: list[tuple[str, Any]]
) -> None:
    """Whatever was done before: with nothing in between, the invoice that comes is the one that was shown, to the last word."""
    clock.move_to(max(clock.now(), utc("2026-03-02 12:00")) + timedelta(days=1))
    one = await stage(program, plan, company=f"company-{next(_serial)}", zone=zone)
    canceled = False
    for verb, value in done:
        if verb == "wait":
            clock.move_to(clock.now() + timedelta(days=value))
        elif verb == "bill":
            await actions.run_due_billing(program.begin_as(TEST))
        elif not canceled:
            canceled = verb == "cancel"
            with suppress(Conflict):  # a change to the plan that it has
                await _do(one, verb, value, clock)
    await check_against_issue(one, clock)


async def _do(one: Stage, verb: str, value: Any, clock: ManualClock) -> None:
    match verb:
        case "use":
            await one.use(str(value), clock.now())
        case "call":
            await one.call(value, clock.now() - timedelta(minutes=20))
        case "change":
            await one.change(value)
        case "cancel":
            await one.cancel(value)


async def test_the_next_invoice_by_the_api(program: Program, client: httpx2.AsyncClient) -> None:
    nordlicht = await stage(program, "full")
    await as_role(program, client, "company_admin", nordlicht)
    answer = await client.get("/api/v1/billing/upcoming")
    assert answer.status_code == 200, answer.text
    (invoice,) = answer.json()["invoices"]
    assert (answer.json()["issued_on"], invoice["total"]["amount"], invoice["due"]["amount"]) == (
        "2026-03-02",
        "58.31",
        "58.31",
    )
    (line,) = invoice["lines"]
    assert line["explain"]["result"] == line["amount"] == {"amount": "49.00", "currency": "EUR"}


async def test_another_company_s_next_invoice_does_not_exist(program: Program, client: httpx2.AsyncClient) -> None:
    nordlicht = await stage(program, "full")
    stranger = await stage(program, "full", company="stranger")
    async with program.scope(TEST, company_id=stranger.company_id, write=False) as scope:
        with pytest.raises(NotFound):
            await actions.preview_invoices(scope, nordlicht.company_id)
    await as_role(program, client, "company_admin", stranger)
    assert (await client.get(f"/api/v1/billing/upcoming?company={nordlicht.company_id}")).status_code == 404


async def test_the_operator_says_which_company_and_team_members_see_none(
    program: Program, client: httpx2.AsyncClient
) -> None:
    nordlicht = await stage(program, "full")
    await as_role(program, client, "super_admin")
    assert (await client.get("/api/v1/billing/upcoming")).status_code == 422
    answer = await client.get(f"/api/v1/billing/upcoming?company={nordlicht.company_id}")
    assert answer.json()["company_id"] == nordlicht.company_id
    await as_role(program, client, "team_member", nordlicht)
    assert (await client.get("/api/v1/billing/upcoming")).status_code == 403
