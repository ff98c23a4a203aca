"""`trunkline ledger`, as somebody types it."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from sqlalchemy import Executable, delete, text, update

from tests.domains.billing.stage import bill, stage
from trunkline.domains.ledger import store
from trunkline.entrypoints.cli import main
from trunkline.entrypoints.cli.terminal import opened_program
from trunkline.infra.db import metadata

BOOKS = (store.ledger_posting, store.ledger_transaction, store.ledger_balance, store.ledger_deferral)


@pytest.fixture(autouse=True)
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two companies, each with an invoice over 34.51 EUR."""
    monkeypatch.setenv("TRUNKLINE_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("TRUNKLINE_DATABASE_URL", raising=False)
    asyncio.run(_prepare())


async def _prepare() -> None:
    async with opened_program() as program:
        async with program.database.write() as connection:
            await connection.run_sync(metadata.create_all)
        first = await stage(program, "starter")
        await stage(program, "starter", company="other")
        await bill(program, first.company.local_day(program.clock.now()).isoformat())


async def _damage(*statements: Executable) -> None:
    async with opened_program() as program, program.database.write("*") as connection:
        for statement in statements:
            await connection.execute(statement)


def test_books_that_are_right_are_told_to_be(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ledger", "check"]) == 0
    assert "The books of 2 companies were proved: 0 differences." in capsys.readouterr().err
    assert main(["ledger", "check", "--company", "nobody"]) == 1
    assert "There is no company" in capsys.readouterr().err


def test_what_is_wrong_is_listed_and_balances_are_rebuilt(capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(_damage(update(store.ledger_balance).values(amount_minor=1)))
    assert main(["ledger", "check", "--company", "other", "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert [(one["company"], one["check"], one["about"], one["kept"], one["proved"]) for one in found] == [
        ("other", "balance", "accrued", "0.01 EUR", "-29.00 EUR"),
        ("other", "balance", "receivable", "0.01 EUR", "34.51 EUR"),
        ("other", "balance", "tax_payable", "0.01 EUR", "-5.51 EUR"),
    ]
    assert main(["ledger", "rebuild", "--company", "nordlicht"]) == 0
    assert "3 balances were otherwise than their postings" in capsys.readouterr().err
    assert main(["ledger", "rebuild", "--json"]) == 0
    rebuilt = json.loads(capsys.readouterr().out)
    assert [(one["company"], one["account"], one["was"], one["is"]) for one in rebuilt] == [
        ("other", "accrued", 1, -2900),
        ("other", "receivable", 1, 3451),
        ("other", "tax_payable", 1, -551),
    ]
    assert main(["ledger", "check"]) == 0


def test_what_is_older_than_the_books_is_posted_once(capsys: pytest.CaptureFixture[str]) -> None:
    unsealed = [text(f"DROP TRIGGER IF EXISTS {table.name}_no_delete") for table in BOOKS]
    asyncio.run(_damage(*unsealed, *(delete(table) for table in BOOKS)))
    assert main(["ledger", "check"]) == 1
    assert main(["ledger", "catch-up", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == [
        {"company": "nordlicht", "posted": 1},
        {"company": "other", "posted": 1},
    ]
    assert main(["ledger", "catch-up"]) == 0
    assert "0 companies had documents without a transaction." in capsys.readouterr().err
    assert main(["ledger", "check"]) == 0
