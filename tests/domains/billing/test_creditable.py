"""What an invoice has left to credit, over HTTP: exactly what a credit note may take."""

from __future__ import annotations

from typing import Any

import httpx2

from tests.domains.billing.stage import bill, stage, utc
from tests.domains.billing.test_api import as_role
from trunkline.infra.program import Program
from trunkline.kernel.clock import ManualClock


async def left(client: httpx2.AsyncClient, invoice_id: str) -> tuple[str, list[tuple[str, str]]]:
    answer = await client.get(f"/api/v1/invoices/{invoice_id}/creditable")
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told["total"]["amount"], [(line["amount"]["amount"], line["tax"]["amount"]) for line in told["lines"]]


async def credit(client: httpx2.AsyncClient, invoice_id: str, body: dict[str, Any]) -> httpx2.Response:
    return await client.post(f"/api/v1/invoices/{invoice_id}/credit-notes", json=body | {"reason": "goodwill"})


async def test_a_credit_note_leaves_the_rest(program: Program, client: httpx2.AsyncClient) -> None:
    nordlicht = await stage(program, "starter")
    await bill(program, "2026-03-02")
    invoice = (await nordlicht.invoices())[0].id
    await as_role(program, client, "finance_manager")
    assert await left(client, invoice) == ("34.51", [("29.00", "5.51")])
    line = (await client.get(f"/api/v1/invoices/{invoice}/creditable")).json()["lines"][0]["invoice_line_id"]
    assert (await credit(client, invoice, {"lines": [{"invoice_line_id": line, "amount": "10.00"}]})).status_code == 201
    assert await left(client, invoice) == ("22.61", [("19.00", "3.61")])
    assert (await credit(client, invoice, {"amount": "22.61"})).status_code == 201
    assert await left(client, invoice) == ("0.00", [])


async def test_what_a_later_invoice_gave_back_is_not_left(
    program: Program, client: httpx2.AsyncClient, clock: ManualClock
) -> None:
    nordlicht = await stage(program, "starter")
    await nordlicht.bill("2026-03-02")
    clock.move_to(utc("2026-03-10 12:00"))
    await nordlicht.cancel()
    await nordlicht.bill("2026-03-10")  # -20.58 of the 29.00, and -3.91 of the tax
    first = next(one.id for one in await nordlicht.invoices() if one.total.minor == 3451)
    await as_role(program, client, "finance_manager")
    assert await left(client, first) == ("10.02", [("8.42", "1.60")])
    assert (await credit(client, first, {"amount": "34.51"})).status_code == 422
    assert (await credit(client, first, {"amount": "10.02"})).status_code == 201


async def test_nothing_is_left_of_what_is_void(program: Program, client: httpx2.AsyncClient) -> None:
    nordlicht = await stage(program, "starter")
    await bill(program, "2026-03-02")
    invoice = (await nordlicht.invoices())[0].id
    await as_role(program, client, "super_admin")
    assert (await client.post(f"/api/v1/invoices/{invoice}/void")).status_code == 200
    assert await left(client, invoice) == ("0.00", [])


async def test_a_stranger_learns_nothing(program: Program, client: httpx2.AsyncClient) -> None:
    nordlicht = await stage(program, "starter")
    await bill(program, "2026-03-02")
    invoice = (await nordlicht.invoices())[0].id
    await as_role(program, client, "company_admin", await stage(program, "starter", company="stranger"))
    assert (await client.get(f"/api/v1/invoices/{invoice}/creditable")).status_code == 404
