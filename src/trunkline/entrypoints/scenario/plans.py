"""What is sold in a scenario: bodies of the catalogue API, with as little said as can be.

A plan is checked by the API's own shape and drafted by its own rules, so whatever the API sells can be sold here. Amounts may be written
as numbers: where the API wants text, it gets text.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from trunkline.domains.marketplace.api.drafts import PlanIn, RevisionIn
from trunkline.entrypoints.scenario.reading import shortened
from trunkline.kernel.errors import Invalid

Given = dict[str, Any]
Problem = tuple[tuple[str | int, ...], str]

DEFAULT_MODULE = "service"


def plan_body(slug: str, given: Given, currency: str) -> Given:
    """The plan as the API wants it."""
    said = {name: value for name, value in given.items() if name != "module"}
    prices = said.get("prices")
    if isinstance(prices, list):
        said["prices"] = [_price(one, currency) if isinstance(one, dict) else one for one in prices]
    fitted: Given = _fitted(_schema(), _schema(), {"slug": slug, "name": _title(slug)} | said)
    return fitted


def fitted_terms(terms: Given) -> Given:
    """Terms with every amount as text."""
    root = TypeAdapter(RevisionIn).json_schema()
    fitted: Given = _fitted(root, root["properties"]["terms"], terms)
    return fitted


def module_of(given: Given) -> str:
    return str(given.get("module") or DEFAULT_MODULE)


def module_body(slug: str) -> Given:
    return {"slug": slug, "name": _title(slug), "category": "voice"}


def plan_problems(slug: str, given: Given, currency: str) -> Iterator[Problem]:
    """What the API would refuse, each with the place in the plan."""
    try:
        PlanIn.model_validate(plan_body(slug, given, currency)).draft()
    except ValidationError as error:
        for one in error.errors():
            yield tuple(key for key in one["loc"] if isinstance(key, int) or key in _names()), _words(one)
    except Invalid as problem:
        for field in problem.fields:
            yield where_of(field.pointer), field.detail
        if not problem.fields:
            yield (), problem.detail


def where_of(pointer: str) -> tuple[str | int, ...]:
    """A JSON pointer as a path."""
    return tuple(int(part) if part.isdigit() else part for part in pointer.strip("/").split("/") if part)


def _price(given: Given, currency: str) -> Given:
    """In the scenario's currency, named after its component, paid in advance unless it counts something."""
    metered = given.get("meter") is not None
    component = given.get("component", "fee")
    rest = {"timing": "arrears" if metered else "advance", "unit": "unit" if metered else "month"}
    return {"currency": currency, "component": component, "description": _title(str(component))} | rest | given


def _title(slug: str) -> str:
    return slug.replace("-", " ").replace("_", " ").capitalize()


@cache
def _schema() -> Given:
    return TypeAdapter(PlanIn).json_schema()


@cache
def _names() -> frozenset[str]:
    """Every name that can stand in a plan; in an error's path stand those of a union's branches too."""
    shapes = [_schema(), *_schema()["$defs"].values()]
    return frozenset(name for shape in shapes for name in shape.get("properties", {})) | {"module"}


def _words(error: Any) -> str:
    given = error["input"]
    shown = f" (here: {shortened(str(given))!r})" if isinstance(given, (str, int)) else ""
    if error["type"] == "extra_forbidden":
        return f"{error['loc'][-1]!r} is not known here"
    return f"{error['loc'][-1] if error['loc'] else 'plan'}: {error['msg'][0].lower()}{error['msg'][1:]}{shown}"


def _fitted(root: Given, schema: Given, value: Any) -> Any:
    """`value` with whole numbers as text wherever the schema has room for text and none for numbers."""
    schema = _resolved(root, schema, value)
    if isinstance(value, dict):
        properties = schema.get("properties", {})
        return {name: _fitted(root, properties.get(name, {}), one) for name, one in value.items()}
    if isinstance(value, list):
        return [_fitted(root, schema.get("items", {}), one) for one in value]
    if isinstance(value, int) and not isinstance(value, bool) and schema.get("type") == "string":
        return str(value)
    return value


def _resolved(root: Given, schema: Given, value: Any) -> Given:
    """The shape that a value has to have: references followed, of several the one that its `model` names, or the one that is not null."""
    if "$ref" in schema:
        return _resolved(root, root["$defs"][schema["$ref"].rpartition("/")[2]], value)
    branches = schema.get("oneOf") or schema.get("anyOf")
    if not branches:
        return schema
    shapes = [_resolved(root, one, value) for one in branches if one.get("type") != "null"]
    named = value.get("model") if isinstance(value, dict) else None
    chosen = [one for one in shapes if one.get("properties", {}).get("model", {}).get("const") == named]
    return (chosen or shapes or [{}])[0]
