"""Several processes at once."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta

from tests.simulation.life import Life
from tests.simulation.picking import Step
from trunkline.kernel.errors import Problem


def crowd_with(others: Sequence[Step]) -> Step:
    """The step in which one of `others` is taken while everybody works."""

    async def crowd(life: Life) -> str:
        """Several processes work side by side, while somebody else asks for something, notices come, or one of them is paused for long."""
        chance, where = life.chance, life.where
        workers = chance.randint(1, 3)
        deaths = [chance.choice([10, 40, 150]) if chance.random() < life.death_rate else None for _ in range(workers)]
        asked = chance.choice(others)
        told = await where.crowd(workers, [_tolerant(asked, life), _time_passes(life)], deaths)
        return f"of {workers}, {asked.__name__}: {told}"

    return crowd


async def _tolerant(step: Step, life: Life) -> None:
    with suppress(Problem):
        await step(life)


async def _time_passes(life: Life) -> None:
    """So much that leases run out while their worker is at it."""
    for _ in range(life.chance.choice([0, 1, 3])):
        await asyncio.sleep(life.chance.random() * 0.2)
        life.where.time.advance(timedelta(seconds=life.chance.choice([1, 30, 70])))
