"""Playing a scenario: found the world, take one step after the other, stop at the first that does not come out as expected."""

from __future__ import annotations

import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from trunkline.entrypoints.scenario.expect import Group, check, invoice_views
from trunkline.entrypoints.scenario.loading import Script
from trunkline.entrypoints.scenario.model import Scenario, Step
from trunkline.entrypoints.scenario.plans import module_body, module_of, plan_body, where_of
from trunkline.entrypoints.scenario.reading import Where
from trunkline.entrypoints.scenario.steps import VERBS
from trunkline.entrypoints.scenario.time import advance
from trunkline.entrypoints.scenario.values import local, moment_of
from trunkline.entrypoints.scenario.world import Refused, World, found_company_user, opened_world
from trunkline.entrypoints.wiring import running_program
from trunkline.infra.config import load_config
from trunkline.infra.db import check_reachable
from trunkline.infra.migrate import require_current
from trunkline.infra.program import Program
from trunkline.infra.throwaway import empty, require_unused

Told = Callable[[str], None]


@dataclass(slots=True)
class Failure:
    """Where it went otherwise: the step (0 is the founding), its line, what happened, and what was expected beside what was found."""

    step: int
    where: Where
    words: str
    groups: list[Group] = field(default_factory=list)
    explanations: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass(slots=True)
class Taken:
    """A step as it was taken: the local moment at which it ended, how many of its verbs were done, and all that was compared after them."""

    at: str
    done: int = 0
    groups: list[Group] = field(default_factory=list)


@dataclass(slots=True)
class Outcome:
    """How a scenario came out. `compared` counts what was held against the program; `invoices` are there where they were asked for."""

    script: Script
    seconds: float = 0.0
    compared: int = 0
    failure: Failure | None = None
    taken: list[Taken] = field(default_factory=list)
    invoices: list[dict[str, Any]] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        return self.failure is None


class Unexpected(Exception):
    """A step did not come out as the file says."""

    def __init__(self, where: Where, words: str, groups: list[Group] | None = None) -> None:
        super().__init__(words)
        self.where = where
        self.groups = groups or []


@dataclass(frozen=True, slots=True)
class Stage:
    """A database with all tables on which scenarios are played one after the other, each on an empty one."""

    program: Program
    every_firing: bool = False

    async def play(self, script: Script, *, with_invoices: bool = False) -> Outcome:
        """Play a scenario to its end, or to the first step that fails."""
        outcome, began = Outcome(script), time.monotonic()
        scenario = script.scenario
        starts = moment_of(scenario.starts, scenario.place)
        with tempfile.TemporaryDirectory(prefix="trunkline-scenario-") as folder:
            opened = opened_world(self.program, Path(folder), starts, scenario.place, scenario.currency)
            async with opened as world:
                world.every_firing = self.every_firing
                await _play(world, scenario, outcome)
                if with_invoices:
                    outcome.invoices = await invoice_views(world, explained=False)
        outcome.seconds = time.monotonic() - began
        return outcome


@asynccontextmanager
async def opened_stage(database_url: str | None = None) -> AsyncIterator[Stage]:
    """Any database that nobody uses, or an SQLite file that is gone afterwards. Raises `Misconfigured`."""
    with tempfile.TemporaryDirectory(prefix="trunkline-stage-") as folder:
        environ = {"TRUNKLINE_DATA_DIR": folder, "TRUNKLINE_DATABASE_URL": database_url or ""}
        async with running_program(load_config(environ)) as program:
            await check_reachable(program.database)
            await require_current(program.database)
            await require_unused(program.database)
            yield Stage(program)
            await empty(program.database)


async def _play(world: World, scenario: Scenario, outcome: Outcome) -> None:
    index = -1
    try:
        await _found(world, scenario)
        for index, step in enumerate(scenario.steps):
            await _take(world, index, step, outcome)
    except Unexpected as failed:
        outcome.failure = Failure(index + 1, failed.where, str(failed), failed.groups)
        await _explain(world, outcome.failure)


async def _found(world: World, scenario: Scenario) -> None:
    """The company, its card, and what is sold."""
    company = scenario.company
    profile = {
        "legal_name": company.name,
        "email": "accounts@company.example",
        "country": company.country,
        "tax_rate": company.tax_rate,
        "tax_inclusive": company.tax_inclusive,
        "tax_rates": company.tax_rates,
    }
    told = {"slug": "company", "zone": scenario.zone, "currency": scenario.currency, "billing_profile": profile}
    own = company.model_dump(include={"name", "locale", "billing_cycle_day"})
    world.company = await _founding(("company",), world.post("/companies", told | own, for_all=True))
    agreed = company.model_dump(
        mode="json", include={"early_discount", "late_fee", "grace_days", "net_days"}, exclude_none=True
    )
    if company.threshold is not None:
        agreed["thresholds"] = [{"currency": scenario.currency, "amount": company.threshold}]
    if agreed:
        await _founding(("company",), world.put("/billing/terms", agreed))
    if company.card is not None:
        form = VERBS["card"].form.model_validate({"card": company.card})
        await _founding(("company", "card"), VERBS["card"].deed(world, form, "operator"))
    modules: dict[str, str] = {}
    for slug, given in scenario.plans.items():
        module = module_of(given)
        if module not in modules:
            made = world.post("/modules", module_body(module), for_all=True)
            modules[module] = (await _founding(("plans", slug, "module"), made))["id"]
        body = plan_body(slug, given, scenario.currency)
        plan = await _founding(("plans", slug), world.post(f"/modules/{modules[module]}/plans", body, for_all=True))
        world.plans[slug] = _sold(plan, module, scenario.currency)
    await world.settle()


def _sold(plan: dict[str, Any], module: str, currency: str) -> dict[str, Any]:
    prices = {one["component"]: one["id"] for one in plan["prices"] if one["currency"] == currency}
    return {
        "id": plan["id"],
        "module": module,
        "prices": prices,
        "meters": sorted({one["meter"] for one in plan["prices"] if one["meter"]}),
    }


async def _founding(where: Where, sent: Any) -> dict[str, Any]:
    try:
        answer: dict[str, Any] = await sent
    except Refused as refused:
        pointer = where_of(refused.fields[0][0]) if refused.fields else ()
        raise Unexpected((*where, *pointer), f"the API refused it: {refused}") from None
    return answer


async def _take(world: World, index: int, step: Step, outcome: Outcome) -> None:
    where: Where = ("steps", index)
    taken = Taken(local(world.now, world.zone))
    outcome.taken.append(taken)
    if step.at is not None:
        await advance(world, _in_future(world, step.at, where))
    for number, act in enumerate(step.do):
        taken.at = local(world.now, world.zone)
        await _do(world, step, act, (*where, "do", number))
        taken.done += 1
    taken.at = local(world.now, world.zone)
    if step.expect is not None:
        await _expect(world, step, (*where, "expect"), outcome)


def _in_future(world: World, at: str, where: Where) -> Any:
    moment = moment_of(at, world.zone)
    if moment < world.now:
        now = local(world.now, world.zone)
        raise Unexpected((*where, "at"), f"it is {now} already: time does not run backwards")
    return moment


async def _do(world: World, step: Step, act: Any, where: Where) -> None:
    verb = VERBS[act.verb]
    if step.by == "company" and step.by not in world.keys:
        await found_company_user(world)
    try:
        world.answer = await verb.deed(world, act.given, step.by)
    except Refused as refused:
        if refused.code != step.refused:
            raise Unexpected((*where, act.verb), f"the API refused it: {refused}") from None
        world.answer = {"status": refused.status, "code": refused.code, "detail": refused.detail}
    except (LookupError, ValueError) as error:
        raise Unexpected((*where, act.verb), str(error).strip("'\"")) from None
    else:
        if step.refused is not None:
            raise Unexpected((*where, act.verb), f"it should have been refused with {step.refused!r}, and was done")
        _whole(world.answer, (*where, act.verb))
    if not verb.moves_time:
        await world.settle()


def _whole(answer: dict[str, Any], where: Where) -> None:
    """A batch of usage is accepted in part; here it is all or nothing."""
    if answer.get("rejected"):
        raise Unexpected(where, f"usage was rejected: {answer['problems'][0]['detail']}")


async def _expect(world: World, step: Step, where: Where, outcome: Outcome) -> None:
    assert step.expect is not None
    try:
        groups = await check(world, step.expect)
    except LookupError as error:
        raise Unexpected(where, str(error)) from None
    outcome.taken[-1].groups = groups
    outcome.compared += sum(len(group.findings) for group in groups)
    if failed := [group for group in groups if not group.holds]:
        now = local(world.now, world.zone)
        raise Unexpected((*where, *failed[0].where), f"at {now} it is not as expected", failed)


async def _explain(world: World, failure: Failure) -> None:
    """Why the lines that differ are what they are, in the program's own words."""
    for group in failure.groups:
        if group.line is not None and group.line not in failure.explanations:
            failure.explanations[group.line] = await world.get(f"{group.line}/explain")
