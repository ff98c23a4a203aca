"""The operator plays a scenario: in a world of its own, bounded, one at a time, whatever the text holds."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.clients import client_as
from tests.entrypoints.scenario.test_hostile_files import CONTENTS
from tests.entrypoints.scenario.test_reading import GOOD
from trunkline.domains.access.model import Permission
from trunkline.entrypoints.http.scenario_process import ScenarioBusy, ScenarioProcess, _environment
from trunkline.entrypoints.http.scenarios import EXAMPLES, TEXT_BYTES_MAX, ScenarioReportOut
from trunkline.entrypoints.scenario import load_text
from trunkline.entrypoints.scenario.alone import STEPS_MAX, play_alone
from trunkline.infra.program import Program

pytestmark = pytest.mark.timeout(120)

FAILS = GOOD.replace(
    "expect: {owed: 31}", "expect: {invoice: {lines: [{amount: 30.00}]}}\n  - {do: cancel, note: never}"
)
# A hundred years, day by day.
ENDLESS = (
    GOOD.replace("component: fee", "component: fee, timing: arrears").replace(
        "    prices", "    interval: day\n    prices"
    )
    + "  - at: 2126-01-01\n"
)


async def run(client: httpx2.AsyncClient, text: str) -> dict[str, Any]:
    answer = await client.post("/scenarios/run", json={"scenario": text})
    assert answer.status_code == 200, answer.text
    report: dict[str, Any] = answer.json()
    return report


async def test_a_scenario_is_told_step_by_step_with_its_invoices(program: Program) -> None:
    async with client_as(program, Permission.billing_run) as client:
        report = await run(client, GOOD)
    assert (report["outcome"], report["title"], report["mistakes"]) == ("passed", "A fee", [])
    first, second = report["steps"]
    assert first["deeds"] == [{"verb": "subscribe", "said": "plan: starter", "done": True, "refused": None}]
    assert (second["at"], second["state"]) == ("2026-03-02 08:00", "done")
    findings = [one for about in second["expectations"] for one in about["findings"]]
    assert findings == [{"name": "owed", "wanted": "31", "got": "31.00", "holds": True}]
    (invoice,) = report["invoices"]
    assert (invoice["total"], invoice["issued_on"], invoice["lines"][0]["amount"]) == ("31.00", "2026-03-01", "31.00")


async def test_what_comes_out_otherwise_is_wanted_beside_got_and_explained() -> None:
    report = await play_alone(FAILS)
    assert report["outcome"] == "failed"
    assert [one["state"] for one in report["steps"]] == ["done", "failed", "not_reached"]
    assert report["mistakes"] == [{"line": 11, "step": 2, "detail": "at 2026-03-02 08:00 it is not as expected"}]
    (line,) = [one for one in report["steps"][1]["expectations"] if not one["holds"]]
    assert line["findings"] == [{"name": "amount", "wanted": "30.00", "got": "31.00", "holds": False}]
    assert line["explanation"][0].startswith("Flat fee for the period")
    assert report["steps"][2]["deeds"][0]["done"] is False
    assert report["invoices"][0]["total"] == "31.00"


EXAMPLE_TEXTS = {file.stem: file.read_text(encoding="utf-8") for file in EXAMPLES.glob("*.yaml")}


@pytest.mark.parametrize("name", sorted(EXAMPLE_TEXTS))
async def test_each_example_passes(name: str) -> None:
    report = await play_alone(EXAMPLE_TEXTS[name])
    assert report["outcome"] == "passed", report["mistakes"]
    ScenarioReportOut.model_validate(report)  # tiers have no unit price, for one
    assert report["compared"]


async def test_the_examples_are_there_for_the_operator(program: Program) -> None:
    async with client_as(program, Permission.billing_run) as client:
        items = (await client.get("/scenarios/examples")).json()["items"]
    assert len(items) >= 5
    assert [one["title"] for one in items] == [load_text(one["scenario"], one["name"]).scenario.title for one in items]


async def test_nothing_of_it_reaches_the_installation(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUNKLINE_DATABASE_URL", program.config.database_url)
    monkeypatch.setenv("TRUNKLINE_SECRET_KEY", "never to be passed on, 32 bytes or more")
    passed_on = _environment(Path("/nowhere"))
    assert not [name for name in passed_on if name.startswith("TRUNKLINE")]
    assert set(passed_on) <= {*os.environ, "TMPDIR", "HOME"}
    async with client_as(
        program, Permission.billing_run, Permission.companies_read, Permission.invoices_read
    ) as client:
        before = [(await client.get(path)).json()["items"] for path in ("/companies", "/invoices")]
        assert (await run(client, GOOD))["invoices"]
        assert [(await client.get(path)).json()["items"] for path in ("/companies", "/invoices")] == before


async def test_only_who_may_bill_may_play(program: Program) -> None:
    async with client_as(program, Permission.invoices_read) as client:
        assert (await client.post("/scenarios/run", json={"scenario": GOOD})).status_code == 403
        assert (await client.get("/scenarios/examples")).status_code == 403


@pytest.mark.parametrize("words", CONTENTS)
async def test_a_hostile_text_is_told_or_refused(words: str) -> None:
    text = CONTENTS[words].decode("utf-8", errors="replace")
    report = await play_alone(text)
    assert (report["outcome"], report["steps"]) == ("unreadable", [])
    assert 0 < len(report["mistakes"]) <= 51


async def test_texts_that_are_too_large_or_cannot_be_kept_are_refused(program: Program) -> None:
    async with client_as(program, Permission.billing_run) as client:
        for text, status in {
            "#" * (TEXT_BYTES_MAX + 1): 422,
            "ä" * (TEXT_BYTES_MAX - 1): 413,
            "title: \0": 422,
        }.items():
            answer = await client.post("/scenarios/run", json={"scenario": text})
            assert answer.status_code == status, answer.text
            assert answer.headers["content-type"] == "application/problem+json"


async def test_so_many_steps_are_for_the_command_line() -> None:
    load_text(GOOD + "  - {at: 2026-03-02 08:00}\n" * STEPS_MAX, "long.yaml")
    report = await play_alone(GOOD + "  - {at: 2026-03-02 08:00}\n" * STEPS_MAX)
    assert report["outcome"] == "unreadable"
    assert f"has {STEPS_MAX + 2} steps, of which {STEPS_MAX} are played here" in report["mistakes"][0]["detail"]


async def test_what_takes_too_long_is_ended_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    player = ScenarioProcess(seconds_max=8)
    assert await player.play(ENDLESS) is None
    assert os.listdir(tmp_path) == []


async def test_it_is_said_that_it_took_too_long(program: Program) -> None:
    async with client_as(program, Permission.billing_run) as client:
        app = client._transport.app  # type: ignore[attr-defined]
        app.state.scenarios = ScenarioProcess(seconds_max=0.1)
        report = await run(client, GOOD)
    assert report["outcome"] == "stopped"
    assert "longer than 0.1 seconds" in report["mistakes"][0]["detail"]


async def test_one_is_played_at_a_time() -> None:
    player = ScenarioProcess(seconds_max=1)
    first = asyncio.create_task(player.play(ENDLESS))
    await asyncio.sleep(0)
    with pytest.raises(ScenarioBusy):
        await player.play(GOOD)
    assert await first is None
