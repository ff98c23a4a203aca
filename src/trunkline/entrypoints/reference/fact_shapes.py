"""What the fields of facts are, as JSON Schema; page, schema file and TypeScript types are all made from this."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from trunkline.entrypoints.rooms import words
from trunkline.infra import queue
from trunkline.kernel.fact import Fact
from trunkline.kernel.ids import Id
from trunkline.kernel.money import Money

Schema = dict[str, Any]

MONEY: Schema = {
    "type": "object",
    "description": "An exact amount of one currency, in its major unit.",
    "required": ["amount", "currency"],
    "additionalProperties": False,
    "properties": {
        "amount": {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"},
        "currency": {"type": "string", "pattern": "^[A-Z]{3}$"},
    },
}
_PLAIN: dict[Any, Schema] = {
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    str: {"type": "string"},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
    Decimal: {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"},
    Money: {"$ref": "#/$defs/Money"},
}


def facts() -> list[type[Fact]]:
    """Every fact that the program announces, by kind: those of the rooms, and the queue's own."""
    modules = [*words("events"), queue]
    found = {value.kind: value for module in modules for value in vars(module).values() if _is_fact(value)}
    return [found[kind] for kind in sorted(found)]


def own_fields(fact: type[Fact]) -> dict[str, Any]:
    """The fields of the payload and their Python types; company and subject stand outside of it."""
    hints = typing.get_type_hints(fact)
    names = [field.name for field in dataclasses.fields(fact)]
    return {name: hints[name] for name in names if name not in {"company_id", "subject"}}


def payload_schema(fact: type[Fact]) -> Schema:
    properties = {name: schema_of(kind) for name, kind in own_fields(fact).items()}
    return {"type": "object", "required": list(properties), "additionalProperties": False, "properties": properties}


def schema_of(kind: Any) -> Schema:
    """The JSON form that `kernel.fact.to_json` gives to a value of this type."""
    if kind in _PLAIN:
        return _PLAIN[kind]
    arguments = typing.get_args(kind)
    if typing.get_origin(kind) in {typing.Union, types.UnionType}:
        return {"anyOf": [{"type": "null"} if one is type(None) else schema_of(one) for one in arguments]}
    if typing.get_origin(kind) in {tuple, list, Sequence}:
        return {"type": "array", "items": schema_of(arguments[0])}
    if typing.get_origin(kind) is dict:
        return {"type": "object"}
    if issubclass(kind, Enum):
        return {"enum": [one.value for one in kind]}
    assert issubclass(kind, Id), f"{kind} has no JSON form; see kernel/fact.py"
    return {"type": "string", "pattern": f"^{kind.pattern()}$"}


def _is_fact(value: object) -> bool:
    return isinstance(value, type) and issubclass(value, Fact) and "kind" in vars(value)
