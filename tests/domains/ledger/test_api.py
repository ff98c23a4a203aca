"""The books over HTTP: who sees which, and that another company's do not exist."""

from __future__ import annotations

from datetime import timedelta

import httpx2
import pytest

from tests.domains.billing.stage import Stage, bill, stage
from tests.domains.billing.test_api import as_role, read
from tests.domains.billing.test_credit_notes import pay
from trunkline.infra.program import Program
from trunkline.kernel.clock import ManualClock


@pytest.fixture
async def nordlicht(program: Program, clock: ManualClock) -> Stage:
    """34.51 EUR, paid a second later; beside it another company with a bill of its own."""
    made = await stage(program, "starter")
    await stage(program, "fixed-big", company="other")
    await bill(program, "2026-03-02")
    clock.advance(timedelta(seconds=1))
    await pay(made, 3451)
    return made


async def test_a_company_reads_its_trial_balance(
    program: Program, client: httpx2.AsyncClient, nordlicht: Stage
) -> None:
    await as_role(program, client, "finance_manager", nordlicht)
    found = await read(client, "/ledger/accounts")
    assert found["company_id"] == nordlicht.company_id
    assert found["accounts"][0] == {
        "account": "receivable",
        "purpose": "receivable",
        "provider": None,
        "balance": {"amount": "0.00", "currency": "EUR"},
    }
    assert [(one["account"], one["provider"], one["balance"]["amount"]) for one in found["accounts"]] == [
        ("receivable", None, "0.00"),
        ("accrued", None, "-29.00"),
        ("tax_payable", None, "-5.51"),
        ("cash:manual", "manual", "34.51"),
    ]


async def test_the_operator_reads_the_sum_of_all_or_one(
    program: Program, client: httpx2.AsyncClient, nordlicht: Stage
) -> None:
    await as_role(program, client, "finance_manager")
    found = await read(client, "/ledger/accounts")
    sums = {one["account"]: one["balance"]["amount"] for one in found["accounts"]}
    assert found["company_id"] is None
    assert (sums["accrued"], sums["receivable"]) == ("-119.00", "107.10")
    mine = await read(client, f"/ledger/accounts?company={nordlicht.company_id}")
    assert {one["account"]: one["balance"]["amount"] for one in mine["accounts"]}["accrued"] == "-29.00"
    assert len((await read(client, "/ledger/transactions"))["items"]) == 3


async def test_transactions_are_read_page_by_page_and_one_by_one(
    program: Program, client: httpx2.AsyncClient, nordlicht: Stage
) -> None:
    await as_role(program, client, "company_admin", nordlicht)
    first = await read(client, "/ledger/transactions?limit=1")
    (paid,) = first["items"]
    assert (paid["event"], paid["source"]) == ("payment_received", f"invoice:{paid['document']}:paid:3451")
    assert paid["postings"] == [
        {"account": "cash:manual", "amount": {"amount": "34.51", "currency": "EUR"}},
        {"account": "receivable", "amount": {"amount": "-34.51", "currency": "EUR"}},
    ]
    rest = await read(client, f"/ledger/transactions?limit=1&cursor={first['next_cursor']}")
    assert [one["event"] for one in rest["items"]] == ["invoice_issued"]
    assert rest["next_cursor"] is None
    assert await read(client, f"/ledger/transactions/{paid['id']}") == paid


async def test_transactions_are_asked_for_by_account_source_invoice_and_day(
    program: Program, client: httpx2.AsyncClient, nordlicht: Stage
) -> None:
    await as_role(program, client, "finance_manager", nordlicht)
    (invoice,) = await nordlicht.invoices()

    async def events(words: str) -> list[str]:
        return [one["event"] for one in (await read(client, f"/ledger/transactions?{words}"))["items"]]

    assert await events("account=cash:manual") == ["payment_received"]
    assert await events("account=cash:stripe") == []
    assert await events(f"source=invoice:{invoice.id}:issued") == ["invoice_issued"]
    assert await events(f"invoice={invoice.id}") == ["payment_received", "invoice_issued"]
    assert await events("from=2026-03-03") == []
    assert await events("to=2026-03-01") == []
    assert len(await events("from=2026-03-02&to=2026-03-02")) == 2
    refused = await client.get("/api/v1/ledger/transactions?account=nothing")
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "query:account")


async def test_another_companys_books_do_not_exist(
    program: Program, client: httpx2.AsyncClient, nordlicht: Stage
) -> None:
    await as_role(program, client, "finance_manager", nordlicht)
    (transaction, *_) = (await read(client, "/ledger/transactions"))["items"]
    stranger = await stage(program, "free", company="stranger")
    await as_role(program, client, "company_admin", stranger)
    assert (await read(client, "/ledger/accounts"))["accounts"] == []
    assert (await read(client, "/ledger/transactions"))["items"] == []
    assert (await client.get(f"/api/v1/ledger/transactions/{transaction['id']}")).status_code == 404


async def test_who_does_not_follow_money_does_not_see_the_books(
    program: Program, client: httpx2.AsyncClient, nordlicht: Stage
) -> None:
    await as_role(program, client, "operations_manager", nordlicht)
    assert (await client.get("/api/v1/ledger/accounts")).status_code == 403
    assert (await client.get("/api/v1/ledger/transactions")).status_code == 403
