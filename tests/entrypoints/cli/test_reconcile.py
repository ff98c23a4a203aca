"""`trunkline payments reconcile`, as somebody types it."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from trunkline.domains.payments.ports import ChargeRequest, PaymentProviders, PresentedCard
from trunkline.entrypoints.cli import main
from trunkline.entrypoints.cli.terminal import opened_program
from trunkline.infra.db import metadata
from trunkline.kernel.money import Currency, Money


@pytest.fixture(autouse=True)
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At whose Stripe somebody else has charged 12.34 EUR."""
    monkeypatch.setenv("TRUNKLINE_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("TRUNKLINE_DEMO", "1")
    monkeypatch.delenv("TRUNKLINE_DATABASE_URL", raising=False)
    asyncio.run(_prepare())


async def _prepare() -> None:
    async with opened_program() as program:
        async with program.database.write() as connection:
            await connection.run_sync(metadata.create_all)
        stripe: Any = program.port(PaymentProviders).of("stripe")
        card = await stripe.attach_method(PresentedCard("pm_card_visa"))
        amount = Money(1234, Currency.of("EUR"))
        await stripe.charge(ChargeRequest("k", card.token, amount, "Elsewhere", customer_token=card.customer_token))
    await asyncio.sleep(1.1)  # Stripe's books have whole seconds


def _typed(*more: str) -> list[str]:
    now = datetime.now(UTC)
    span = ["--from", (now - timedelta(days=1)).isoformat(), "--to", now.isoformat()]
    return ["payments", "reconcile", "--provider", "stripe", *span, *more]


def test_what_is_open_is_shown_and_is_the_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(_typed("--json")) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["state"], told["found"], told["matched"]) == ("finished", 1, 0)
    (finding,) = told["findings"]
    assert (finding["kind"], finding["theirs"]) == ("charge_not_ours", {"amount": "12.34", "currency": "EUR"})
    assert main(_typed("--look-only")) == 1
    assert "1 differ (0 new), 0 closed, 0 fees booked, 1 open." in capsys.readouterr().err


def test_a_span_without_an_offset_and_an_unknown_provider_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["payments", "reconcile", "--provider", "stripe", "--from", "2026-01-01", "--to", "2026-02-01"])
    typed = _typed()
    typed[typed.index("stripe")] = "nobody"
    assert main(typed) != 0
    assert "'nobody'" in capsys.readouterr().err
