"""Editing the catalogue on the way, a further version of a price; and asking what it makes of usage."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import Field

from trunkline.entrypoints.scenario.plans import fitted_terms
from trunkline.entrypoints.scenario.steps.verb import Form, verb
from trunkline.entrypoints.scenario.values import Exact, When, moment_of
from trunkline.entrypoints.scenario.world import World


class Revise(Form):
    plan: str
    component: str
    terms: Annotated[dict[str, Any], Field(description="The new terms, as in the catalogue API.")]
    effective_from: Annotated[When | None, Field(description="Left out: from now on.")] = None


class QuotedUsage(Form):
    said_alone: ClassVar[str | None] = "quantity"

    quantity: Exact
    group: Annotated[
        dict[str, str | None] | None, Field(description="Of which group, where the price groups usage.")
    ] = None


class Quote(Form):
    plan: str
    component: str
    usage: Annotated[
        list[QuotedUsage], Field(min_length=1, max_length=100, description="A line of the quote for each.")
    ]


class Retire(Form):
    said_alone: ClassVar[str | None] = "plan"

    plan: str


@verb("revise")
async def revise(world: World, given: Revise, by: str) -> dict[str, Any]:
    """A price gets a further version; what was rated keeps its own."""
    price = _price(world, given)
    body: dict[str, Any] = {"terms": fitted_terms(given.terms)}
    if given.effective_from is not None:
        body["effective_from"] = moment_of(given.effective_from, world.zone).isoformat()
    return await world.post(f"/prices/{price}/revise", body, by=by, for_all=True)


@verb("quote")
async def quote(world: World, given: Quote, by: str) -> dict[str, Any]:
    """Somebody asks what the price makes of so much usage; nothing is used."""
    price = _price(world, given)
    items = [
        {"price_id": price, "usage": {"quantity": one.quantity}} | ({} if one.group is None else {"group": one.group})
        for one in given.usage
    ]
    return await world.post("/billing/quote", {"currency": world.currency, "items": items}, by=by, for_all=True)


def _price(world: World, given: Revise | Quote) -> str:
    price = world.plans[given.plan]["prices"].get(given.component)
    if price is None:
        raise LookupError(f"{given.plan} has no component {given.component!r} in {world.currency}")
    return str(price)


@verb("retire")
async def retire(world: World, given: Retire, by: str) -> dict[str, Any]:
    """A plan is sold to nobody any more."""
    return await world.post(f"/plans/{world.plans[given.plan]['id']}/retire", by=by, for_all=True)
