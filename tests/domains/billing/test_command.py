"""`trunkline bill run`, as somebody types it."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

from tests.domains.billing.stage import stage
from tests.journeys.installation import Installation
from trunkline.entrypoints.wiring import running_program
from trunkline.infra.config import Config
from trunkline.kernel.clock import ManualClock

MARCH = ManualClock(datetime(2026, 3, 2, 12, tzinfo=UTC))


async def seed(url: str, folder: Path) -> None:
    config = Config(data_dir=folder, database_url=url, secret_key=b"x" * 32)
    async with running_program(config, clock=MARCH) as program:
        await stage(program, "starter")
        await stage(program, "starter", company="other")


def test_the_command_bills_one_company_then_the_rest_then_nothing(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'shop.sqlite3'}"
    shop = Installation(tmp_path / "data", url)
    shop.run("migrate")
    asyncio.run(seed(url, tmp_path / "data"))
    words = ("bill", "run", "--through", "2026-03-02")
    first = json.loads(shop.run(*words, "--company", "nordlicht", "--json").stdout)
    assert (first["companies"], first["totals"]) == (1, [{"amount": "34.51", "currency": "EUR"}])
    assert first["invoices"][0]["number"].endswith("-000001")
    assert "1 invoices for 2 companies: 34.51 EUR." in shop.run(*words).stderr
    assert "0 invoices for 2 companies: nothing." in shop.run(*words).stderr
    assert "There is no company" in shop.run(*words, "--company", "nobody", expect=1).stderr
    assert "invalid" in shop.run("bill", "run", "--through", "yesterday", expect=2).stderr
