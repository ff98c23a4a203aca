"""How it came out: for people, with expected beside found, and for machines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from trunkline.entrypoints.scenario.expect import Finding, Group
from trunkline.entrypoints.scenario.playing import Failure, Outcome

INDENT = "    "


def failure_text(outcome: Outcome) -> str:
    """`march.yaml:31: step 4, invoice 2, line 1: …`, the differences, and the explanation of each line that differs."""
    failure = outcome.failure
    assert failure is not None
    return "\n".join(_lines(outcome, failure))


def summary(outcomes: Sequence[Outcome]) -> str:
    failed = sum(not one.passed for one in outcomes)
    return f"{len(outcomes) - failed} passed, {failed} failed"


def as_json(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Everything that the text says, and the titles and policies of those that passed."""
    return {
        "passed": sum(one.passed for one in outcomes),
        "failed": sum(not one.passed for one in outcomes),
        "scenarios": [_outcome(one) for one in outcomes],
    }


def _lines(outcome: Outcome, failure: Failure) -> Iterator[str]:
    document = outcome.script.document
    step = f"step {failure.step}" if failure.step else "before the first step"
    yield f"{document.file}:{document.line_of(failure.where)}: {outcome.script.scenario.title}"
    yield f"{INDENT}{step}: {failure.words}"
    explained: set[str] = set()
    for group in failure.groups:
        yield from _group(group)
        if group.line in failure.explanations and group.line not in explained:
            explained.add(str(group.line))
            yield f"{INDENT}  why the program says so:"
            why = failure.explanations[str(group.line)]
            yield from (f"{INDENT}    {line}" for line in explanation_lines(why))


def _group(group: Group) -> Iterator[str]:
    rows = [("", "expected", "found", ""), *(_row(one) for one in group.findings)]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    yield f"{INDENT}{group.title}"
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row[:3], widths, strict=True)]
        yield f"{INDENT}  {'  '.join([*cells, row[3]])}".rstrip()


def _row(one: Finding) -> tuple[str, str, str, str]:
    return one.name, one.expected, one.found, "" if one.holds else "<--"


def explanation_lines(why: dict[str, Any]) -> Iterator[str]:
    """What the API explains of an invoice line, as sentences."""
    for step in why["steps"]:
        amount = f" = {step['amount']}" if "amount" in step else ""
        factor = f" × {step['factor']}" if "factor" in step else ""
        yield f"{step['label']}{factor}{amount}"
    rounding, tax = why["rounding"], why["tax"]
    yield f"{rounding['exact']} rounded {rounding['rule']} to {rounding['rounded']}"
    yield f"tax of {tax['rate']}: {tax['amount']['amount']}"
    if policies := ", ".join(f"{one['id']} ({one['title']})" for one in why["policy"]):
        yield f"money policies: {policies}"


def _outcome(one: Outcome) -> dict[str, Any]:
    scenario = one.script.scenario
    told = {"file": one.script.file, "title": scenario.title, "policy": scenario.policy}
    counts = {
        "passed": one.passed,
        "steps": len(scenario.steps),
        "compared": one.compared,
        "milliseconds": round(one.seconds * 1000),
    }
    return told | counts | {"failure": None if one.failure is None else _failure(one, one.failure)}


def _failure(outcome: Outcome, failure: Failure) -> dict[str, Any]:
    return {
        "line": outcome.script.document.line_of(failure.where),
        "step": failure.step,
        "detail": failure.words,
        "differences": [
            {
                "about": group.title,
                "findings": [
                    {"name": one.name, "expected": one.expected, "found": one.found, "holds": one.holds}
                    for one in group.findings
                ],
                "explain": failure.explanations.get(group.line or ""),
            }
            for group in failure.groups
        ],
    }
