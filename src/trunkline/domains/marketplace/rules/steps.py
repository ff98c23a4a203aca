"""Steps of a rating that multiply something sold by its price, and the words in which they say so."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import ceil

from trunkline.domains.marketplace.model.derivation import Step, StepKind
from trunkline.kernel.money import EXACT
from trunkline.kernel.quantity import trimmed


def units_step(kind: StepKind, quantity: Decimal, unit: str, unit_amount: Decimal, where: str = "") -> Step:
    """`quantity` units at `unit_amount` each."""
    label = f"{text_of(quantity)} {unit} at {text_of(unit_amount)}"
    return _multiplied(kind, label, quantity, unit, unit_amount, where)


def lots_step(
    kind: StepKind, quantity: Decimal, size: Decimal, lot: str, unit: str, lot_amount: Decimal, where: str = ""
) -> Step:
    """`quantity` units, sold in whole lots (blocks, packages) of `size` at `lot_amount` each; a started lot counts whole."""
    lots = Decimal(ceil(Fraction(quantity) / Fraction(size)))
    label = f"{text_of(lots)} × {text_of(size)} {unit} at {text_of(lot_amount)} each"
    return _multiplied(kind, label, lots, lot, lot_amount, where)


def percent_step(kind: StepKind, volume: Decimal, unit: str, percent: Decimal, where: str = "") -> Step:
    """`percent` of a volume: 2.9 makes 0.029 of every unit."""
    label = f"{text_of(volume)} {unit} at {text_of(percent)} %"
    return _multiplied(kind, label, volume, unit, percent.scaleb(-2, EXACT), where)


def text_of(number: Decimal) -> str:
    """A number for people: no zeros at its end, no exponent."""
    return format(trimmed(number), "f")


def _multiplied(kind: StepKind, label: str, quantity: Decimal, unit: str, unit_amount: Decimal, where: str) -> Step:
    label += f" ({where})" if where else ""
    amount = EXACT.multiply(quantity, unit_amount)
    return Step(kind=kind, label=label, quantity=quantity, unit=unit, unit_amount=unit_amount, amount=amount)
