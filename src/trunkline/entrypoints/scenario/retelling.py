"""A scenario step by step, for a screen: what was done, everything that was compared, and the invoices that came of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from trunkline.entrypoints.scenario.expect import Group
from trunkline.entrypoints.scenario.model import Step
from trunkline.entrypoints.scenario.playing import Failure, Outcome, Taken
from trunkline.entrypoints.scenario.reading import Mistake, Where, shortened
from trunkline.entrypoints.scenario.report import explanation_lines

INVOICES_MAX = 200
SAID_MAX = 200

Told = dict[str, Any]


def retold(outcome: Outcome) -> Told:
    """`passed` or `failed`, with every step of the file, also those that it did not come to."""
    scenario, failure = outcome.script.scenario, outcome.failure
    return {
        "outcome": "passed" if outcome.passed else "failed",
        "title": scenario.title,
        "currency": scenario.currency,
        "zone": scenario.zone,
        "milliseconds": round(outcome.seconds * 1000),
        "compared": outcome.compared,
        "mistakes": [] if failure is None else [_mistake(outcome, failure)],
        "steps": [_step(outcome, index, step) for index, step in enumerate(scenario.steps)],
        "invoices": [_invoice(one) for one in outcome.invoices[:INVOICES_MAX]],
    }


def not_played(mistakes: Sequence[Mistake]) -> Told:
    """`unreadable`: nothing of the text was played."""
    told = [{"line": one.line, "step": None, "detail": one.words} for one in mistakes]
    nothing: Told = {
        "title": "",
        "currency": "",
        "zone": "",
        "milliseconds": 0,
        "compared": 0,
        "steps": [],
        "invoices": [],
    }
    return {"outcome": "unreadable", "mistakes": told} | nothing


def _mistake(outcome: Outcome, failure: Failure) -> Told:
    line = outcome.script.document.line_of(failure.where)
    return {"line": line, "step": failure.step or None, "detail": failure.words}


def _step(outcome: Outcome, index: int, step: Step) -> Told:
    where: Where = ("steps", index)
    taken = outcome.taken[index] if index < len(outcome.taken) else None
    failed = outcome.failure is not None and outcome.failure.step == index + 1
    return {
        "number": index + 1,
        "line": outcome.script.document.line_of(where),
        "state": "not_reached" if taken is None else "failed" if failed else "done",
        "at": None if taken is None else taken.at,
        "by": step.by,
        "note": step.note,
        "deeds": [_deed(step, number, taken) for number in range(len(step.do))],
        "expectations": [] if taken is None else [_expectation(outcome, where, one) for one in taken.groups],
    }


def _deed(step: Step, number: int, taken: Taken | None) -> Told:
    act = step.do[number]
    said = act.given.model_dump(exclude_unset=True)
    words = ", ".join(f"{name}: {value}" for name, value in said.items())
    done = taken is not None and number < taken.done
    return {"verb": act.verb, "said": shortened(words, SAID_MAX), "done": done, "refused": step.refused}


def _expectation(outcome: Outcome, where: Where, group: Group) -> Told:
    why = outcome.failure.explanations.get(group.line or "") if outcome.failure and not group.holds else None
    return {
        "about": group.title,
        "line": outcome.script.document.line_of((*where, "expect", *group.where)),
        "holds": group.holds,
        "findings": [
            {"name": one.name, "wanted": one.expected, "got": one.found, "holds": one.holds} for one in group.findings
        ],
        "explanation": [] if why is None else list(explanation_lines(why)),
    }


def _invoice(view: dict[str, Any]) -> Told:
    lines = [{name: value for name, value in line.items() if name != "address"} for line in view["lines"]]
    return view | {"lines": lines}
