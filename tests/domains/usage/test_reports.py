"""Usage reports: the same figures by different things, as JSON and as CSV, and of nobody else."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import httpx2
import pytest
from sqlalchemy import select, update

from tests.clients import client_as
from tests.domains.billing.stage import TEST, stage, utc
from tests.domains.usage.conftest import NOW, Shop, call, event
from tests.factories import make_profile
from trunkline.domains.tenants import actions as tenants
from trunkline.domains.usage import actions
from trunkline.domains.usage.model.corrections import CallCorrection
from trunkline.domains.usage.model.reports import ReportRow
from trunkline.domains.usage.rules.reporting import ROWS_MAX, as_csv, refuse_long
from trunkline.domains.usage.store import call_record, usage_daily
from trunkline.infra.program import Program
from trunkline.kernel.errors import Invalid
from trunkline.kernel.money import Currency

DAYS = {"from": "2026-03-01", "to": "2026-03-02"}


@pytest.fixture
async def busy(program: Program, shop: Shop) -> Shop:
    """Two calls of Ada, one of =SUM(A1), one that nobody answered; three messages, and pages that nobody subscribed to."""
    calls = [
        call(1, seconds=61),
        call(2, seconds=30),
        call(3, seconds=90, agent="=SUM(A1)"),
        call(4, seconds=0),
        call(5, seconds=10, started_at=utc("2026-03-01 12:00")),
    ]
    events = [event(number) for number in (1, 2, 3)] + [event(9, meter="pages", quantity=Decimal(7))]
    async with program.scope(TEST, company_id=shop.company_id) as scope:
        await actions.record_calls(scope, "pbx", "calls", calls)
        await actions.record_events(scope, events)
    return shop


@pytest.fixture
async def client(program: Program, busy: Shop) -> AsyncIterator[httpx2.AsyncClient]:
    async with client_as(program, "usage.read", company_id=busy.company_id) as client:
        yield client


async def rows(client: httpx2.AsyncClient, group_by: str, **parameters: Any) -> list[dict[str, Any]]:
    answer = await client.get("/usage/reports", params=DAYS | {"group_by": group_by} | parameters)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["rows"]
    return found


def shown(row: dict[str, Any], *names: str) -> tuple[Any, ...]:
    return tuple(row[name] for name in names)


async def test_by_meter(client: httpx2.AsyncClient) -> None:
    calls, pages, sms = await rows(client, "meter")
    # The call of 1 March came before the subscription: counted, not rated.
    names = ("key", "events", "calls", "answered", "quantity", "billable_seconds", "billed_seconds")
    assert shown(calls, *names) == ("calls", 5, 5, 4, "191", 191, 216)
    # 61 s are 0.01 + 0.10 + 0.01, 30 s 0.11, 90 s 0.01 + 0.10 + 0.05, and nothing for zero seconds
    assert calls["amounts"] == [{"amount": "0.3900", "currency": "EUR"}]
    assert shown(pages, *names) == ("pages", 1, 0, 0, "7", 0, 0)
    assert pages["amounts"] == []
    assert shown(sms, *names) == ("sms", 3, 0, 0, "3", 0, 0)
    assert sms["amounts"] == [{"amount": "0.0000", "currency": "EUR"}]


async def test_by_module_nobodys_usage_comes_last_and_units_are_not_mixed(
    client: httpx2.AsyncClient, busy: Shop
) -> None:
    of_module, of_nobody = await rows(client, "module")
    assert shown(of_module, "key", "label") == (busy.module.id, busy.module.name)
    assert shown(of_module, "events", "quantity") == (7, None)
    assert shown(of_nobody, "key", "label", "events", "quantity") == (None, None, 2, None)
    (sms,) = await rows(client, "module", meter="sms")
    assert shown(sms, "events", "quantity") == (3, "3")
    (only,) = await rows(client, "module", module=busy.module.slug)
    assert only["events"] == 7


async def test_by_day_and_month_in_local_time(client: httpx2.AsyncClient) -> None:
    assert [shown(one, "key", "calls") for one in await rows(client, "day")] == [("2026-03-01", 1), ("2026-03-02", 4)]
    assert [shown(one, "key", "events") for one in await rows(client, "month")] == [("2026-03", 9)]
    assert [one["key"] for one in await rows(client, "day", to="2026-03-01")] == ["2026-03-01"]


async def test_by_agent_from_the_calls_themselves(client: httpx2.AsyncClient) -> None:
    formula, ada = await rows(client, "agent")
    assert shown(formula, "key", "calls", "billed_seconds") == ("=SUM(A1)", 1, 90)
    assert shown(ada, "key", "events", "calls", "answered", "billable_seconds") == ("ada", 4, 4, 3, 101)
    assert ada["amounts"] == [{"amount": "0.2300", "currency": "EUR"}]
    assert [shown(one, "key", "calls") for one in await rows(client, "agent", to="2026-03-01")] == [("ada", 1)]
    assert await rows(client, "agent", meter="sms") == []


async def test_agents_differ_in_case_on_every_database(
    program: Program, busy: Shop, client: httpx2.AsyncClient
) -> None:
    async with program.scope(TEST, company_id=busy.company_id) as scope:
        await actions.record_calls(scope, "pbx", "calls", [call(20, agent="Ada"), call(21, agent="ada ")])
    assert [one["key"] for one in await rows(client, "agent")] == ["=SUM(A1)", "Ada", "ada", "ada "]


async def test_every_grouping_adds_up_to_the_same(client: httpx2.AsyncClient) -> None:
    sums = []
    for group_by in ("module", "meter", "day", "month"):
        found = await rows(client, group_by)
        sums.append([sum(one[name] for one in found) for name in ("events", "calls", "answered", "billed_seconds")])
    assert sums == [[9, 5, 4, 216]] * 4
    (agents,) = [await rows(client, "agent")]
    assert [sum(one[name] for one in agents) for name in ("calls", "answered", "billed_seconds")] == [5, 4, 216]


async def test_companies_are_for_the_operator(program: Program, busy: Shop, client: httpx2.AsyncClient) -> None:
    other = await stage(program, "each", company="other")
    await other.use("5", NOW)
    async with client_as(program, "usage.read") as operator:
        found = await rows(operator, "company")
        assert {one["key"]: one["events"] for one in found} == {busy.company_id: 9, other.company_id: 1}
        assert {one["label"] for one in found} == {"Nordlicht", "Other"}
        assert [one["events"] for one in await rows(operator, "month", company=other.company_id)] == [1]
        assert [one["calls"] for one in await rows(operator, "agent")] == [1, 4]
    refused = await client.get("/usage/reports", params=DAYS | {"group_by": "company"})
    assert refused.status_code == 403
    assert sum(one["events"] for one in await rows(client, "meter")) == 9
    assert (await client.get(f"/usage/reports?company={other.company_id}")).status_code == 404


async def test_csv_guards_what_a_spreadsheet_would_run(client: httpx2.AsyncClient) -> None:
    asked = DAYS | {"group_by": "agent"}
    by_header = await client.get("/usage/reports", params=asked, headers={"Accept": "text/csv"})
    by_name = await client.get("/usage/reports", params=asked | {"format": "csv"})
    assert by_header.text == by_name.text
    assert by_header.headers["content-type"] == "text/csv; charset=utf-8"
    header, formula, ada = csv.reader(io.StringIO(by_name.text))
    assert header[:5] == ["key", "label", "events", "calls", "answered"]
    assert header[-1] == "amount_EUR"
    assert formula[0] == "'=SUM(A1)"
    assert (ada[0], ada[-1]) == ("ada", "0.2300")
    as_json = await client.get("/usage/reports", params=asked | {"format": "json"}, headers={"Accept": "text/csv"})
    assert as_json.json()["group_by"] == "agent"
    assert (await client.get("/usage/reports", params=asked | {"format": "csv", "fields": "rows"})).status_code == 422


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_every_beginning_of_a_formula_is_guarded(start: str) -> None:
    row = ReportRow(
        key=f"{start}1",
        events=1,
        calls=1,
        answered=1,
        quantity_e6=-1,
        billable_seconds=1,
        billed_seconds=None,
        amounts_e4={},
    )
    (_, line) = csv.reader(io.StringIO(as_csv([row], {f"{start}1": f"{start}label"}), newline=""))
    assert line == [f"'{start}1", f"'{start}label", "1", "1", "1", "-0.000001", "1", ""]


async def test_days_from_before_billed_seconds_were_kept_say_so(
    program: Program, busy: Shop, client: httpx2.AsyncClient
) -> None:
    async with program.scope(TEST, company_id=busy.company_id) as scope:
        await scope.tx.execute(update(usage_daily).where(scope.of_company(usage_daily)).values(billed_seconds=None))
        await actions.record_calls(scope, "pbx", "calls", [call(30)])
    (calls, _, _) = await rows(client, "meter")
    assert shown(calls, "calls", "billed_seconds") == (6, None)


@pytest.mark.parametrize(
    "wrong",
    [
        {"from": "2026-03-02", "to": "2026-03-01"},
        {"from": "2024-01-01"},
        {"from": "2025-11-01", "group_by": "agent"},
        {"to": "9999-12-31"},
        {"from": "0001-01-01", "to": "0001-01-01"},
        {"group_by": "caller"},
        {"meter": "größe"},
        {"module": "no-such"},
    ],
)
async def test_what_cannot_be_reported_is_refused(client: httpx2.AsyncClient, wrong: dict[str, str]) -> None:
    assert (await client.get("/usage/reports", params=DAYS | wrong)).status_code == 422


def test_a_report_has_an_end() -> None:
    refuse_long(ROWS_MAX)
    with pytest.raises(Invalid):
        refuse_long(ROWS_MAX + 1)


async def test_the_last_thirty_days_are_shown_by_default(client: httpx2.AsyncClient) -> None:
    found = (await client.get("/usage/reports")).json()
    assert shown(found, "first_day", "last_day", "zone", "group_by") == (
        "2026-02-01",
        "2026-03-02",
        "Europe/Berlin",
        "module",
    )


async def test_a_voided_call_is_in_no_report(program: Program, busy: Shop, client: httpx2.AsyncClient) -> None:
    async with program.scope(TEST, company_id=busy.company_id) as scope:
        of_formula = select(call_record.c.id).where(scope.of_company(call_record), call_record.c.agent == "=SUM(A1)")
        found = (await scope.tx.execute(of_formula)).scalar_one()
        await actions.correct_call(scope, CallCorrection(call_id=found, reason="A test call.", void=True))
    assert [one["key"] for one in await rows(client, "agent")] == ["ada"]
    assert [one["calls"] for one in await rows(client, "meter", meter="calls")] == [4]


@pytest.mark.parametrize("group_by", ["company", "meter", "day", "agent"])
async def test_across_companies_test_companies_are_left_out(program: Program, busy: Shop, group_by: str) -> None:
    """They live by a clock of their own, and nothing about them is business; by itself such a company has its report."""
    async with program.scope(TEST) as scope:
        tester = await tenants.create_company(
            scope,
            slug="rehearsal",
            name="Rehearsal",
            zone="Europe/Berlin",
            currency=Currency.of("EUR"),
            billing_profile=make_profile("Rehearsal GmbH"),
            test_clock=NOW - timedelta(minutes=1),
        )
    async with program.scope(TEST, company_id=tester.id) as scope:
        await actions.record_events(scope, [event(1, quantity=Decimal(1000))])
        await actions.record_calls(scope, "pbx", "calls", [call(1, seconds=61, agent="Rehearsal")])
    async with client_as(program, "usage.read") as operator:
        across = await rows(operator, group_by)
        if group_by == "company":
            assert [one["key"] for one in across] == [busy.company_id]
            return
        alone = await rows(operator, group_by, company=busy.company_id)
        assert (await rows(operator, group_by, company=tester.id)) != []
    names = ("key", "events", "calls", "billable_seconds")
    assert [shown(one, *names) for one in across] == [shown(one, *names) for one in alone]
