"""The reference says what the code does: each page is what the code would write now, and nothing in it lacks a description."""

from __future__ import annotations

import json
import re
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import TypeVar

import jsonschema_rs
import pytest

import trunkline
from trunkline.domains.access.model import Permission
from trunkline.entrypoints.reference import PAGES, facts_typescript
from trunkline.entrypoints.reference.errors import problems_known
from trunkline.entrypoints.reference.fact_examples import example_envelope
from trunkline.entrypoints.reference.fact_shapes import facts
from trunkline.entrypoints.reference.jobs import jobs
from trunkline.entrypoints.reference.markdown import words_of
from trunkline.entrypoints.reference.metrics import metrics
from trunkline.infra.config import SETTINGS
from trunkline.kernel.errors import Problem
from trunkline.kernel.fact import Fact

Kind = TypeVar("Kind")

REPOSITORY = Path(__file__).resolve().parents[2]
REFERENCE = REPOSITORY / "docs" / "reference"


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_page_is_what_the_code_says(name: str) -> None:
    kept = (REFERENCE / name).read_text(encoding="utf-8")
    assert kept == PAGES[name](), f"docs/reference/{name} is not what the code says any more: run `make docs`"


def test_the_console_knows_the_facts_that_are_announced() -> None:
    kept = (REPOSITORY / "console" / "src" / "api" / "facts.ts").read_text(encoding="utf-8")
    assert kept == facts_typescript(), "console/src/api/facts.ts is not what the code says any more: run `make docs`"


def test_the_address_of_every_endpoint_is_described_and_guarded() -> None:
    document = json.loads(PAGES["openapi.json"]())
    bare = [
        f"{method.upper()} {path}"
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if not operation.get("description") or ("x-permission" not in operation and path.startswith("/api/"))
    ]
    assert not bare, f"{bare}: the handler's docstring is its description; the route names its permission"


def test_every_setting_permission_and_metric_says_what_it_is_for() -> None:
    described = {name: meaning for name, meaning, _ in SETTINGS}
    described |= {str(one): one.description for one in Permission}
    described |= {one.name: one.text for one in metrics()}
    unsaid = [name for name, text in described.items() if not re.match(r"\S.*[\w.…)]$", text)]
    assert not unsaid, f"{unsaid}: a person who runs this reads the reference; say in a sentence what it means"


def test_every_fact_job_and_problem_says_what_it_is_for() -> None:
    unsaid = [one.__qualname__ for one in (*facts(), *problems_known()) if not words_of(one)]
    unsaid += [one.kind for one in jobs() if not words_of(one.handler)]
    assert not unsaid, f"{unsaid}: the docstring is what the reference shows; say when it happens"


def test_no_fact_and_no_problem_is_left_out() -> None:
    for module in walk_packages(trunkline.__path__, "trunkline."):
        if not module.name.endswith(("__main__", "on_redis", "redis_client")):
            import_module(module.name)
    announced = {one.kind for one in _below(Fact) if "kind" in vars(one)}
    assert announced == {one.kind for one in facts()}, "a fact belongs into its room's `events`"
    assert {one.code for one in _below(Problem)} | {Problem.code} == {one.code for one in problems_known()}


def test_the_audience_of_every_fact_is_a_permission() -> None:
    unknown = {one.kind: one.audience for one in facts() if one.audience not in set(Permission)}
    assert not unknown, f"{unknown}: nobody can hold that permission, so nobody would ever hear the fact"


def test_every_example_keeps_to_the_schema_of_its_fact() -> None:
    schema = json.loads(PAGES["facts.schema.json"]())
    for fact in facts():
        of_this = {"$ref": f"#/$defs/{fact.kind}", "$defs": schema["$defs"]}
        told = json.loads(json.dumps(example_envelope(fact)))
        assert jsonschema_rs.validator_for(of_this).is_valid(told), fact.kind
        assert not jsonschema_rs.validator_for(of_this).is_valid(told | {"payload": {"surplus": 1}}), fact.kind


def _below(kind: type[Kind]) -> list[type[Kind]]:
    """Subclasses of ours; a class with slots leaves its first draft behind, which is not the one that the module holds."""
    children = [one for one in kind.__subclasses__() if one.__module__.startswith("trunkline.")]
    return [one for child in children for one in (child, *_below(child))]
