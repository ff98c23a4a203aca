"""The JSON schema of a scenario, for editors, for the reference, and for telling what would have been allowed."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from typing import Any

from trunkline.entrypoints.scenario.model import Scenario, plan_schema
from trunkline.entrypoints.scenario.reading import shortened
from trunkline.entrypoints.scenario.steps import VERBS

Schema = dict[str, Any]

_SCALAR: Schema = {"type": ["string", "number"]}


@cache
def scenario_schema() -> Schema:
    """With the catalogue API's plans inside. What has a value of its own is not required, nor what the scenario fills in."""
    schema = Scenario.model_json_schema(by_alias=True)
    plan = plan_schema()
    shapes = plan.pop("$defs")
    plan["properties"]["module"] = {
        "type": "string",
        "description": "The module's slug; left out: the one that is there anyway.",
    }
    plan["required"] = []
    shapes["PriceIn"]["required"] = ["component", "terms"]
    schema["$defs"] |= {name: _with_numbers(shape) for name, shape in (shapes | {"Plan": plan}).items()}
    schema["properties"]["plans"]["additionalProperties"] = {"$ref": "#/$defs/Plan"}
    _with_words(schema["$defs"])
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | schema


def _with_numbers(shape: Any) -> Any:
    """The API wants amounts as text; in a scenario they may be written as numbers."""
    if isinstance(shape, list):
        return [_with_numbers(one) for one in shape]
    if not isinstance(shape, dict):
        return shape
    if shape.get("type") == "string" and not {"const", "enum"} & shape.keys():
        return shape | {"type": ["string", "number"]}
    return {name: _with_numbers(one) for name, one in shape.items()}


def _with_words(shapes: Schema) -> None:
    """What may be said alone: a verb by its name, a verb's or a shape's one field by its value."""
    act = shapes["Act"]["properties"]
    for name, verb in VERBS.items():
        alone = [_SCALAR] if verb.form.said_alone else []
        act[name]["anyOf"] += alone
    do = shapes["Step"]["properties"]["do"]
    either = [do["items"], {"enum": sorted(VERBS)}]
    do |= {"items": {"anyOf": either}, "anyOf": [{"type": "array"}, *either]}
    del do["type"]
    for field in ("usage", "calls", "wallets"):
        entry = shapes["Expectation"]["properties"][field]
        entry["additionalProperties"] = {"anyOf": [entry["additionalProperties"], _SCALAR]}


def allowed_at(where: tuple[str | int, ...]) -> list[str]:
    """The names that may stand in the map that `where` leads to; none where any may."""
    shapes = [scenario_schema()]
    for key in where:
        shapes = [inner for shape in shapes for inner in _into(shape, key)]
    return sorted({name for shape in shapes for name in shape.get("properties", {})})


def not_known(name: str, allowed: list[str]) -> str:
    """What to say about a word that is none of those allowed."""
    name = shortened(name)
    near = get_close_matches(name, allowed, 1)
    words = f"{name!r} is not known here"
    words += f"; did you mean {near[0]!r}?" if near else ""
    return f"{words} Allowed: {', '.join(allowed)}" if near else f"{words}; allowed: {', '.join(allowed)}"


def _into(shape: Schema, key: str | int) -> list[Schema]:
    if isinstance(key, int):
        return _resolved(shape["items"]) if "items" in shape else _resolved(shape)
    if key in shape.get("properties", {}):
        return _resolved(shape["properties"][key])
    inner = shape.get("additionalProperties")
    return _resolved(inner) if isinstance(inner, dict) else []


def _resolved(shape: Schema) -> list[Schema]:
    if "$ref" in shape:
        return _resolved(scenario_schema()["$defs"][shape["$ref"].rpartition("/")[2]])
    branches = shape.get("anyOf") or shape.get("oneOf")
    return [one for branch in branches for one in _resolved(branch)] if branches else [shape]
