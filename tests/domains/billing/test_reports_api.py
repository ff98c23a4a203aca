"""The reports as they are asked for: over HTTP as JSON and CSV, and by the command."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.conftest import NOON
from tests.domains.billing.stage import TEST, Stage, bill, stage
from tests.domains.currencies.stage import keep, quoted
from tests.factories import make_user, sign_in
from trunkline.domains.access.model import RoleKey
from trunkline.domains.billing.model.reports import ReceivableRow, RevenueRow
from trunkline.domains.billing.rules.report_csv import receivables_csv, revenue_csv
from trunkline.entrypoints.cli import main
from trunkline.entrypoints.cli.terminal import opened_program
from trunkline.infra.db import metadata
from trunkline.infra.program import Program
from trunkline.kernel.ids import CompanyId
from trunkline.kernel.money import Currency, Money

MONTHS = "from=2026-03&to=2026-03"


@pytest.fixture
async def shops(program: Program) -> list[Stage]:
    """Two that were billed for March: 29.00 EUR, and 32.00 USD at 0.85."""
    await keep(program, quoted(NOON))
    made = [await stage(program, "starter"), await stage(program, "starter", company="harbor", currency="USD")]
    await bill(program, "2026-03-02")
    return made


async def as_operator(program: Program, client: httpx2.AsyncClient) -> None:
    async with program.scope(TEST) as scope:
        await make_user(scope, RoleKey.super_admin)
    await sign_in(client)


async def read(client: httpx2.AsyncClient, path: str) -> Any:
    answer = await client.get(f"/api/v1/reports/{path}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


async def test_revenue_in_both_currencies(program: Program, client: httpx2.AsyncClient, shops: list[Stage]) -> None:
    await as_operator(program, client)
    found = await read(client, f"revenue?{MONTHS}")
    assert (found["from"], found["to"], found["zone"], found["reporting_currency"]) == (
        "2026-03",
        "2026-03",
        "UTC",
        "EUR",
    )
    assert found["group_by"] == ["company", "module", "month"]
    shown = [
        (row["month"], row["company_name"], row["module_name"], row["net"], row["reported"]) for row in found["rows"]
    ]
    assert shown == [
        (
            "2026-03",
            "Nordlicht",
            "AI receptionist",
            {"amount": "29.00", "currency": "EUR"},
            {"amount": "29.00", "currency": "EUR"},
        ),
        (
            "2026-03",
            "Harbor",
            "AI receptionist",
            {"amount": "32.00", "currency": "USD"},
            {"amount": "27.20", "currency": "EUR"},
        ),
    ]
    assert found["reported"] == [{"amount": "56.20", "currency": "EUR"}]
    by_month = await read(client, f"revenue?{MONTHS}&group_by=month")
    assert by_month["rows"] == [one | {"month": "2026-03"} for one in by_month["totals"]]


async def test_tax_and_receivables(program: Program, client: httpx2.AsyncClient, shops: list[Stage]) -> None:
    await as_operator(program, client)
    tax = await read(client, f"tax?{MONTHS}")
    assert [(row["tax_rate"], row["tax"]["amount"], row["reported_tax"]["amount"]) for row in tax["rows"]] == [
        ("0.19", "5.51", "5.51"),
        ("0.19", "6.08", "5.17"),
    ]
    assert tax["reported"] == [{"amount": "10.68", "currency": "EUR"}]
    assert [row["tax_rate"] for row in tax["totals"]] == [None, None]
    owed = await read(client, "receivables?group_by=company")
    assert [(row["company_name"], row["due"]["amount"], row["reported"]["amount"]) for row in owed["rows"]] == [
        ("Nordlicht", "34.51", "34.51"),
        ("Harbor", "38.08", "32.37"),
    ]
    assert owed["reported"] == [{"amount": "66.88", "currency": "EUR"}]
    assert [row["company_name"] for row in (await read(client, "receivables"))["rows"]] == [None, None]


async def test_a_company_sees_its_own(program: Program, client: httpx2.AsyncClient, shops: list[Stage]) -> None:
    async with program.scope(TEST) as scope:
        await make_user(scope, RoleKey.company_admin, company_id=shops[1].company_id)
    await sign_in(client)
    assert [row["net"]["currency"] for row in (await read(client, f"revenue?{MONTHS}"))["rows"]] == ["USD"]
    assert [row["net"]["currency"] for row in (await read(client, f"tax?{MONTHS}"))["rows"]] == ["USD"]
    assert [row["due"]["currency"] for row in (await read(client, "receivables"))["rows"]] == ["USD"]


async def test_the_same_as_csv(program: Program, client: httpx2.AsyncClient, shops: list[Stage]) -> None:
    await as_operator(program, client)
    answer = await client.get(f"/api/v1/reports/revenue?{MONTHS}", headers={"Accept": "text/csv"})
    assert answer.headers["content-type"].startswith("text/csv")
    assert [
        (row["company"], row["net"], row["reporting_currency"], row["reported_net"]) for row in rows_of(answer.text)
    ] == [
        ("Nordlicht", "29.00", "EUR", "29.00"),
        ("Harbor", "32.00", "EUR", "27.20"),
    ]
    tax = await client.get(f"/api/v1/reports/tax?{MONTHS}&format=csv")
    assert [(row["tax_rate"], row["tax"], row["reported_tax"]) for row in rows_of(tax.text)] == [
        ("0.19", "5.51", "5.51"),
        ("0.19", "6.08", "5.17"),
    ]
    owed = await client.get("/api/v1/reports/receivables?format=csv")
    assert [(row["invoices"], row["due"], row["reported_due"]) for row in rows_of(owed.text)] == [
        ("1", "34.51", "34.51"),
        ("1", "38.08", "32.37"),
    ]
    assert (await client.get("/api/v1/reports/tax?format=csv&fields=rows")).status_code == 422


@pytest.mark.parametrize("asked", ["from=2026-13", "from=March", "from=2026-04&to=2026-03", "group_by=day"])
async def test_what_cannot_be_asked_for_is_refused(program: Program, client: httpx2.AsyncClient, asked: str) -> None:
    await as_operator(program, client)
    assert (await client.get(f"/api/v1/reports/revenue?{asked}")).status_code == 422


def test_a_row_without_reporting_amounts_and_a_name_that_looks_like_a_formula() -> None:
    net = Money(100, Currency.of("USD"))
    row = RevenueRow(month=date(2026, 3, 1), company_id=CompanyId("com_x"), company_name="=1+1", net=net, reported=None)
    (read_back,) = rows_of(revenue_csv([row]))
    assert (read_back["company"], read_back["reporting_currency"], read_back["reported_net"]) == ("'=1+1", "", "")
    (owed,) = rows_of(receivables_csv([ReceivableRow(company_name="Harbor", invoices=2, due=net, reported=None)]))
    assert (owed["company"], owed["invoices"], owed["due"], owed["reported_due"]) == ("Harbor", "2", "1.00", "")


def test_the_command_prints_the_same(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TRUNKLINE_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("TRUNKLINE_DATABASE_URL", raising=False)
    month = asyncio.run(_billed())
    assert main(["bill", "report", "revenue", "--from", month, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["reporting_currency"] == "EUR"
    assert found["totals"][0]["reported"] == found["totals"][0]["net"]
    assert [(row["month"], row["company_name"]) for row in found["rows"]] == [(month, "Nordlicht")]
    assert main(["bill", "report", "tax", "--csv", "--company", "nordlicht"]) == 0
    assert [row["tax_rate"] for row in rows_of(capsys.readouterr().out)] == ["0.19"]
    assert main(["bill", "report", "receivables", "--by", "company"]) == 0
    assert "Nordlicht" in capsys.readouterr().out
    assert main(["bill", "report", "revenue", "--to", "2000-01"]) == 0
    assert "Nothing." in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main(["bill", "report", "revenue", "--from", "March"])


async def _billed() -> str:
    """A company that was billed today; the month."""
    async with opened_program() as program:
        async with program.database.write() as connection:
            await connection.run_sync(metadata.create_all)
        await stage(program, "starter")
        today = program.clock.now().date()
        await bill(program, today.isoformat())
    return f"{today:%Y-%m}"
