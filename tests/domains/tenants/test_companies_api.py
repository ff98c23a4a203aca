"""The routes of companies, as the API promises them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.clients import client_as
from tests.factories import make_company
from trunkline.domains.tenants import queries
from trunkline.infra.program import Program
from trunkline.infra.scope import system_actor
from trunkline.kernel.page import PageRequest

TEST = system_actor("test")
PROFILE = {
    "legal_name": "Nordlicht GmbH",
    "email": "billing@nordlicht.example",
    "address_lines": ["Hafenstraße 7"],
    "postal_code": "20457",
    "city": "Hamburg",
    "country": "DE",
    "tax_id": "DE123456788",
    "tax_rate": "0.19",
    "tax_inclusive": True,
    "tax_rates": {"books": "0.07"},
}
NORDLICHT: dict[str, Any] = {
    "slug": "nordlicht",
    "name": "Nordlicht",
    "zone": "Europe/Berlin",
    "currency": "EUR",
    "locale": "de",
    "billing_cycle_day": 1,
    "billing_profile": PROFILE,
}


async def test_a_company_is_taken_on_and_shown(program: Program) -> None:
    async with client_as(program, "companies.read", "companies.manage") as operator:
        answer = await operator.post("/companies", json=NORDLICHT)
        assert answer.status_code == 201, answer.text
        made = answer.json()
        shown = {"id": made["id"], "state": "active", "created_at": "2026-03-02T12:00:00Z", "test_clock": None}
        assert made == NORDLICHT | shown
        assert (await operator.get(f"/companies/{made['id']}")).json() == made
        assert (await operator.get("/companies")).json() == {"items": [made], "next_cursor": None}


async def test_a_patch_changes_what_it_names_and_null_is_a_value(program: Program) -> None:
    async with client_as(program, "companies.manage", "companies.read") as operator:
        made = (await operator.post("/companies", json=NORDLICHT)).json()
        path = f"/companies/{made['id']}"
        changed = await operator.patch(path, json={"billing_cycle_day": None, "state": "suspended"})
        assert changed.json() == made | {"billing_cycle_day": None, "state": "suspended"}
        profile = PROFILE | {"tax_rate": "0.07"}
        assert (await operator.patch(path, json={"billing_profile": profile})).json()["billing_profile"] == profile
        assert (await operator.patch(path, json={"billing_profile": None})).json()["billing_profile"] == profile
        assert (await operator.patch(path, json={})).json() == (await operator.get(path)).json()


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"currency": "XXX"}, None),
        ({"zone": "Berlin"}, "/zone"),
        ({"billing_profile": PROFILE | {"tax_rate": "19%"}}, "/billing_profile/tax_rate"),
        ({"billing_profile": PROFILE | {"tax_rate": "1.0"}}, "/billing_profile/tax_rate"),
        ({"billing_profile": PROFILE | {"tax_rates": {"books": "7%"}}}, "/billing_profile/tax_rates"),
        ({"billing_profile": PROFILE | {"tax_rates": {"a/b": "1"}}}, "/billing_profile/tax_rates/a~1b"),
        ({"billing_profile": PROFILE | {"tax_rates": {" books": "0.07"}}}, "/billing_profile/tax_rates"),
        (
            {"billing_profile": PROFILE | {"tax_rates": {f"code-{one}": "0.1" for one in range(51)}}},
            "/billing_profile/tax_rates",
        ),
        ({"discount": "1"}, "/discount"),
    ],
)
async def test_what_cannot_stand_is_refused_and_nothing_is_kept(
    program: Program, change: dict[str, Any], pointer: str | None
) -> None:
    async with client_as(program, "companies.manage", "companies.read") as operator:
        refused = await operator.post("/companies", json=NORDLICHT | change)
        assert (refused.status_code, refused.json()["code"]) == (422, "invalid")
        assert [error["pointer"] for error in refused.json().get("errors", [])] == ([pointer] if pointer else [])
    async with program.scope(TEST, write=False) as scope:
        assert not (await queries.companies(scope, PageRequest())).items


async def test_zone_and_currency_are_fixed(program: Program) -> None:
    async with client_as(program, "companies.manage", "companies.read") as operator:
        made = (await operator.post("/companies", json=NORDLICHT)).json()
        for change in ({"zone": "UTC"}, {"currency": "USD"}, {"slug": "other"}):
            assert (await operator.patch(f"/companies/{made['id']}", json=change)).status_code == 422
        assert (await operator.get(f"/companies/{made['id']}")).json() == made


async def test_a_taken_slug_is_a_conflict(program: Program) -> None:
    async with client_as(program, "companies.manage") as operator:
        assert (await operator.post("/companies", json=NORDLICHT)).status_code == 201
        again = await operator.post("/companies", json=NORDLICHT)
        assert (again.status_code, again.json()["code"]) == (409, "conflict")


async def test_a_company_sees_itself_and_nobody_else(program: Program) -> None:
    async with program.scope(TEST) as scope:
        mine, other = await make_company(scope, "mine"), await make_company(scope, "other")
    async with client_as(program, "companies.read", company_id=mine.id) as client:
        assert [item["slug"] for item in (await client.get("/companies")).json()["items"]] == ["mine"]
        assert (await client.get(f"/companies/{mine.id}")).status_code == 200
        assert (await client.get(f"/companies/{other.id}")).status_code == 404
        assert (await client.patch(f"/companies/{mine.id}", json={"name": "Better"})).status_code == 403
    async with program.scope(TEST, write=False) as scope:
        assert (await queries.company(scope, mine.id)).name == "Mine"
