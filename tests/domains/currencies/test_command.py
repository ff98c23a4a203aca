"""`trunkline rates`, as somebody types it."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.factories import make_company, make_module
from trunkline.entrypoints.cli import main
from trunkline.entrypoints.cli.terminal import opened_program
from trunkline.infra.db import metadata
from trunkline.infra.scope import system_actor

TABLE = "Date,USD,JPY,EEK,\n2025-06-16,1.16,167,15.6466,\n2025-06-13,1.15,165,15.6466,\n"


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A company, and two days of rates."""
    folder = tmp_path_factory.mktemp("rates")
    table = folder / "eurofxref-hist.csv"
    table.write_text(TABLE)
    with pytest.MonkeyPatch.context() as patch:
        _enter(patch, folder)
        asyncio.run(_prepare())
        assert main(["rates", "load", str(table)]) == 0
    return folder


@pytest.fixture(autouse=True)
def installation(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _enter(monkeypatch, data_dir)


def _enter(patch: pytest.MonkeyPatch, folder: Path) -> None:
    patch.setenv("TRUNKLINE_DATA_DIR", str(folder / "data"))
    for name in ("TRUNKLINE_DATABASE_URL", "TRUNKLINE_RATES_SOURCES"):
        patch.delenv(name, raising=False)


async def _prepare() -> None:
    async with opened_program() as program:
        async with program.database.write() as connection:
            await connection.run_sync(metadata.create_all)
        async with program.scope(system_actor("test")) as scope:
            await make_company(scope)
            await make_module(scope)


def told(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> Any:
    capsys.readouterr()
    assert main(["rates", *words, "--json"]) == code
    out = capsys.readouterr().out
    return json.loads(out) if out else None


def test_a_pair_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    (shown,) = told(capsys, "show", "USD", "JPY", "--at", "2025-06-15")
    assert shown == {
        "rate": "143.47826087",
        "source": "ecb",
        "as_of": "2025-06-13T12:15:00Z",
        "stale": False,
        "held": False,
    }
    (now,) = told(capsys, "show", "EUR", "USD")
    assert (now["rate"], now["stale"]) == ("1.16", True)
    assert main(["rates", "show", "EUR", "BHD"]) == 1
    assert "No source has quoted EUR and BHD" in capsys.readouterr().err
    assert main(["rates", "show", "EUR"]) == 2
    assert main(["rates", "show", "EUR", "USD", "--at", "soon"]) == 1


def test_the_sources_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    (shown,) = told(capsys, "show")
    assert (shown["source"], shown["asked"], shown["currencies"], shown["freshness"]) == ("ecb", False, 3, "stale")
    assert main(["rates", "show"]) == 0
    assert capsys.readouterr().out.splitlines()[1].split()[:4] == ["ecb", "False", "2025-06-16", "12:15"]


def test_the_course_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    shown = told(capsys, "history", "EUR", "EEK", "--since", "2025-06-01", "--until", "2025-06-30")
    assert [(one["day"], one["rate"]) for one in shown] == [("2025-06-13", "15.6466"), ("2025-06-16", "15.6466")]


def test_an_amount_is_converted_with_and_without_a_key(capsys: pytest.CaptureFixture[str]) -> None:
    (looked,) = told(capsys, "convert", "100", "USD", "EUR", "--at", "2025-06-13")
    assert (looked["amount"], looked["converted"]) == ("100.00 USD", "86.96 EUR")
    words = ("convert", "100", "USD", "EUR", "--company", "nordlicht", "--key", "order-1")
    (made,) = told(capsys, *words)
    assert (made["converted"], made["exact"], made["stale"]) == ("86.21 EUR", "86.2069", True)
    assert told(capsys, *words) == [made]
    assert main(["rates", "convert", "5", "USD", "EUR", "--company", "nordlicht", "--key", "order-1"]) == 1
    assert "has converted 100.00 USD" in capsys.readouterr().err
    assert main(["rates", "convert", "5", "USD", "EUR", "--key", "order-1"]) == 2
    assert main(["rates", "convert", "5.001", "USD", "EUR"]) == 1


def test_a_day_that_has_not_ended_is_the_same_question_all_day(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("convert", "100", "USD", "EUR", "--company", "nordlicht", "--key", "order-2")
    today = datetime.now(UTC).date().isoformat()
    (made,) = told(capsys, *words, "--at", today)
    assert told(capsys, *words, "--at", today) == [made]
    assert told(capsys, *words) == [made]
    assert main(["rates", *words, "--at", "2025-06-13"]) == 1


def test_without_a_source_nothing_is_fetched(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["rates", "fetch"]) == 1
    assert "TRUNKLINE_RATES_SOURCES" in capsys.readouterr().err
    monkeypatch.setenv("TRUNKLINE_RATES_SOURCES", "ecb")
    monkeypatch.setenv("TRUNKLINE_RATES_ECB_API_BASE", "http://127.0.0.1:9")
    (asked,) = told(capsys, "fetch", code=1)
    assert (asked["source"], asked["outcome"]) == ("ecb", "No whole answer came (ConnectError).")
    assert [(one["asked"], one["failures"]) for one in told(capsys, "show")] == [(True, 1)]


def test_the_history_is_loaded_once(capsys: pytest.CaptureFixture[str], data_dir: Path) -> None:
    assert told(capsys, "load", str(data_dir / "eurofxref-hist.csv")) == {"days": 2}
    assert len(told(capsys, "history", "EUR", "USD", "--since", "2025-06-01", "--until", "2025-06-30")) == 2


def test_a_file_that_is_none_of_the_banks_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["rates", "load", str(tmp_path / "nowhere.csv")]) == 1
    assert "not a table of the European Central Bank" in capsys.readouterr().err


PRICES = ("convert-prices", "reception/small", "EUR", "USD")


def test_prices_are_converted_after_a_look_at_them(capsys: pytest.CaptureFixture[str]) -> None:
    dry = told(capsys, *PRICES, "--ending", "0.99", "--dry-run")
    (price,) = dry["prices"]
    assert (price["outcome"], price["price_id"]) == ("created", None)
    # 31.00 EUR at 1.16 dollars.
    assert [(one["was"], one["exact"], one["rounded"]) for one in price["amounts"]] == [("31.00", "35.96", "35.99")]
    assert (dry["rate"]["from"], dry["rate"]["to"], dry["rate"]["stale"]) == ("EUR", "USD", True)
    (published,) = told(capsys, *PRICES, "--ending", "0.99")["prices"]
    assert (published["outcome"], published["version"]) == ("created", 1)
    (again,) = told(capsys, "convert-prices", dry["plan_id"], "EUR", "USD", "--step", "5")["prices"]
    assert (again["outcome"], again["version"], again["amounts"][0]["standing"]) == ("revised", 2, "35.99")


def test_converted_prices_are_shown_to_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rates", "convert-prices", "reception/large", "EUR", "JPY", "--step", "100", "--dry-run"]) == 0
    said = capsys.readouterr()
    head, row = said.out.splitlines()
    assert head.split() == ["outcome", "component", "amount", "was", "exact", "rounded", "so", "far"]
    assert row.split() == ["created", "platform_fee", "/terms/amount", "62.00", "10354", "10400"]
    note = "1 EUR = 167 JPY, European Central Bank, 2025-06-16 12:15 UTC (stale). Nothing was published."
    assert " ".join(said.err.split()) == note


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((*PRICES, "--step", "x"), 1, "step 'x' is not a decimal number"),
        (("convert-prices", "reception/none", "EUR", "USD"), 1, "There is no plan called 'none'"),
        (("convert-prices", "nonsense", "EUR", "USD"), 1, "nonsense"),
        ((*PRICES[:3], "EUR"), 1, "to must be another currency than EUR"),
        ((*PRICES, "--step", "5", "--dry-run", "--effective-from", "1900-01-01T00:00:00Z"), 1, "price"),
    ],
)
def test_what_cannot_be_converted_is_refused(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], code: int, said: str
) -> None:
    assert main(["rates", *words]) == code
    assert said in " ".join(capsys.readouterr().err.split())


def test_a_moment_without_its_offset_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["rates", *PRICES, "--effective-from", "2026-04-01T00:00:00"])
    assert "needs its offset from UTC" in capsys.readouterr().err
