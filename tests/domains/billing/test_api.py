"""The routes, as the console and integrators use them."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import httpx2
import pytest
from pypdf import PdfReader

from tests.domains.billing.stage import Stage, bill, stage, utc
from tests.factories import make_user, sign_in
from trunkline.domains.access.model import RoleKey
from trunkline.infra.program import Program
from trunkline.infra.scope import system_actor


@pytest.fixture
async def nordlicht(program: Program) -> Stage:
    """A fee of 49.00 from 2 March, and three calls of March, unbilled."""
    made = await stage(program, "full")
    for minute, seconds in enumerate((61, 59, 133)):
        await made.call(seconds, utc(f"2026-03-03 08:{minute:02d}"))
    return made


async def as_role(program: Program, client: httpx2.AsyncClient, role: str, one: Stage | None = None) -> None:
    async with program.scope(system_actor("test")) as scope:
        await make_user(scope, RoleKey(role), company_id=one.company_id if one else None, email=f"{role}@x.example")
    await sign_in(client, f"{role}@x.example")


async def read(client: httpx2.AsyncClient, path: str) -> Any:
    answer = await client.get(f"/api/v1{path}")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_the_operator_runs_billing_and_a_run_again_finds_nothing(
    program: Program, client: httpx2.AsyncClient, nordlicht: Stage
) -> None:
    await as_role(program, client, "super_admin")
    answer = await client.post("/api/v1/billing/runs", json={"through": "2026-04-01"})
    assert answer.status_code == 200, answer.text
    run = answer.json()
    # 49.00 + 0.65 = 49.65; tax 9.31 + 0.12 (0.1235) = 9.43
    assert (run["companies"], run["invoices_issued"], run["lines"]) == (1, 1, 2)
    assert run["totals"] == [{"amount": "59.08", "currency": "EUR"}]
    again = (await client.post("/api/v1/billing/runs", json={"through": "2026-04-01"})).json()
    assert again["invoices_issued"] == 0


async def test_a_company_cannot_run_billing_or_void(
    program: Program, client: httpx2.AsyncClient, nordlicht: Stage
) -> None:
    await bill(program, "2026-03-02")
    await as_role(program, client, "company_admin", nordlicht)
    (invoice,) = await nordlicht.invoices()
    assert (await client.post("/api/v1/billing/runs", json={"through": "2026-04-01"})).status_code == 403
    assert (await client.post(f"/api/v1/invoices/{invoice.id}/void")).status_code == 403
    assert [one.state for one in await nordlicht.invoices()] == ["issued"]


async def test_an_invoice_is_read_down_to_the_single_call(
    program: Program, client: httpx2.AsyncClient, nordlicht: Stage
) -> None:
    await bill(program, "2026-04-01")
    await as_role(program, client, "finance_manager", nordlicht)
    listed = await read(client, "/invoices?state=issued")
    assert [one["number"] for one in listed["items"]] == ["TL-2026-000001"]
    invoice = await read(client, f"/invoices/{listed['items'][0]['id']}")
    assert invoice["total"] == invoice["due"] == {"amount": "59.08", "currency": "EUR"}
    assert invoice["period"] == {"start": "2026-03-01T23:00:00Z", "end": "2026-04-01T22:00:00Z"}
    assert [line["amount"]["amount"] for line in invoice["lines"]] == ["49.00", "0.65"]
    assert [line["has_calls"] for line in invoice["lines"]] == [False, True]
    calls = invoice["lines"][1]
    explain = await read(client, f"/invoices/{invoice['id']}/lines/{calls['id']}/explain")
    assert explain["result"] == {"amount": "0.65", "currency": "EUR"}
    assert explain["rounding"] == {"exact": "0.65", "rounded": "0.65", "rule": "half_up", "digits": 2}
    assert explain["price"]["model"] == "call"
    page = await read(client, f"/invoices/{invoice['id']}/lines/{calls['id']}/calls?limit=2")
    rest = await read(
        client, f"/invoices/{invoice['id']}/lines/{calls['id']}/calls?limit=2&cursor={page['next_cursor']}"
    )
    assert [one["rated"]["amount"] for one in page["items"] + rest["items"]] == ["0.3000", "0.1700", "0.1800"]


async def test_another_company_s_invoice_is_a_404(
    program: Program, client: httpx2.AsyncClient, nordlicht: Stage
) -> None:
    await bill(program, "2026-03-02")
    (invoice,) = await nordlicht.invoices()
    stranger = await stage(program, "starter", company="stranger")
    await as_role(program, client, "company_admin", stranger)
    for path in ("", "/pdf", "/lines/lin_00000000000000000000000000/explain"):
        assert (await client.get(f"/api/v1/invoices/{invoice.id}{path}")).status_code == 404, path
    assert (await read(client, "/invoices"))["items"] == []


async def test_the_operator_voids(program: Program, client: httpx2.AsyncClient, nordlicht: Stage) -> None:
    await bill(program, "2026-03-02")
    (invoice,) = await nordlicht.invoices()
    await as_role(program, client, "super_admin")
    answer = await client.post(f"/api/v1/invoices/{invoice.id}/void")
    assert (answer.status_code, answer.json()["state"], answer.json()["due"]["amount"]) == (200, "void", "0.00")
    again = await client.post(f"/api/v1/invoices/{invoice.id}/void")
    assert (again.status_code, again.json()["code"]) == (409, "invoice_not_open")


async def test_the_document_is_a_pdf_with_its_fonts_and_the_same_bytes_every_time(
    program: Program, client: httpx2.AsyncClient, nordlicht: Stage
) -> None:
    await bill(program, "2026-04-01")
    (invoice,) = await nordlicht.invoices()
    await as_role(program, client, "finance_manager", nordlicht)
    answer = await client.get(f"/api/v1/invoices/{invoice.id}/pdf")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert 'filename="TL-2026-000001.pdf"' in answer.headers["content-disposition"]
    assert (await client.get(f"/api/v1/invoices/{invoice.id}/pdf")).content == answer.content
    words = " ".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    for shown in ("TL-2026-000001", "Nordlicht GmbH", "Hamburg", "Platform fee", "59.08", "Page 1 of 1", "Open"):
        assert shown in words.replace("\xa0", " "), shown


async def test_invoices_are_found_by_their_local_day_of_issue(
    program: Program, client: httpx2.AsyncClient, nordlicht: Stage
) -> None:
    await bill(program, "2026-03-02")
    await as_role(program, client, "finance_manager", nordlicht)
    assert len((await read(client, "/invoices?from=2026-03-02&to=2026-03-02"))["items"]) == 1
    assert (await read(client, "/invoices?from=2026-03-03"))["items"] == []
    assert (await read(client, "/invoices?to=2026-03-01"))["items"] == []
    assert len((await read(client, "/invoices?from=1900-01-01&to=9998-12-31"))["items"]) == 1
    # the test's clock stands at noon; the end of a range is not part of it
    assert len((await read(client, "/invoices?from=2026-03-02T12:00:00Z&to=2026-03-02T12:00:00.000001Z"))["items"]) == 1
    assert (await read(client, "/invoices?from=2026-03-02T12:00:00.000001Z"))["items"] == []
    assert (await read(client, "/invoices?to=2026-03-02T12:00:00Z"))["items"] == []
