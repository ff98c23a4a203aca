"""The routes of test clocks: who may make one and move it, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.clients import client_as
from tests.conftest import run_jobs
from tests.factories import make_company
from trunkline.domains.payments.ports import PaymentProviders
from trunkline.infra.program import Program
from trunkline.infra.scope import system_actor
from trunkline.kernel.ids import CompanyId
from trunkline.providers.connected import Connected

TESTER = system_actor("test")
LAB: dict[str, Any] = {
    "slug": "lab",
    "name": "Lab",
    "zone": "Europe/Berlin",
    "currency": "EUR",
    "billing_profile": {"legal_name": "Lab", "email": "lab@lab.example", "country": "DE"},
    "test_clock": {"now": "2026-03-28T12:00:00+01:00"},
}
MAY = ("companies.read", "companies.manage", "payments.manage", "subscriptions.manage", "users.manage")


class Live:
    """A provider that takes real money."""

    name, is_live = "live", True


async def test_a_test_company_is_made_shown_and_moved(program: Program) -> None:
    async with client_as(program, *MAY) as operator:
        made = (await operator.post("/companies", json=LAB)).json()
        assert made["test_clock"] == {"now": "2026-03-28T11:00:00Z", "advancing_to": None}
        assert made["created_at"] == "2026-03-28T11:00:00Z"
        clock = f"/companies/{made['id']}/test-clock"
        started = await operator.post(f"{clock}/advance", json={"by": "P1M"})
        assert started.status_code == 202, started.text
        # A month in the calendar of the company: the clocks there went forward meanwhile.
        assert started.json()["advancing_to"] == "2026-04-28T10:00:00Z"
        assert started.json()["job"]["state"] == "queued"
        again = await operator.post(f"{clock}/advance", json={"by": "P1D"})
        assert (again.status_code, again.json()["code"]) == (409, "clock_moving")
        meanwhile = await operator.patch(f"/companies/{made['id']}", json={"name": "New"})
        assert (meanwhile.status_code, meanwhile.json()["code"]) == (409, "clock_moving")
        await run_jobs(program)
        there = (await operator.get(clock)).json()
        assert there["now"] == "2026-04-28T10:00:00Z"
        assert (there["advancing_to"], there["job"]) == (None, None)
        shown = (await operator.get(f"/companies/{made['id']}")).json()
        assert shown["test_clock"] == {"now": "2026-04-28T10:00:00Z", "advancing_to": None}
        changed = await operator.patch(f"/companies/{made['id']}", json={"name": "New"})
        assert (changed.status_code, changed.json()["test_clock"]) == (200, shown["test_clock"])


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"to": "2026-03-28T11:00:00Z"}, "/to"),
        ({"to": "2028-04-01T00:00:00Z"}, "/to"),
        ({"by": "P3Y"}, "/by"),
        ({"by": "P999999999Y"}, "/by"),
        ({"by": "P0D"}, "/by"),
        ({"by": "P"}, "/by"),
        ({"by": "a month"}, "/by"),
    ],
)
async def test_a_clock_moves_forward_two_years_at_most(program: Program, body: dict[str, str], pointer: str) -> None:
    async with client_as(program, *MAY) as operator:
        made = (await operator.post("/companies", json=LAB)).json()
        refused = await operator.post(f"/companies/{made['id']}/test-clock/advance", json=body)
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer), refused.text
        assert (await operator.get(f"/companies/{made['id']}")).json()["test_clock"]["advancing_to"] is None


async def test_where_payments_are_real_there_is_no_test_company_and_no_method_for_one(program: Program) -> None:
    async with client_as(program, *MAY) as operator:
        made = (await operator.post("/companies", json=LAB)).json()
    real: Any = Live()
    live = replace(program, ports=dict(program.ports) | {PaymentProviders: Connected(real)})
    async with client_as(live, *MAY) as operator:
        refused = await operator.post("/companies", json=LAB | {"slug": "second"})
        assert (refused.status_code, refused.json()["code"]) == (409, "live_payments")
        assert len((await operator.get("/companies")).json()["items"]) == 1
        card = {"token": "pm_card_visa"}
        refused = await operator.post("/payment-methods", params={"company": made["id"]}, json=card)
        assert (refused.status_code, refused.json()["code"]) == (409, "live_payments")


async def test_a_real_company_has_no_clock_and_another_company_none_that_it_can_see(program: Program) -> None:
    async with program.scope(TESTER) as scope:
        real = await make_company(scope)
    async with client_as(program, *MAY) as operator:
        made = (await operator.post("/companies", json=LAB)).json()
        assert (await operator.get(f"/companies/{real.id}/test-clock")).status_code == 404
        refused = await operator.post(f"/companies/{real.id}/test-clock/advance", json={"by": "P1D"})
        assert (refused.status_code, refused.json()["code"]) == (409, "no_test_clock")
    async with client_as(program, *MAY, company_id=real.id) as other:
        assert (await other.get(f"/companies/{made['id']}/test-clock")).status_code == 404
        moved = await other.post(f"/companies/{made['id']}/test-clock/advance", json={"by": "P1D"})
        assert moved.status_code == 404
    async with client_as(program, "companies.read", company_id=CompanyId(made["id"])) as own:
        assert (await own.get(f"/companies/{made['id']}/test-clock")).status_code == 200
        assert (await own.post(f"/companies/{made['id']}/test-clock/advance", json={"by": "P1D"})).status_code == 403


INVOICE = {"currency": "EUR", "items": [{"description": "Training", "quantity": "1", "unit_amount": "100.00"}]}


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("void", None, 200),
        ("uncollectible", None, 200),
        ("credit-notes", {"reason": "goodwill", "amount": "100.00"}, 201),
        ("pay", {}, 202),
    ],
)
async def test_what_an_invoice_names_needs_no_company_beside_it(
    program: Program, path: str, body: dict[str, str] | None, status: int
) -> None:
    """The invoice says whose it is: what is done with it carries its company's time, whether or not the operator names that."""
    async with client_as(
        program, *MAY, "invoices.read", "invoices.manage", "payments.read", "activity.read"
    ) as operator:
        made = (await operator.post("/companies", json=LAB)).json()
        of_lab = {"company": made["id"]}
        method = await operator.post("/payment-methods", params=of_lab, json={"token": "pm_card_visa"})
        assert method.status_code == 201, method.text
        invoice = await operator.post("/invoices", params=of_lab, json=INVOICE)
        assert invoice.status_code == 201, invoice.text
        done = await operator.post(f"/invoices/{invoice.json()['id']}/{path}", json=body)
        assert done.status_code == status, done.text
        newest = (await operator.get("/activity", params=of_lab)).json()["items"][0]
    assert newest["at"] == "2026-03-28T11:00:00Z"


async def test_what_carries_the_wrong_time_is_refused(program: Program) -> None:
    """Without the company's name a request has the machine's time; for a test company that is another one."""
    async with client_as(program, *MAY) as operator:
        made = (await operator.post("/companies", json=LAB)).json()
        card = {"token": "pm_card_visa"}
        method = (await operator.post("/payment-methods", params={"company": made["id"]}, json=card)).json()
        refused = await operator.delete(f"/payment-methods/{method['id']}")
        assert (refused.status_code, refused.json()["code"]) in {(409, "company_needed"), (422, "invalid")}
        done = await operator.delete(f"/payment-methods/{method['id']}", params={"company": made["id"]})
        assert done.status_code == 204, done.text
