"""The overview adds up what the rooms answer: per currency, per local day, and only what the caller may see."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.clients import client_as
from tests.domains.billing.stage import Stage, stage, utc
from trunkline.domains.billing import actions as billing
from trunkline.infra.program import Program
from trunkline.infra.scope import system_actor
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.ids import CompanyId
from trunkline.kernel.money import Currency, Money

ALL = ("invoices.read", "usage.read")
TEST = system_actor("test")


def eur(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "EUR"}


def jpy(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "JPY"}


async def overview(
    program: Program, *permissions: str, company_id: CompanyId | None = None, **parameters: str
) -> dict[str, Any]:
    async with client_as(program, *(permissions or ALL), company_id=company_id) as client:
        answer = await client.get("/overview", params=parameters)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def day_of(days: list[dict[str, Any]], day: str) -> dict[str, Any]:
    (found,) = [one for one in days if one["day"] == day]
    return found


async def busy(program: Program) -> Stage:
    """A fee of 49.00 invoiced on 2 March, and two calls: 90 s today, 60 s yesterday before the subscription began."""
    nordlicht = await stage(program, "full")
    await nordlicht.bill("2026-03-02")
    await nordlicht.call(90, utc("2026-03-02 10:00"))
    await nordlicht.call(60, utc("2026-03-01 10:00"))
    return nordlicht


async def test_a_company_sees_its_money_and_its_calls(program: Program) -> None:
    nordlicht = await busy(program)
    found = await overview(program, company_id=nordlicht.company_id)
    assert (found["currency"], found["zone"]) == ("EUR", "Europe/Berlin")
    assert (found["from"], found["to"]) == ("2026-02-01", "2026-03-02")
    assert found["revenue"] == {"this_month": [eur("49.00")], "last_month": []}
    # 49.00 and 19 % of it: 9.31
    assert found["open_invoices"] == {"count": 1, "amount": [eur("58.31")]}
    assert found["past_due"] == {"count": 0, "amount": []}
    assert found["calls"] == {"today": 1, "yesterday": 1}
    assert found["minutes_this_month"] == "2.5"
    # 0.05 to connect, 60 s at 0.12, then 5 × 6 s at 0.10 a minute: 0.05 + 0.12 + 0.05
    assert found["unbilled_usage"] == [eur("0.22")]
    assert len(found["revenue_by_day"]) == len(found["calls_by_day"]) == 30
    assert day_of(found["revenue_by_day"], "2026-03-02") == {"day": "2026-03-02", "amount": [eur("49.00")]}
    assert day_of(found["revenue_by_day"], "2026-03-01") == {"day": "2026-03-01", "amount": []}
    assert day_of(found["calls_by_day"], "2026-03-01") == {"day": "2026-03-01", "calls": 1, "answered": 1}


async def test_all_companies_have_a_list_per_amount_and_never_a_sum_across_currencies(program: Program) -> None:
    await busy(program)
    tokyo = await stage(program, "starter", company="tokyo", zone="Asia/Tokyo", currency="JPY", tax_rate="0.10")
    await tokyo.bill("2026-03-02")
    found = await overview(program)
    assert (found["currency"], found["zone"]) == (None, "UTC")
    assert found["revenue"]["this_month"] == [eur("49.00"), jpy("3100")]
    assert found["open_invoices"] == {"count": 2, "amount": [eur("58.31"), jpy("3410")]}
    named = await overview(program, company=tokyo.company_id)
    assert named["revenue"]["this_month"] == [jpy("3100")]


async def test_another_companys_figures_are_never_seen(program: Program) -> None:
    await busy(program)
    other = await stage(program, "starter", company="other")
    found = await overview(program, company_id=other.company_id)
    assert found["revenue"] == {"this_month": [], "last_month": []}
    assert found["calls"] == {"today": 0, "yesterday": 0}
    assert found["unbilled_usage"] == []
    async with client_as(program, *ALL, company_id=other.company_id) as client:
        answer = await client.get(
            "/overview", params={"company": (await stage(program, "free", company="third")).company_id}
        )
    assert answer.status_code == 404


async def test_what_one_may_not_see_is_null_and_not_zero(program: Program) -> None:
    nordlicht = await busy(program)
    of_money = ("revenue", "open_invoices", "past_due", "revenue_by_day")
    of_usage = ("calls", "minutes_this_month", "unbilled_usage", "calls_by_day")
    team = await overview(program, "usage.read", company_id=nordlicht.company_id)
    assert [team[name] for name in of_money] == [None] * 4
    assert team["calls"] == {"today": 1, "yesterday": 1}
    finance = await overview(program, "invoices.read", company_id=nordlicht.company_id)
    assert [finance[name] for name in of_usage] == [None] * 4
    assert finance["open_invoices"]["count"] == 1


async def test_a_month_later_it_is_last_months_revenue_and_past_due(program: Program, clock: ManualClock) -> None:
    nordlicht = await busy(program)
    clock.advance(timedelta(days=30))  # 1 April, 14:00 in Berlin; the invoice was due on 16 March
    await billing.mark_past_due(program.begin_as(TEST))
    found = await overview(program, company_id=nordlicht.company_id)
    assert found["revenue"] == {"this_month": [], "last_month": [eur("49.00")]}
    assert found["past_due"] == found["open_invoices"] == {"count": 1, "amount": [eur("58.31")]}
    assert found["minutes_this_month"] == "0.0"


async def test_paid_is_still_revenue_and_void_is_not(program: Program) -> None:
    nordlicht = await busy(program)
    (invoice,) = await nordlicht.invoices()
    async with program.scope(TEST, company_id=nordlicht.company_id) as scope:
        await billing.mark_paid(scope, invoice.id, Money.exact("58.31", Currency.of("EUR")), scope.now)
    paid = await overview(program, company_id=nordlicht.company_id)
    assert paid["revenue"]["this_month"] == [eur("49.00")]
    assert paid["open_invoices"] == {"count": 0, "amount": []}
    other = await stage(program, "starter", company="other")
    await other.bill("2026-03-02")
    (wrong,) = await other.invoices()
    async with program.scope(TEST, company_id=other.company_id) as scope:
        await billing.void_invoice(scope, wrong.id)
    assert (await overview(program, company_id=other.company_id))["revenue"]["this_month"] == []


async def test_the_charts_cover_the_days_asked_for(program: Program) -> None:
    nordlicht = await busy(program)
    found = await overview(program, company_id=nordlicht.company_id, **{"from": "2026-03-01", "to": "2026-03-01"})
    assert [one["day"] for one in found["calls_by_day"]] == ["2026-03-01"]
    assert [one["day"] for one in found["revenue_by_day"]] == ["2026-03-01"]
    assert found["revenue"]["this_month"] == [eur("49.00")]
    async with client_as(program, *ALL, company_id=nordlicht.company_id) as client:
        answer = await client.get("/overview", params={"from": "2026-03-02", "to": "2026-03-01"})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    "days",
    [{"to": "9999-12-31"}, {"from": "0001-01-01", "to": "0001-01-02"}, {"from": "2026-03-02", "to": "2026-03-01"}],
)
async def test_days_that_cannot_be_are_refused(program: Program, days: dict[str, str]) -> None:
    async with client_as(program, *ALL) as client:
        assert (await client.get("/overview", params=days)).status_code == 422
