"""`trunkline clock`, as somebody types it."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.factories import make_company, make_profile
from trunkline.domains.tenants import actions as tenants
from trunkline.entrypoints.cli import main
from trunkline.entrypoints.cli.terminal import opened_program
from trunkline.infra.db import metadata
from trunkline.infra.scope import system_actor
from trunkline.kernel.money import Currency

STANDS = datetime(2026, 3, 28, 11, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A real company and one with a clock, which stands at noon of the day before clocks go forward there."""
    monkeypatch.setenv("TRUNKLINE_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("TRUNKLINE_DATABASE_URL", raising=False)
    asyncio.run(_prepare())


async def _prepare() -> None:
    async with opened_program() as program:
        async with program.database.write() as connection:
            await connection.run_sync(metadata.create_all)
        async with program.scope(system_actor("test")) as scope:
            await make_company(scope, "real")
            await tenants.create_company(
                scope,
                slug="lab",
                name="Lab",
                zone="Europe/Berlin",
                currency=Currency.of("EUR"),
                billing_profile=make_profile("Lab"),
                test_clock=STANDS,
            )


def test_it_is_moved_by_a_duration_and_to_a_day_of_the_company(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["clock", "show", "lab", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["now"], shown["advancing_to"]) == ("2026-03-28T11:00:00Z", None)
    assert main(["clock", "advance", "lab", "--by", "P2D", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["now"] == "2026-03-30T10:00:00Z"
    assert main(["clock", "advance", "lab", "--to", "2026-04-02"]) == 0
    assert "The clock of lab stands at 2026-04-01 22:00:00 UTC." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("real", "--by", "P1D"), "real company"),
        (("lab", "--to", "2026-03-01"), "2026-03-28"),
        (("lab", "--to", "soon"), "neither a day"),
        (("lab", "--to", "2026-04-01T10:00:00"), "offset"),
        (("nobody", "--by", "P1D"), "nobody"),
    ],
)
def test_what_cannot_be_is_refused_in_a_line(
    words: tuple[str, ...], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["clock", "advance", *words]) == 1
    assert told in capsys.readouterr().err
    assert main(["clock", "show", "lab", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["now"] == "2026-03-28T11:00:00Z"
