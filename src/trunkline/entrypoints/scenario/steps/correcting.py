"""Putting right what was told wrongly: an event, a call, the price that was in force."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from trunkline.entrypoints.scenario.plans import fitted_terms
from trunkline.entrypoints.scenario.steps.verb import Form, verb
from trunkline.entrypoints.scenario.values import Exact, When, Word, moment_of
from trunkline.entrypoints.scenario.world import World


class Correct(Form):
    event: Annotated[Word | None, Field(description="The sender's identity of the event.")] = None
    call: Annotated[Word | None, Field(description="Or the exchange's identity of the call.")] = None
    quantity: Annotated[Exact | None, Field(description="What the event should have counted.")] = None
    properties: Annotated[
        dict[str, Any] | None, Field(description="What the event should have said of itself, in full.")
    ] = None
    seconds: Annotated[int | None, Field(ge=0, description="The billable length that the call should have had.")] = None
    used_at: Annotated[When | None, Field(description="When the event was used in truth.")] = None
    void: Annotated[bool | None, Field(description="It counts for nothing; false: it counts again.")] = None
    reason: str = "told wrongly"


class CorrectPrice(Form):
    plan: str
    component: str
    terms: Annotated[dict[str, Any], Field(description="What they should have been, as in the catalogue API.")]
    corrects_from: Annotated[When, Field(description="Since when; it is past.")]
    reason: str = "agreed otherwise"


class CorrectNothing(LookupError):
    """Neither an event nor a call is named, or both are."""


@verb("correct")
async def correct(world: World, given: Correct, by: str) -> dict[str, Any]:
    """The operator corrects an event or a call: it stays as it was told, and what it should have been counts."""
    if (given.event is None) == (given.call is None):
        raise CorrectNothing("name either an event or a call")
    body: dict[str, Any] = {"reason": given.reason} | ({} if given.void is None else {"void": given.void})
    if given.call is not None:
        if given.seconds is not None:
            body["billable_seconds"] = given.seconds
        return await world.post(f"/calls/{await _call(world, given.call)}/corrections", body, by=by)
    body["event_id"] = given.event
    if given.quantity is not None:
        body["quantity"] = given.quantity
    if given.properties is not None:
        body["properties"] = given.properties
    if given.used_at is not None:
        body["used_at"] = moment_of(given.used_at, world.zone).isoformat()
    return await world.post("/usage/corrections", body, by=by)


@verb("correct_price")
async def correct_price(world: World, given: CorrectPrice, by: str) -> dict[str, Any]:
    """A price should have been another one since a past moment: what was used since is rated anew."""
    prices = world.plans[given.plan]["prices"]
    if given.component not in prices:
        raise LookupError(f"{given.plan} has no component {given.component!r} in {world.currency}")
    since = moment_of(given.corrects_from, world.zone).isoformat()
    body = {"terms": fitted_terms(given.terms), "corrects_from": since, "reason": given.reason}
    made = await world.post(f"/prices/{prices[given.component]}/corrections", body, by=by, for_all=True)
    prices[given.component] = made["id"]
    return made


async def _call(world: World, external_id: str) -> str:
    found = [one["id"] for one in await world.all_of("/calls") if one["external_id"] == external_id]
    if not found:
        raise LookupError(f"there is no call {external_id!r}")
    return str(found[0])
