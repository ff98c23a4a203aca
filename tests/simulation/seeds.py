"""One seed from its first step to its last invariant. A failure says everything that is needed to see it again."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import structlog

from tests.conftest import emptied
from tests.simulation.books import check
from tests.simulation.installation import Installation
from tests.simulation.life import Life
from tests.simulation.steps import take_step
from trunkline.infra.config import Config
from trunkline.providers.simulator.paypal_api.authority import KEPT_AS, Authority

STEPS = 50
# What lives for a second need not reach a disk.
MEMORY = Path("/dev/shm")  # noqa: S108


class Failed(AssertionError):
    """A seed that found something."""


async def run_seed(
    config: Config, seed: int, steps: int = STEPS, meanwhile: Callable[[Life], None] | None = None
) -> list[str]:
    """The trace; the database is empty. `meanwhile` is done before the end is looked at. Raises `Failed`."""
    where = Installation(config, seed)
    await where.open()
    life = Life(where)
    try:
        await life.begin()
        for _ in range(steps):
            await take_step(life)
        await life.come_to_rest()
        if meanwhile is not None:
            meanwhile(life)
        life.tell(await check(life))
    except Exception as error:
        raise Failed(_report(seed, life, error)) from error
    finally:
        await where.close()
    life.tell(f"{where.fate.passed} points, {where.fate.deaths} deaths, {where.fate.faults} faults")
    return life.told


def _report(seed: int, life: Life, error: Exception) -> str:
    last = "\n  ".join(life.recent)
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
