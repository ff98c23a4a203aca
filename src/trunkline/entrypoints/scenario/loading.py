"""From a file to a scenario that can be played. Whatever can be known to be wrong without playing it is told here, with its line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from trunkline.entrypoints.scenario.model import Scenario, Step
from trunkline.entrypoints.scenario.plans import plan_problems
from trunkline.entrypoints.scenario.reading import Document, Mistake, Mistaken, Where, parse, read, shortened
from trunkline.entrypoints.scenario.schema import allowed_at, not_known
from trunkline.entrypoints.scenario.values import moment_of


@dataclass(frozen=True, slots=True)
class Script:
    """A scenario and the file that it stands in."""

    document: Document
    scenario: Scenario

    @property
    def file(self) -> str:
        return self.document.file


def load(path: Path) -> Script:
    """Raises `Mistaken` with everything that is wrong."""
    return _checked(read(path))


def load_text(text: str, file: str) -> Script:
    """The same for a text."""
    return _checked(parse(text, file))


def _checked(document: Document) -> Script:
    try:
        scenario = Scenario.model_validate(document.content)
    except ValidationError as error:
        mistakes = [_mistake(document, one) for one in error.errors(include_url=False)]
        raise Mistaken(_by_line(mistakes)) from None
    if mistakes := [document.mistake(where, words) for where, words in _senseless(scenario)]:
        raise Mistaken(_by_line(mistakes))
    return Script(document, scenario)


def _by_line(mistakes: list[Mistake]) -> list[Mistake]:
    return sorted(set(mistakes), key=lambda one: (one.line, one.words))


def _mistake(document: Document, error: Any) -> Mistake:
    where: Where = tuple(error["loc"])
    name = str(where[-1]) if where else "the file"
    match error["type"]:
        case "extra_forbidden":
            return document.mistake(where, not_known(name, allowed_at(where[:-1])))
        case "missing":
            return document.mistake(where[:-1], f"{name!r} is missing")
        case "value_error":
            return document.mistake(where, str(error["ctx"]["error"]))
    if error["type"] in ("model_type", "dict_type", "model_attributes_type"):
        return document.mistake(where, f"{name}: must be a map of names and values")
    given = error["input"]
    shown = f", not {shortened(str(given))!r}" if isinstance(given, (str, int)) else ""
    words = error["msg"].removeprefix("Input should be ")
    return document.mistake(where, f"{name}: must be {words}{shown}")


def _senseless(scenario: Scenario) -> Iterator[tuple[Where, str]]:
    """What has the right form and still cannot be."""
    for slug, given in scenario.plans.items():
        for where, words in plan_problems(slug, given, scenario.currency):
            yield ("plans", slug, *where), words
    yield from _impossible_moments(scenario)
    for index, step in enumerate(scenario.steps):
        yield from _unknown_plans(scenario, index, step)
        if not (step.do or step.expect or step.at):
            yield ("steps", index), "a step does something (`do`) or expects something (`expect`)"
        if step.refused and not step.do:
            yield ("steps", index, "refused"), "nothing is done here that could be refused"


def _impossible_moments(scenario: Scenario) -> Iterator[tuple[Where, str]]:
    told = [(("steps", index, "at"), step.at) for index, step in enumerate(scenario.steps) if step.at]
    last = None
    for where, text in [(("starts",), scenario.starts), *told]:
        try:
            moment = moment_of(text, scenario.place)
        except ValueError as error:
            yield where, str(error)
            continue
        if last is not None and moment < last:
            yield where, f"{text} lies before the step before it: time does not run backwards"
        last = moment


def _unknown_plans(scenario: Scenario, index: int, step: Step) -> Iterator[tuple[Where, str]]:
    for number, act in enumerate(step.do):
        slug = getattr(act.given, "plan", None)
        if slug is not None and slug not in scenario.plans:
            where = ("steps", index, "do", number, act.verb, "plan")
            yield where, f"there is no plan {slug!r}; there are {', '.join(scenario.plans)}"
