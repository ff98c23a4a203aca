"""Being told about usage: alerts on what a period comes to, and on an hour that is out of the ordinary."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, field_validator

from trunkline.entrypoints.scenario.steps.verb import Form, verb
from trunkline.entrypoints.scenario.values import Exact, decimal_or_none
from trunkline.entrypoints.scenario.world import World

THRESHOLDS_MAX = 20


class SpikeRule(Form):
    factor: Annotated[Exact, Field(description="So many times the mean of the same hour on the days before.")]
    minimum: Annotated[Exact, Field(description="Less than this in an hour is never a spike.")]
    days: Annotated[int | None, Field(description="How many days are looked back; left out: as the API has it.")] = None


class Alert(Form):
    at: Annotated[
        tuple[str | int, ...],
        Field(max_length=THRESHOLDS_MAX, description="Thresholds: `800` in what is measured, `80%` of the limit."),
    ] = ()
    name: str = "Usage"
    meter: Annotated[str | None, Field(description="Left out: the only one of the plans.")] = None
    measure: Annotated[str | None, Field(description="Left out: `quantity`.")] = None
    limit: Annotated[Exact | None, Field(description="What percentages are of.")] = None
    percent_of: Annotated[str | None, Field(description="Left out: `limit`.")] = None
    spike: Annotated[SpikeRule | None, Field(description="Instead of thresholds.")] = None

    @field_validator("at")
    @classmethod
    def _numbers(cls, given: tuple[str | int, ...]) -> tuple[str | int, ...]:
        for one in given:
            if decimal_or_none(str(one).removesuffix("%")) is None:
                raise ValueError(f"{str(one)[:80]!r} is no threshold; write 800, or 80% of the limit")
        return given


@verb("alert")
async def alert(world: World, given: Alert, by: str) -> dict[str, Any]:
    """Somebody wants to be told: `usage.threshold_crossed`, once per period and threshold, or `usage.spiked`."""
    body = given.model_dump(include={"name", "measure", "limit", "percent_of"}, exclude_none=True)
    body |= {"meter": given.meter or world.only_meter(), "thresholds": [_threshold(str(one)) for one in given.at]}
    if given.spike is not None:
        body |= {"kind": "spike", "spike": given.spike.model_dump(exclude_none=True)}
        world.watches_spikes = True
    return await world.post("/usage/alerts", body, by=by)


def _threshold(text: str) -> dict[str, str]:
    return {"percent": text.removesuffix("%")} if text.endswith("%") else {"value": text}
