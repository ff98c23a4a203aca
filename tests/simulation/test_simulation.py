"""Some of the seeds of `make simulate`: whatever goes wrong, in the end both sides' books agree and nobody was told what did not happen."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.conftest import emptied
from tests.simulation.life import Life
from tests.simulation.rows import read_rows
from tests.simulation.seeds import Failed, Sqlite, live, lived, quiet, run_seed
from tests.simulation.steps import crowd, issue
from tests.simulation.turns import run
from trunkline.infra.config import Config

SEEDS = range(20)


@pytest.fixture(autouse=True)
def silence(plain_logs: None) -> Iterator[None]:
    quiet()
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="module")
def template() -> Iterator[Sqlite]:
    made = Sqlite.begin()
    yield made
    made.end()


@pytest.mark.sqlite
@pytest.mark.parametrize("seed", SEEDS)
def test_a_seed(template: Sqlite, seed: int) -> None:
    told = live(template.fresh(), seed)
    assert " points, " in told[-1]


@pytest.mark.parametrize("seed", [101, 102])
async def test_a_seed_on_each_engine(config: Config, seed: int) -> None:
    """By no turns: side by side as the engine lets them."""
    await emptied(config)
    await run_seed(config, seed, steps=25)


@pytest.mark.sqlite
def test_the_same_seed_lives_the_same_life(template: Sqlite) -> None:
    """To the last fact."""
    first, second = [live(template.fresh(), 11, steps=8) for _ in range(2)]
    assert first == second


@pytest.mark.sqlite
def test_several_processes_get_into_each_others_way_in_the_same_order(template: Sqlite) -> None:
    first, second = [run(5, _crowded(template.fresh(), 5)) for _ in range(2)]
    assert first == second
    assert run(6, _crowded(template.fresh(), 5)) != first


async def _crowded(config: Config, seed: int) -> list[object]:
    life = await lived(config, seed, steps=0)
    life.where.fate.begin()
    await issue(life)
    told = [await crowd(life), life.where.fate.passed]
    async with life.where.program.database.read() as connection:
        told.append((await read_rows(connection)).digest())
    await life.where.close()
    return told


@pytest.mark.sqlite
def test_a_seed_is_the_same_in_every_process() -> None:
    """The digest in its trace is over every fact in its place, and over how every job, notice, payment and posting ended."""
    asked = [
        sys.executable,
        "-m",
        "tests.simulation",
        "--first=11",
        "--seeds=1",
        "--steps=4",
        "--processes=1",
        "--trace",
    ]
    running = [
        subprocess.Popen(
            asked, env=os.environ | {"PYTHONHASHSEED": seed}, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        for seed in ("1", "2")
    ]
    first, second = [one.communicate(timeout=120)[0].decode() for one in running]
    assert "digest" in first
    assert first == second


@pytest.mark.sqlite
def test_a_failure_says_how_to_see_it_again(template: Sqlite) -> None:
    """Here a company has a method of which the providers' side does not know whose it is."""

    async def forget(life: Life) -> None:
        life.owners.clear()

    with pytest.raises(Failed, match=r"seed 11: KeyError[\s\S]*The last steps:\n[\s\S]*make simulate FIRST=11 SEEDS=1"):
        live(template.fresh(), 11, steps=20, meanwhile=forget)
