"""The amounts of a price, wherever they stand in its terms and adjustments, and the same price with others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from decimal import Decimal
from typing import Any, TypeAlias

from trunkline.domains.marketplace.model import (
    Adjustments,
    GraduatedPercentageTerms,
    PercentageTerms,
    Price,
    Terms,
)
from trunkline.domains.marketplace.model.amounts import MEANING, AmountKind, Meaning


@dataclass(frozen=True, slots=True)
class Amount:
    """A number of a price that is money. `pointer` is its place (`/terms/tiers/0/unit_amount`), `digits` the decimals that it may have.

    `by_piece`: a fee that is asked as often as is used.
    """

    pointer: str
    kind: AmountKind
    value: Decimal
    digits: int
    by_piece: bool = False


Convert: TypeAlias = Callable[[Amount], Decimal]


def with_amounts(price: Price, convert: Convert) -> tuple[Terms, Adjustments]:
    """Terms and adjustments of the price with every amount as `convert` has it; all that is no money stays as it is.

    Raises `Invalid` where they cannot be rated with these, such as two bounds of tiers that have become one.
    """
    walk = _Walk(convert, isinstance(price.terms, PercentageTerms | GraduatedPercentageTerms))
    return walk.changed(price.terms, "/terms"), walk.changed(price.adjustments, "/adjustments")


def amounts_of(price: Price) -> Mapping[str, Decimal]:
    """The amounts by their place, in the order of the terms."""
    found: dict[str, Decimal] = {}

    def note(amount: Amount) -> Decimal:
        found[amount.pointer] = amount.value
        return amount.value

    with_amounts(price, note)
    return found


@dataclass(frozen=True, slots=True)
class _Walk:
    convert: Convert
    counts_money: bool

    def changed(self, part: Any, at: str) -> Any:
        """`part` as it is with other amounts: parts that hold none are the same ones."""
        if isinstance(part, tuple):
            return tuple(self.changed(one, f"{at}/{index}") for index, one in enumerate(part))
        if not is_dataclass(part) or isinstance(part, type):
            return part
        values = {one.name: (getattr(part, one.name), one.metadata.get(MEANING)) for one in fields(part)}
        return replace(part, **{name: self._value(*told, f"{at}/{name}") for name, told in values.items()})

    def _value(self, value: Any, meaning: Meaning | None, at: str) -> Any:
        if not isinstance(value, Decimal):
            return self.changed(value, at)
        assert meaning is not None, f"{at} is a decimal, and nothing says whether it is money"
        kind = AmountKind.volume if meaning.counted and self.counts_money else meaning.kind
        return value if kind is None else self.convert(Amount(at, kind, value, meaning.digits, meaning.by_piece))
