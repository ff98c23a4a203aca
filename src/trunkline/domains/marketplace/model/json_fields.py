"""Reading the fields of terms out of JSON. What is malformed raises `Invalid`, naming its place."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from trunkline.kernel.errors import FieldProblem, Invalid
from trunkline.kernel.money import decimal_of

Json = Mapping[str, Any]


def amount_in(data: Json, name: str, pointer: str, *, default: str | None = None) -> Decimal:
    """A decimal string."""
    try:
        return decimal_of(data.get(name, default), name=name)
    except Invalid as problem:
        raise malformed(f"{pointer}/{name}", problem.detail) from None


def optional_in(data: Json, name: str, pointer: str) -> Decimal | None:
    """A decimal string, or null."""
    return None if data.get(name) is None else amount_in(data, name, pointer)


def seconds_in(data: Json, name: str, pointer: str) -> int:
    """A whole number of seconds."""
    value = data.get(name)
    if isinstance(value, bool) or not isinstance(value, int):
        raise malformed(f"{pointer}/{name}", f"{name} must be a whole number of seconds.")
    return value


def list_in(data: Json, name: str, pointer: str = "") -> list[object]:
    """A list of anything."""
    value = data.get(name)
    if not isinstance(value, list):
        raise malformed(f"{pointer}/{name}", f"{name} must be a list.")
    return value


def object_at(item: object, pointer: str) -> Json:
    """An object with fields of its own."""
    if not isinstance(item, Mapping):
        raise malformed(pointer, "must be an object.")
    return item


def malformed(pointer: str, detail: str) -> Invalid:
    """The refusal of what stands at `pointer`."""
    return Invalid(f"The terms are malformed: {detail}", fields=[FieldProblem(pointer, detail)])


def text_of(number: Decimal) -> str:
    """An amount as it is kept: plain digits."""
    return format(number, "f")


def optional_text(number: Decimal | None) -> str | None:
    """The same, null where there is none."""
    return None if number is None else text_of(number)
