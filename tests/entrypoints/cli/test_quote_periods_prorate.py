"""`trunkline quote`, `periods` and `prorate`: they answer what the API answers, refuse what it refuses, and need nothing installed."""

from __future__ import annotations

import asyncio
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx2
import pytest

from tests.domains.billing.stage import open_shop, plan_id_of
from tests.factories import make_user, sign_in
from trunkline.domains.access.model import RoleKey
from trunkline.domains.marketplace import queries as catalogue
from trunkline.entrypoints.cli import main
from trunkline.infra.program import Program
from trunkline.infra.scope import system_actor

PER_UNIT = {"model": "per_unit", "unit_amount": "0.035"}
CALL = {"model": "call", "steps": [{"from_second": 0, "increment_seconds": 60, "per_minute": "0.12"}]}
USED = {"price": PER_UNIT, "usage": {"quantity": "123.5"}}
MARCH = {"currency": "EUR", "grain": "day", "zone": "Europe/Berlin", "anchor": "2026-03-01", "every": "month"}
START = {"at": "2026-03-01", "amount": "31.00"}
QUOTES: list[Any] = [
    {"currency": "EUR", "items": [USED]},
    {"currency": "EUR", "items": [USED, USED | {"description": "Nachrichten – März"}], "tax_rate": "0.19"},
    {"currency": "JPY", "items": [USED], "tax_rate": "0.1", "tax_inclusive": True},
    {"currency": "EUR", "items": [{"price": CALL, "calls": [{"seconds": 61}, {"seconds": 0}]}]},
    {"currency": "EUR", "items": [USED | {"share": {"numerator": 1, "denominator": 3}}]},
    {"currency": "EUR", "items": [USED | {"adjustments": {"minimum_amount": "5"}}]},
    {"currency": "EUX", "items": [USED]},
    {"currency": "EUR", "items": []},
    {"currency": "EUR", "items": [USED, {"price": PER_UNIT | {"per": "day"}, "usage": {"quantity": "1"}}]},
    {"currency": "EUR", "items": [{"price": PER_UNIT, "usage": {"quantity": 1.5}, "x~/y": 1}]},
    {"currency": "EUR", "items": [{"price": PER_UNIT, "call": {"seconds": 1}}]},
    ["no", "object"],
]
PRORATIONS: list[Any] = [
    MARCH | {"changes": [START]},
    MARCH | {"changes": [START, {"at": "2026-03-11", "amount": "62.00"}], "end": {"at": "2026-03-20"}},
    MARCH | {"changes": [START, {"at": "2026-03-11T10:00:00Z", "amount": "62.00"}], "grain": "second"},
    MARCH | {"changes": [START], "period": 3},
    MARCH | {"changes": [START, {"at": "2026-02-11", "amount": "62.00"}]},
    MARCH | {"changes": [START], "zone": "Mars/Olympus"},
    MARCH | {"changes": [START], "period": "2026-02-01"},
]
PERIODS: list[dict[str, str]] = [
    {"anchor": "2026-01-31", "every": "month", "zone": "Europe/Berlin", "n": "3"},
    {"anchor": "2026-03-18", "every": "half-year", "align": "calendar", "from": "2026-09-09"},
    {"anchor": "2026-03-18", "every": "month", "count": "2", "billing-cycle-day": "31"},
    {"anchor": "2026-02-30", "every": "fortnight", "n": "0"},
    {"anchor": "2026-02-20", "every": "month", "zone": "Mars/Olympus"},
]


@pytest.fixture
async def clerk(program: Program, client: httpx2.AsyncClient) -> httpx2.AsyncClient:
    """The API, with somebody signed in who may read the catalogue."""
    async with program.scope(system_actor("test")) as scope:
        await make_user(scope, RoleKey.super_admin, email="clerk@x.example")
    await sign_in(client, "clerk@x.example")
    return client


def by_command(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    """The answer, or the refused fields."""
    capsys.readouterr()  # the log of the API
    code = main([*words, "--json"])
    out, err = capsys.readouterr()
    if code == 0:
        return json.loads(out)
    assert (code, out) == (1, "")
    complaints = [line.removeprefix("trunkline:   ").split(": ", 1) for line in err.splitlines()[1:]]
    return [{"pointer": pointer, "detail": detail} for pointer, detail in complaints]


def by_api(answer: httpx2.Response) -> Any:
    if answer.status_code == 200:
        return answer.json()
    assert answer.status_code == 422, answer.text
    return answer.json()["errors"]


async def test_command_and_api_answer_alike(
    clerk: httpx2.AsyncClient, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "body.json"
    bodies = [*(("quote", body) for body in QUOTES), *(("prorate", body) for body in PRORATIONS)]
    for verb, body in bodies:
        file.write_text(json.dumps(body))
        answer = by_api(await clerk.post(f"/api/v1/billing/{verb}", json=body))
        assert answer
        assert await asyncio.to_thread(by_command, capsys, verb, str(file)) == answer, body


async def test_command_and_api_list_the_same_periods(
    clerk: httpx2.AsyncClient, capsys: pytest.CaptureFixture[str]
) -> None:
    for told in PERIODS:
        parameters = {name.replace("-", "_"): value for name, value in told.items()}
        answer = by_api(await clerk.get("/api/v1/billing/periods", params=parameters))
        if isinstance(answer, list):
            answer = [
                {"pointer": "/" + one["pointer"].removeprefix("query:"), "detail": one["detail"]} for one in answer
            ]
        words = [word for name, value in told.items() for word in (f"--{name}", value)]
        assert await asyncio.to_thread(by_command, capsys, "periods", *words) == answer, told


async def test_a_price_of_the_catalogue_is_quoted_by_its_id(program: Program, clerk: httpx2.AsyncClient) -> None:
    await open_shop(program)
    plan_id = await plan_id_of(program, "each")
    async with program.scope(system_actor("test"), write=False) as scope:
        plan = await catalogue.plan(scope, plan_id)
    ids = {price.currency.code: price.id for price in plan.prices}
    item = {"price_id": ids["EUR"], "usage": {"quantity": "123.5"}}
    quoted = by_api(await clerk.post("/api/v1/billing/quote", json={"currency": "EUR", "items": [item]}))
    assert (quoted["lines"][0]["description"], quoted["total"]) == ("Messages", "4.32")
    foreign = item | {"price_id": ids["JPY"], "description": "x"}
    refused = by_api(await clerk.post("/api/v1/billing/quote", json={"currency": "EUR", "items": [item, foreign]}))
    assert refused == [{"pointer": "/items/1/price_id", "detail": "this price is in JPY, the quote in EUR."}]
    both = item | {"price": PER_UNIT}
    refused = by_api(await clerk.post("/api/v1/billing/quote", json={"currency": "EUR", "items": [both]}))
    assert refused == [{"pointer": "/items/0/price_id", "detail": "give either price or price_id."}]
    unknown = item | {"price_id": "pri_01h455vb4pex5vsknk084sn02q"}
    missing = await clerk.post("/api/v1/billing/quote", json={"currency": "EUR", "items": [unknown]})
    assert (missing.status_code, missing.json()["errors"][0]["pointer"]) == (404, "/items/0/price_id")


async def test_nobody_asks_without_signing_in(client: httpx2.AsyncClient) -> None:
    assert (await client.post("/api/v1/billing/quote", json=QUOTES[0])).status_code == 401
    assert (await client.post("/api/v1/billing/prorate", json=PRORATIONS[0])).status_code == 401
    assert (await client.get("/api/v1/billing/periods", params=PERIODS[0])).status_code == 401


def test_tables_for_people(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "body.json"
    file.write_text(json.dumps(QUOTES[1]))
    assert main(["quote", str(file)]) == 0
    assert "8.64 + 1.64 tax = 10.28 EUR" in capsys.readouterr().out
    file.write_text(json.dumps(PRORATIONS[1]))
    assert main(["prorate", str(file)]) == 0
    out = capsys.readouterr().out
    assert "10 of 31 days" in out
    assert "4     2026-03-21  credit  62     20.00  42.00   -22.00" in out
    assert main(["periods", "--anchor", "2026-03-18", "--every", "week", "--align", "calendar", "--n", "1"]) == 0
    assert capsys.readouterr().out.splitlines()[1].split()[-2:] == ["5", "yes"]


@pytest.mark.parametrize(
    ("raw", "complaint"),
    [
        (b"{", "is not JSON"),
        (b"\xff\xfe", "is not JSON"),
        (b'{"currency": ' + b"[" * 100_000, "is not JSON"),
        (b'{"currency": ' + b"9" * 5_000 + b"}", "is not JSON"),
        (b'{"currency": "EUR", "items": [{"price": {"model": "flat", "amount": NaN}}]}', "/items/0/price/amount"),
        (b"", "is not JSON"),
    ],
)
def test_what_is_no_json_is_told_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], raw: bytes, complaint: str
) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(raw)))
    assert main(["quote"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert complaint in err


def test_a_file_that_is_not_there_and_wrong_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prorate", "nowhere.json"]) == 1
    assert "nowhere.json cannot be read: No such file or directory." in capsys.readouterr().err
    for words in (["quote", "--yaml"], ["periods", "--every", "month"], ["prorate", "a", "b"]):
        with pytest.raises(SystemExit) as left:
            main(words)
        assert left.value.code == 2


@pytest.mark.parametrize("verb", ["quote", "periods", "prorate"])
def test_the_example_of_the_help_runs_without_any_installation(verb: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "trunkline.entrypoints.cli"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TRUNKLINE_")}
    environment["TRUNKLINE_DATABASE_URL"] = "postgresql+asyncpg://nobody@nowhere.invalid/none"
    told = subprocess.run(
        [*command, verb, "--help"], env=environment, capture_output=True, text=True, check=True
    ).stdout
    example = told.split("example:\n")[1].replace("trunkline ", f"{' '.join(command)} ")
    done = subprocess.run(
        ["sh", "-c", example], env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)
    assert list(tmp_path.iterdir()) == []
