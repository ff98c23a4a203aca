"""One seed from its first step to its last law. A failure says everything that is needed to see it again."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

import structlog

from tests.conftest import emptied
from tests.simulation.books import check
from tests.simulation.installation import Installation
from tests.simulation.life import Life
from tests.simulation.planted import plant_and_find
from tests.simulation.steps import take_step
from tests.simulation.turns import run
from trunkline.infra.config import Config
from trunkline.providers.simulator.paypal_api.authority import KEPT_AS, Authority

STEPS = 50
# What lives for a second need not reach a disk.
MEMORY = Path("/dev/shm")  # noqa: S108


class Failed(AssertionError):
    """A seed that found something."""


Meanwhile = Callable[[Life], Awaitable[object]]


def live(config: Config, seed: int, steps: int = STEPS, meanwhile: Meanwhile | None = None) -> list[str]:
    """A seed on SQLite, in a loop of its own in which it is the same every time."""
    return run(seed, run_seed(config, seed, steps, meanwhile))


async def run_seed(config: Config, seed: int, steps: int = STEPS, meanwhile: Meanwhile | None = None) -> list[str]:
    """The trace; the database is empty. `meanwhile` is done before the end is looked at. Raises `Failed`."""
    life = await lived(config, seed, steps)
    try:
        if meanwhile is not None:
            await meanwhile(life)
        life.tell(await judged(life))
        life.tell(await plant_and_find(life))
    except Failed:
        raise
    except Exception as error:
        raise Failed(_report(life, error)) from error
    finally:
        await life.where.close()
    fate = life.where.fate
    life.tell(f"{fate.passed} points, {fate.deaths} deaths, {fate.faults} faults")
    return life.told


async def lived(config: Config, seed: int, steps: int = STEPS) -> Life:
    """A life that has come to rest, with its installation open. Raises `Failed`."""
    where = Installation(config, seed)
    await where.open()
    life = Life(where)
    try:
        await life.begin()
        for _ in range(steps):
            await take_step(life)
        await life.come_to_rest()
    except Exception as error:
        await where.close()
        raise Failed(_report(life, error)) from error
    return life


async def judged(life: Life) -> str:
    """What there was, in a line. Raises `Failed`."""
    try:
        return await check(life)
    except Exception as error:
        raise Failed(_report(life, error)) from error


def _report(life: Life, error: Exception) -> str:
    last, seed = "\n  ".join(life.recent), life.where.seed
    return (
        f"seed {seed}: {type(error).__name__}: {error}\nThe last steps:\n  {last}\n"
        f"To see it again: make simulate FIRST={seed} SEEDS=1"
    )


def quiet() -> None:
    """What goes wrong on purpose is not worth a line."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    logging.disable(logging.ERROR)


class Sqlite:
    """Databases made of a template: tables are made once, and the simulated authority's keys are drawn once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._template = folder / "template"

    @classmethod
    def begin(cls) -> Sqlite:
        """Where no event loop runs."""
        made = cls(Path(tempfile.mkdtemp(dir=MEMORY if MEMORY.is_dir() else None)))
        made._template.mkdir()
        asyncio.run(emptied(made._config(made._template)))
        Authority(made._template)
        return made

    def fresh(self) -> Config:
        """An empty database, in the place of this process's last one."""
        folder = self._folder / f"process-{os.getpid()}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for name in ("database.sqlite3", KEPT_AS):
            shutil.copy(self._template / name, folder / name)
        return self._config(folder)

    def end(self) -> None:
        shutil.rmtree(self._folder)

    def _config(self, folder: Path) -> Config:
        return Config(
            data_dir=folder,
            database_url=f"sqlite+aiosqlite:///{folder}/database.sqlite3",
            secret_key=b"a key that only tests use, 32 bytes+",
            log_level="critical",
            workers_in_process=0,
        )
