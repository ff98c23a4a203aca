"""A company's preferred currency over HTTP: who may ask for it, what the answer says, what is shown, announced and refused."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

import httpx2
import pytest
from sqlalchemy import select

from tests.clients import client_as
from tests.conftest import run_jobs
from tests.factories import make_company, make_module, make_plan, make_subscription
from trunkline.domains.access.model import BUILT_IN_ROLES, RoleKey
from trunkline.domains.billing import actions as billing
from trunkline.domains.marketplace import actions as marketplace
from trunkline.domains.marketplace import queries as catalogue
from trunkline.domains.marketplace.model import FlatTerms, Module, NewPrice, PerUnitTerms, Subscription, Terms, Timing
from trunkline.domains.marketplace.model.offers.shapes import platform_fee
from trunkline.domains.marketplace.queries.stamps import tariff_stamp
from trunkline.domains.tenants.model import Company
from trunkline.domains.usage import actions as usage
from trunkline.domains.usage.queries import totals_at as used_totals
from trunkline.infra import journal
from trunkline.infra.program import Program
from trunkline.infra.queue import job_table
from trunkline.infra.scope import system_actor
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.errors import Invalid
from trunkline.kernel.money import Currency

TEST = system_actor("test")
USD = Currency.of("USD")


@dataclass(frozen=True)
class Desk:
    """It is 2 March 2026 in Berlin, and the company has the plan `both` of one module; `euros` has no price in USD."""

    program: Program
    company: Company
    module: Module
    subscription: Subscription

    @property
    def path(self) -> str:
        return f"/company/{self.company.id}/preferred-currency"

    async def read(self) -> Subscription:
        async with self.program.scope(TEST, company_id=self.company.id, write=False) as scope:
            return await catalogue.subscription(scope, self.subscription.id)


@pytest.fixture
async def desk(program: Program) -> Desk:
    offers = make_plan("both", platform_fee(EUR="31.00", USD="40.00")), make_plan("euros", platform_fee(EUR="62.00"))
    async with program.scope(TEST) as scope:
        company, module = await make_company(scope, tax_rate="0"), await make_module(scope, "desk", *offers)
    async with program.scope(TEST, company_id=company.id) as scope:
        subscription = await make_subscription(scope, module.plans[0])
    return Desk(program, company, module, subscription)


@pytest.fixture
async def admin(desk: Desk) -> AsyncIterator[httpx2.AsyncClient]:
    """The company's own admin."""
    permissions = BUILT_IN_ROLES[RoleKey.company_admin].permissions_in(desk.company.id)
    async with client_as(desk.program, *permissions, company_id=desk.company.id) as client:
        yield client


async def test_the_companys_own_admin_asks_and_hears_from_when(desk: Desk, admin: httpx2.AsyncClient) -> None:
    answer = await admin.put(desk.path, json={"currency": "USD"})
    assert answer.status_code == 200
    assert answer.json() == {
        "company_id": desk.company.id,
        "currency": "USD",
        "previous": "EUR",
        "subscriptions": [
            {
                "id": desk.subscription.id,
                "module_id": desk.module.id,
                "currency": "EUR",
                "billed_from": "2026-04-02",
            }
        ],
    }
    shown = (await admin.get(f"/subscriptions/{desk.subscription.id}")).json()
    assert shown["currency"] == "EUR"
    assert shown["upcoming_currency"] == {
        "currency": "USD",
        "first_day": "2026-04-02",
        "starts_at": "2026-04-01T22:00:00Z",
    }
    assert (await admin.get(f"/companies/{desk.company.id}")).json()["currency"] == "USD"
    entries = (await admin.get(f"/subscriptions/{desk.subscription.id}/timeline")).json()["items"]
    (entry,) = [one for one in entries if one["kind"] == "currency_changed"]
    assert (entry["title"], entry["day"], entry["planned"]) == ("EUR → USD", "2026-04-02", True)


async def test_the_change_is_told_once(desk: Desk, admin: httpx2.AsyncClient) -> None:
    for _ in range(2):
        await admin.put(desk.path, json={"currency": "USD"})
    async with desk.program.database.read() as connection:
        told = await journal.read_range(connection, f"company:{desk.company.id}", 0, 100)
    (fact,) = [one for one in told if one.kind == "company.currency_preferred"]
    first_days = {desk.subscription.id: "2026-04-02"}
    assert fact.subject == desk.company.id
    assert fact.payload == {"previous": "EUR", "currency": "USD", "first_days": first_days}


async def test_somebody_elses_company_is_not_there(desk: Desk, admin: httpx2.AsyncClient) -> None:
    async with desk.program.scope(TEST) as scope:
        other = await make_company(scope, "other")
    answer = await admin.put(f"/company/{other.id}/preferred-currency", json={"currency": "USD"})
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    async with client_as(desk.program, "companies.read", company_id=desk.company.id) as reader:
        assert (await reader.put(desk.path, json={"currency": "USD"})).status_code == 403
        assert (await reader.get(f"/companies/{desk.company.id}")).json()["currency"] == "EUR"


async def test_plans_without_a_price_are_named_and_nothing_changes(desk: Desk, admin: httpx2.AsyncClient) -> None:
    euros = desk.module.plans[1]
    async with desk.program.scope(TEST, company_id=desk.company.id) as scope:
        await marketplace.change_subscription(scope, desk.subscription.id, plan_id=euros.id)
    before = await desk.read()
    answer = await admin.put(desk.path, json={"currency": "USD"})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert f"The plan {euros.name} has no price in USD" in answer.json()["detail"]
    assert answer.json()["errors"][0]["pointer"] == "/currency"
    assert await desk.read() == before
    assert (await admin.get(f"/companies/{desk.company.id}")).json()["currency"] == "EUR"
    unknown = await admin.put(desk.path, json={"currency": "XYZ"})
    assert (unknown.status_code, unknown.json()["code"]) == (422, "invalid")


async def test_the_operator_asks_for_a_company_that_lives_by_its_own_clock(desk: Desk) -> None:
    async with client_as(desk.program, "companies.manage", "companies.read", "subscriptions.manage") as operator:
        body = {
            "slug": "tried",
            "name": "Tried",
            "zone": "Europe/Berlin",
            "currency": "EUR",
            "billing_profile": {"legal_name": "Tried", "email": "a@tried.example", "country": "DE"},
            "test_clock": {"now": "2027-06-15T10:00:00Z"},
        }
        made = (await operator.post("/companies", json=body)).json()
        subscribed = {"plan_id": desk.module.plans[0].id}
        assert (await operator.post(f"/subscriptions?company={made['id']}", json=subscribed)).status_code == 201
        answer = await operator.put(f"/company/{made['id']}/preferred-currency", json={"currency": "USD"})
        assert answer.json()["subscriptions"][0]["billed_from"] == "2027-07-15"


async def test_a_company_without_subscriptions_begins_in_its_currency(desk: Desk) -> None:
    async with desk.program.scope(TEST) as scope:
        other = await make_company(scope, "other")
    async with client_as(desk.program, "subscriptions.manage") as operator:
        answer = await operator.put(f"/company/{other.id}/preferred-currency", json={"currency": "USD"})
        assert (answer.status_code, answer.json()["subscriptions"]) == (200, [])
    async with desk.program.scope(TEST, company_id=other.id) as scope:
        assert (await make_subscription(scope, desk.module.plans[0])).currency == USD
    async with desk.program.scope(TEST, company_id=other.id) as scope:
        with pytest.raises(Invalid, match="has no price in USD"):
            await marketplace.change_subscription(
                scope, (await catalogue.subscriptions_of(scope, other.id))[0].id, plan_id=desk.module.plans[1].id
            )


async def test_the_preview_shows_the_next_period_in_the_new_currency(
    desk: Desk, admin: httpx2.AsyncClient, clock: ManualClock
) -> None:
    async with desk.program.scope(TEST, company_id=desk.company.id) as scope:
        await billing.issue_company_invoice(scope, desk.company.id, desk.company.local_day(scope.now))
    await admin.put(desk.path, json={"currency": "USD"})
    clock.move_to(datetime.fromisoformat("2026-03-20T10:00:00Z"))
    async with desk.program.scope(TEST, company_id=desk.company.id, write=False) as scope:
        (upcoming,) = (await billing.preview_invoices(scope, desk.company.id)).invoices
    assert (str(upcoming.total), upcoming.currency) == ("40.00 USD", USD)


async def test_who_rates_usage_hears_of_it_also_where_a_phase_begins_there_anyway(desk: Desk) -> None:
    """Tariffs are kept between batches; a change of plan that was to come has cut the phases there already."""
    async with desk.program.scope(TEST, company_id=desk.company.id) as scope:
        await marketplace.change_subscription(scope, desk.subscription.id, quantity=3)
        before = await tariff_stamp(scope, desk.company.id)
    async with desk.program.scope(TEST, company_id=desk.company.id) as scope:
        await marketplace.bill_in(scope, desk.company, USD)
        assert await tariff_stamp(scope, desk.company.id) != before
        assert [
            phase.currency.code for phase in (await catalogue.subscription(scope, desk.subscription.id)).phases
        ] == [
            "EUR",
            "USD",
        ]


async def test_a_phase_of_before_there_were_several_has_the_currency_of_its_subscription(desk: Desk) -> None:
    async with desk.program.database.write() as connection:
        await connection.exec_driver_sql("UPDATE subscription_phase SET currency = NULL")
    found = await desk.read()
    assert found == desk.subscription
    async with desk.program.scope(TEST, write=False) as scope:
        plan_id = desk.module.plans[0].id
        assert await catalogue.companies_on_plan(scope, plan_id, desk.company.currency) == [desk.company.id]
        assert await catalogue.companies_on_plan(scope, plan_id, USD) == []


async def test_what_was_not_told_ahead_is_left_alone(desk: Desk, admin: httpx2.AsyncClient) -> None:
    await admin.put(desk.path, json={"currency": "USD"})
    assert await usage.rate_ahead_anew(desk.program.begin_as(TEST), desk.company.id, desk.program.clock.now()) == 0


async def test_a_component_without_a_price_is_named_until_it_has_one_by_then(
    desk: Desk, admin: httpx2.AsyncClient
) -> None:
    """What the new price list lacks would be given away; what is scheduled for its first period counts."""
    plan = desk.module.plans[0]
    support = _price("support", None, FlatTerms(Decimal(5)))
    in_dollars = replace(support, currency=USD, effective_from=datetime.fromisoformat("2026-04-01T22:00:00Z"))
    async with desk.program.scope(TEST) as scope:
        await marketplace.create_price(scope, plan.id, support)
    answer = await admin.put(desk.path, json={"currency": "USD"})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/currency")
    assert answer.json()["detail"] == (
        f"The plan {plan.name} has no price in USD for support. "
        "Convert the prices into USD first, or change to a plan that has them."
    )
    async with desk.program.scope(TEST) as scope:
        await marketplace.create_price(scope, plan.id, in_dollars)
    assert (await admin.put(desk.path, json={"currency": "USD"})).status_code == 200


async def test_usage_told_ahead_is_found_however_late_the_worker_is_and_looked_for_twice(
    desk: Desk, admin: httpx2.AsyncClient, clock: ManualClock
) -> None:
    plan = desk.module.plans[0]
    async with desk.program.scope(TEST) as scope:
        in_euros = _price("texts", "texts", PerUnitTerms(Decimal(1)))
        for price in (in_euros, replace(in_euros, currency=USD, terms=PerUnitTerms(Decimal("1.2")))):
            await marketplace.create_price(scope, plan.id, price)
    used = {"source": "test", "event_id": "one", "meter": "texts", "used_at": "2026-04-03T10:00:00Z", "quantity": "4"}
    async with client_as(desk.program, "usage.write", company_id=desk.company.id) as teller:
        answer = await teller.post("/usage/events", json={"events": [used]})
        assert answer.status_code in (200, 201), answer.text
    await admin.put(desk.path, json={"currency": "USD"})
    clock.move_to(datetime.fromisoformat("2026-04-20T10:00:00Z"))
    await run_jobs(desk.program)
    async with desk.program.scope(TEST, company_id=desk.company.id, write=False) as scope:
        (found,) = [one for one in await used_totals(scope, scope.now) if one.events]
        assert (await catalogue.price(scope, found.price_id)).currency == USD
    assert await _looked_for(desk) == ["queued", "succeeded"]
    clock.move_to(datetime.fromisoformat("2026-04-20T10:16:00Z"))
    await run_jobs(desk.program)
    assert await _looked_for(desk) == ["succeeded", "succeeded"]


async def _looked_for(desk: Desk) -> list[str]:
    async with desk.program.database.read() as connection:
        chosen = select(job_table.c.state).where(job_table.c.kind == "usage.rate_ahead")
        return sorted((await connection.execute(chosen)).scalars())


def _price(component: str, meter: str | None, terms: Terms) -> NewPrice:
    return NewPrice(
        currency=Currency.of("EUR"),
        component=component,
        description=component,
        timing=Timing.arrears if meter else Timing.advance,
        meter=meter,
        unit="unit",
        terms=terms,
    )
