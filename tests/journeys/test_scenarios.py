"""The library of scenarios on every database. Each file's numbers were computed by hand from the money policies."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.conftest import emptied
from trunkline.entrypoints.scenario import Stage, as_json, failure_text, load, load_text
from trunkline.entrypoints.wiring import running_program
from trunkline.infra.config import Config

LIBRARY = Path(__file__).with_name("scenarios")
FILES = sorted(LIBRARY.glob("*.yaml"))
# All of them (docs/reference/money-policies.md).
SHOWN = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """One program and one database for all of them: each begins on an empty one."""
    config = Config(
        data_dir=tmp_path_factory.mktemp("scenarios"),
        database_url=database_url,
        secret_key=b"a key that only tests use, 32 bytes+",
        log_level="error",
        workers_in_process=0,
    )
    await emptied(config)
    async with running_program(config) as program:
        yield Stage(program)


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
async def test_it_comes_out_as_the_policies_say(stage: Stage, file: Path) -> None:
    outcome = await stage.play(load(file))
    assert outcome.passed, f"\n{failure_text(outcome)}"
    assert outcome.compared, f"{file.name} expects nothing"


def test_every_policy_that_is_built_is_shown() -> None:
    shown = {policy for file in FILES for policy in load(file).scenario.policy}
    assert shown == SHOWN, (
        f"no scenario shows the money policies {sorted(SHOWN - shown)}, or one that is not in force is shown"
    )
    assert len(FILES) >= 60


SOME_DAYS = """
title: Two days of messages, one of them late in the grace and one after it, and a quiet time in between
policy: [5, 7]
starts: 2026-03-02 08:00
company: {grace_days: 1}
plans:
  each: {interval: day, interval_count: 2, prices: [{component: messages, meter: messages, terms: {model: per_unit, unit_amount: 1.00}}]}
steps:
  - do: [{subscribe: each}, {usage: 2}]
  - at: 2026-03-04 10:00
    do: {usage: {quantity: 3, at: 2026-03-03 12:00}}
  - at: 2026-03-05 10:00
    do: {usage: {quantity: 1, at: 2026-03-03 12:00}}
  - at: 2026-03-06 10:00
    expect:
      invoices:
        - {lines: [{amount: 5.00}], issued_at: 2026-03-05 00:05}
        - {lines: [{amount: 1.00, corrects: 1}], issued_at: 2026-03-06 00:05}
"""


@pytest.mark.timeout(300)
@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("every_firing", [False, True])
async def test_going_from_one_event_to_the_next_leaves_nothing_out(stage: Stage, every_firing: bool) -> None:
    """Every firing of the hourly schedules comes to the same as the moments at which there is something to do."""
    outcome = await Stage(stage.program, every_firing).play(load_text(SOME_DAYS, "some-days.yaml"))
    assert outcome.passed, f"\n{failure_text(outcome)}"


@pytest.mark.asyncio(loop_scope="module")
async def test_what_comes_out_otherwise_is_told_with_its_line_and_explained(stage: Stage) -> None:
    wrong = (
        (LIBRARY / "proration-by-the-day-of-a-stub.yaml")
        .read_text(encoding="utf-8")
        .replace("17.00, tax", "18.00, tax")
    )
    outcome = await stage.play(load_text(wrong, "wrong.yaml"))
    told = failure_text(outcome)
    assert told.startswith("wrong.yaml:13: A stub is prorated")
    assert "amount  18.00                     17.00                     <--" in told
    assert "Flat fee for the period, for 17 of 31 days × 17/31 = 17" in told
    differences = as_json([outcome])["scenarios"][0]["failure"]["differences"]
    assert [one["about"] for one in differences] == ["invoice 1, line 1"]


@pytest.mark.asyncio(loop_scope="module")
async def test_what_the_api_refuses_is_told(stage: Stage) -> None:
    again = SOME_DAYS.replace("{usage: 2}]", "{subscribe: each}]")
    told = failure_text(await stage.play(load_text(again, "again.yaml")))
    assert told.startswith("again.yaml:9: ")
    assert "the API refused it: 409 conflict" in told
