"""What all terms share: the name of their model, the bounds of a price, and how what cannot be rated is refused."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from enum import StrEnum

from trunkline.kernel.errors import FieldProblem, Invalid
from trunkline.kernel.money import is_exact

UNIT_PRICE_DIGITS = 12
UNIT_PRICE_MAX = Decimal(10) ** 12
TIERS_MAX = 50


class PricingModel(StrEnum):
    flat = "flat"
    per_unit = "per_unit"
    graduated = "graduated"
    volume = "volume"
    package = "package"
    percentage = "percentage"
    graduated_percentage = "graduated_percentage"
    call = "call"
    commitment = "commitment"


def refuse(problems: Iterator[FieldProblem] | Sequence[FieldProblem]) -> None:
    """Raises `Invalid` with all `problems`, if there are any."""
    found = list(problems)
    if found:
        first = found[0]
        raise Invalid(f"These terms cannot be rated: {first.pointer} {first.detail}", fields=found)


def price_problems(price: Decimal, pointer: str) -> Iterator[FieldProblem]:
    """A price is zero or more, below `UNIT_PRICE_MAX`, with at most `UNIT_PRICE_DIGITS` decimals."""
    assert isinstance(price, Decimal), f"{pointer} must be a Decimal, not {type(price).__name__}"
    if not price.is_finite() or not 0 <= price < UNIT_PRICE_MAX:
        yield FieldProblem(pointer, f"is outside 0 … {UNIT_PRICE_MAX}.")
    elif not is_exact(price, UNIT_PRICE_DIGITS):
        yield FieldProblem(pointer, f"has more than {UNIT_PRICE_DIGITS} decimals.")


def size_problems(size: Decimal, pointer: str) -> Iterator[FieldProblem]:
    """A block or a package holds more than nothing, and is counted with the digits of a price."""
    found = list(price_problems(size, pointer))
    yield from found
    if not found and not size:
        yield FieldProblem(pointer, "must be above 0.")
