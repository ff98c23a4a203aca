"""Having a module: subscribe, change, pause, cancel, resume; ending a trial; the currency that all of it is billed in."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import Field

from trunkline.entrypoints.scenario.steps.verb import Form, verb
from trunkline.entrypoints.scenario.values import Day
from trunkline.entrypoints.scenario.world import World

Module = Annotated[str | None, Field(description="Which one is meant, where the company has several modules.")]


class Subscribe(Form):
    said_alone: ClassVar[str | None] = "plan"

    plan: str
    quantity: int = 1
    started_on: Annotated[Day | None, Field(description="A day that has passed; left out: today.")] = None
    trial: Annotated[bool, Field(description="false: paid from the start, also where the plan has a trial.")] = True


class Change(Form):
    said_alone: ClassVar[str | None] = "plan"

    plan: Annotated[
        str | None, Field(description="Left out: the plan stays, and `module` says whose quantity changes.")
    ] = None
    quantity: int | None = None
    when: Annotated[str, Field(description="`now` or `next_period`, or whatever else the API knows.")] = "now"
    module: Module = None


class Cancel(Form):
    said_alone: ClassVar[str | None] = "when"

    when: Annotated[str, Field(description="`now` or `period_end`.")] = "now"
    module: Module = None


class Resume(Form):
    said_alone: ClassVar[str | None] = "module"

    module: Module = None


class Pause(Form):
    said_alone: ClassVar[str | None] = "effective"

    effective: Annotated[str, Field(description="`now` or `next_period`.")] = "now"
    until: Annotated[Day | None, Field(description="The first day that is charged again; left out: open.")] = None
    module: Module = None


class Unpause(Form):
    said_alone: ClassVar[str | None] = "on"

    on: Annotated[Day | None, Field(description="The first day that is charged again; left out: today.")] = None
    module: Module = None


class PreferCurrency(Form):
    said_alone: ClassVar[str | None] = "currency"

    currency: Annotated[str, Field(description="Its code: USD.")]


class EndTrial(Form):
    said_alone: ClassVar[str | None] = "module"

    module: Module = None


@verb("subscribe")
async def subscribe(world: World, given: Subscribe, by: str) -> dict[str, Any]:
    """The company begins to have a plan, today or since a day that has passed."""
    plan = world.plans[given.plan]
    body: dict[str, Any] = {"plan_id": plan["id"], "quantity": given.quantity}
    if given.started_on is not None:
        body["started_on"] = given.started_on
    if not given.trial:
        body["trial"] = False
    made = await world.post("/subscriptions", body, by=by)
    world.subscriptions[plan["module"]] = made["id"]
    return made


@verb("change")
async def change(world: World, given: Change, by: str) -> dict[str, Any]:
    """Another plan of the module, another quantity, or both."""
    module = given.module if given.plan is None else world.plans[given.plan]["module"]
    body: dict[str, Any] = {"when": given.when}
    if given.plan is not None:
        body["plan_id"] = world.plans[given.plan]["id"]
    if given.quantity is not None:
        body["quantity"] = given.quantity
    return await world.post(f"/subscriptions/{world.subscription(module)}/change", body, by=by)


@verb("cancel")
async def cancel(world: World, given: Cancel, by: str) -> dict[str, Any]:
    """The subscription ends, today or with its period."""
    return await world.post(f"/subscriptions/{world.subscription(given.module)}/cancel", {"when": given.when}, by=by)


@verb("resume")
async def resume(world: World, given: Resume, by: str) -> dict[str, Any]:
    """A cancellation for the end of the period is taken back."""
    return await world.post(f"/subscriptions/{world.subscription(given.module)}/resume", by=by)


@verb("pause")
async def pause(world: World, given: Pause, by: str) -> dict[str, Any]:
    """Nothing is charged and no usage covered, from today or the next period on."""
    body: dict[str, Any] = {"effective": given.effective} | ({} if given.until is None else {"until": given.until})
    return await world.post(f"/subscriptions/{world.subscription(given.module)}/pause", body, by=by)


@verb("unpause")
async def unpause(world: World, given: Unpause, by: str) -> dict[str, Any]:
    """A pause ends, with today or a day to come."""
    body = {} if given.on is None else {"on": given.on}
    return await world.post(f"/subscriptions/{world.subscription(given.module)}/unpause", body, by=by)


@verb("prefer_currency")
async def prefer_currency(world: World, given: PreferCurrency, by: str) -> dict[str, Any]:
    """The company is billed in another currency: what it subscribes to from now on, and each subscription from its next period on."""
    path = f"/company/{world.company['id']}/preferred-currency"
    return await world.put(path, {"currency": given.currency}, by=by)


@verb("end_trial")
async def end_trial(world: World, given: EndTrial, by: str) -> dict[str, Any]:
    """A trial ends early: paid from today on."""
    return await world.post(f"/subscriptions/{world.subscription(given.module)}/trial/end", by=by)
