"""Time that passes without anybody doing anything."""

from __future__ import annotations

from typing import Any, ClassVar

from trunkline.entrypoints.scenario.steps.verb import Form, verb
from trunkline.entrypoints.scenario.time import advance
from trunkline.entrypoints.scenario.values import When, moment_of
from trunkline.entrypoints.scenario.world import World


class Advance(Form):
    said_alone: ClassVar[str | None] = "to"

    to: When


@verb("advance", moves_time=True)
async def wait(world: World, given: Advance, by: str) -> dict[str, Any]:
    """Until then, whatever is scheduled happens at its moment. `at` of a step does the same before its verb."""
    moment = moment_of(given.to, world.zone)
    if moment < world.now:
        raise LookupError(f"{given.to} is over: time does not run backwards")
    await advance(world, moment)
    return {}
