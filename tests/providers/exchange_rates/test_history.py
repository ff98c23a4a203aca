"""The shipped history says what the European Central Bank said."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from decimal import Decimal
from importlib import resources
from pathlib import Path

import pytest

from tests.shared_data import shared_file
from trunkline.domains.currencies.model import WITHDRAWN
from trunkline.kernel.errors import Invalid
from trunkline.kernel.money import CURRENCIES
from trunkline.providers import exchange_rates
from trunkline.providers.exchange_rates import ShippedHistory
from trunkline.providers.exchange_rates.ecb_history import SHIPPED, unpacked
from trunkline.providers.exchange_rates.packing import FileHistory, pack, read_csv

BYTES_MAX = 700_000
TABLE = "Date,USD,EEK,JPY,\n2010-12-31,1.3362,15.6466,108.65,\n2010-12-30,1.3280,N/A,,\n"


def test_what_ships_is_small_and_whole() -> None:
    packed = resources.files(exchange_rates).joinpath(SHIPPED).read_bytes()
    assert len(packed) < BYTES_MAX
    days = list(ShippedHistory().days())
    assert (len(days), days[0][0], days[-1][0]) == (
        6913,
        datetime(1999, 1, 4, 13, 15, tzinfo=UTC),
        datetime(2025, 12, 31, 13, 15, tzinfo=UTC),
    )
    assert [at for at, _ in days] == sorted(at for at, _ in days)
    codes = {code for _, rates in days[:: len(days) // 60] for code in json.loads(rates)}
    assert codes <= set(CURRENCIES) | set(WITHDRAWN)
    assert len(codes) == 41


def test_every_figure_is_the_banks() -> None:
    theirs = gzip.decompress(shared_file("fx/ecb_eurofxref_hist_1999-2025.csv.gz").read_bytes()).decode()
    head, *lines = (line.split(",") for line in theirs.splitlines())
    told = {
        line[0]: {code: rate for code, rate in zip(head[1:], line[1:], strict=True) if code and rate != "N/A"}
        for line in lines
    }
    packed = resources.files(exchange_rates).joinpath(SHIPPED).read_bytes()
    assert {day.isoformat(): json.loads(rates) for day, rates in unpacked(packed)} == told


def test_a_table_of_the_bank_is_read_and_packed(tmp_path: Path) -> None:
    path = tmp_path / "eurofxref-hist.csv"
    path.write_text(TABLE)
    days = read_csv(path)
    assert [(f"{day}", json.loads(rates)) for day, rates in days] == [
        ("2010-12-30", {"USD": "1.3280"}),
        ("2010-12-31", {"USD": "1.3362", "EEK": "15.6466", "JPY": "108.65"}),
    ]
    assert list(unpacked(pack(days))) == days
    (path.parent / "packed.gz").write_bytes(gzip.compress(TABLE.encode()))
    assert [at for at, _ in FileHistory(path.parent / "packed.gz").days()] == [
        datetime(2010, 12, 30, 13, 15, tzinfo=UTC),
        datetime(2010, 12, 31, 13, 15, tzinfo=UTC),
    ]
    assert Decimal(json.loads(days[0][1])["USD"]) == Decimal("1.328")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "first column must be Date"),
        ("Day,USD\n", "first column must be Date"),
        ("Date,USD,\n2010-12-31,0,\n", "line 2"),
        ("Date,USD,\n2010-12-31,x,\n", "line 2"),
        ("Date,USD,\n2010-12-31,1.1\n", "line 2"),
        ("Date,ABC,\n2010-12-31,1.1,\n", "line 2"),
        ("Date,USD,\nyesterday,1.1,\n", "line 2"),
    ],
)
def test_what_is_no_table_of_the_bank_is_refused(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "wrong.csv"
    path.write_text(text)
    with pytest.raises(Invalid, match=words):
        read_csv(path)
    with pytest.raises(Invalid, match="first column must be Date"):
        read_csv(tmp_path / "nowhere.csv")
