"""Documents: a bill run that somebody asks for, and taking an invoice back. The schedule bills by itself as time passes."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import Field

from trunkline.entrypoints.scenario.steps.verb import Form, verb
from trunkline.entrypoints.scenario.values import Day
from trunkline.entrypoints.scenario.world import World

Ordinal = Annotated[int, Field(description="1 is the company's first, 2 its second; -1 is the newest.")]


class Bill(Form):
    said_alone: ClassVar[str | None] = "through"

    through: Annotated[Day | None, Field(description="A local day, included; left out: today.")] = None


class Void(Form):
    said_alone: ClassVar[str | None] = "invoice"

    invoice: Ordinal = -1


@verb("bill")
async def bill(world: World, given: Bill, by: str) -> dict[str, Any]:
    """The operator runs billing for the company now, ahead of its schedule or again."""
    through = given.through or world.now.astimezone(world.zone).date().isoformat()
    told = await world.post(
        "/billing/runs", {"through": through, "company_id": world.company["id"]}, by=by, for_all=True
    )
    if told["failed"]:
        raise LookupError(f"the company could not be billed: {told['failed'][0]['detail']}")
    return told


@verb("void")
async def void(world: World, given: Void, by: str) -> dict[str, Any]:
    """An invoice asks for nothing any more; what it had billed is waived."""
    return await world.post(f"/invoices/{(await world.invoice(given.invoice))['id']}/void", by=by)
