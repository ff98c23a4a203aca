"""Using what one has: events, calls, and the same delivery once more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, ClassVar

from pydantic import Field

from trunkline.entrypoints.scenario.steps.verb import Form, verb
from trunkline.entrypoints.scenario.values import Exact, When, Word, moment_of
from trunkline.entrypoints.scenario.world import World

BATCH_MAX = 1_000


class Usage(Form):
    said_alone: ClassVar[str | None] = "quantity"

    quantity: Annotated[Exact, Field(description="How much each event counts.")] = "1"
    meter: Annotated[str | None, Field(description="Left out: the only one of the plans.")] = None
    at: Annotated[When | None, Field(description="When it was used; left out: the moment of the step.")] = None
    event_id: Annotated[Word | None, Field(description="The sender's identity of the event; left out: a new one.")] = (
        None
    )
    times: Annotated[int, Field(ge=1, le=BATCH_MAX, description="So many events, each of this quantity.")] = 1
    properties: Annotated[
        dict[str, Any] | None, Field(description="What the event says of itself, as its price may group or filter by.")
    ] = None


class Call(Form):
    said_alone: ClassVar[str | None] = "seconds"

    seconds: Annotated[int, Field(ge=0, description="Billable length. Of no seconds: nobody answered.")]
    at: Annotated[When | None, Field(description="When it began; left out: the moment of the step.")] = None
    id: Annotated[Word | None, Field(description="The exchange's identity of the call; left out: a new one.")] = None
    times: Annotated[int, Field(ge=1, le=BATCH_MAX, description="So many calls of this length.")] = 1
    meter: Annotated[str | None, Field(description="Left out: the only one of the plans.")] = None
    direction: str = "inbound"
    disposition: Annotated[str | None, Field(description="Left out: answered, or no_answer for no seconds.")] = None
    caller: str = "+49301234567"
    callee: str = "+49407654321"
    agent: str = ""


class Repeat(Form):
    pass


@verb("usage")
async def use(world: World, given: Usage, by: str) -> dict[str, Any]:
    """Events are delivered: so many units of a meter were used."""
    used_at = _instant(world, given.at)
    said = {} if given.properties is None else {"properties": given.properties}
    same = {"meter": given.meter or world.only_meter(), "used_at": used_at, "quantity": given.quantity} | said
    events = [same | {"event_id": name} for name in _names(world, "event", given.event_id, given.times)]
    return await _deliver(world, "/usage/events", {"events": events}, by)


@verb("call")
async def call(world: World, given: Call, by: str) -> dict[str, Any]:
    """Call records are delivered."""
    started = datetime.fromisoformat(_instant(world, given.at))
    times = {"started_at": _text(started), "ended_at": _text(started + timedelta(seconds=given.seconds))}
    if given.seconds:
        times["answered_at"] = times["started_at"]
    record = times | {
        "duration_seconds": given.seconds,
        "billable_seconds": given.seconds,
        "disposition": given.disposition or ("answered" if given.seconds else "no_answer"),
        **{name: getattr(given, name) for name in ("direction", "caller", "callee", "agent")},
    }
    calls = [record | {"external_id": name} for name in _names(world, "call", given.id, given.times)]
    return await _deliver(world, "/calls", {"meter": given.meter or world.only_meter(), "calls": calls}, by)


@verb("repeat")
async def repeat(world: World, given: Repeat, by: str) -> dict[str, Any]:
    """The last delivery of events or calls comes once more, as it was."""
    if world.delivery is None:
        raise LookupError("nothing was delivered before, so there is nothing to repeat")
    path, body = world.delivery
    return await world.post(path, body, by=by)


async def _deliver(world: World, path: str, body: dict[str, Any], by: str) -> dict[str, Any]:
    world.delivery = (path, body)
    return await world.post(path, body, by=by)


def _names(world: World, kind: str, given: str | None, times: int) -> list[str]:
    first = given or f"{kind}-{world.next_number()}"
    return [first] if times == 1 else [f"{first}-{number}" for number in range(1, times + 1)]


def _instant(world: World, at: str | None) -> str:
    return _text(world.now if at is None else moment_of(at, world.zone))


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
